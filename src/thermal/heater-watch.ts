/**
 * Is the heater what it says it is? The roller's heat balance, from reports of a second or so: what arrives, by temperatures
 * and losses, against what is commanded. Slow and exact where the firmware's guards are fast and coarse: it sees a heater
 * that has lost a tenth, and heat that nobody commanded while the heater is off.
 */
import { clamp } from "../base/index.ts";
import { cardSurfaceWatt } from "./card-law.ts";
import type { ThermalProfile } from "./profiles.ts";

/** Memory of the share that arrives, s of commanded full power, and weight of "it is sound" in the beginning, same unit. */
const HEALTH_SECONDS = 240;
const SOUND_SECONDS = 20;
/** The same for what is usual of this machine, and how much must be known before it is, s of full power: 20 minutes of work or so. */
const USUAL_SECONDS = 3000;
const KNOWN_SECONDS = 400;
/**
 * A share outside is no sound machine's [C: the heat soak counts those that are]. A sensor that drifts by
 * 0.01 K/s is some 16 K off by then where it drifts down, before a card warps, and some 20 K where it drifts up, before a film peels.
 */
const SHARE_LOW = 0.955;
const SHARE_HIGH = 1.09;
/** Smoothing of the residual, s: a card and the thermistor's lag pass through it without being taken for a fault. */
const RESIDUAL_SECONDS = 40;
/** The arriving heat lags the command by rubber and thermistor, s. */
const LAG_SECONDS = 14;
/**
 * Below this share of full power, lagged, nothing is commanded: then the balance is left as it is. A roller that cools for half an hour would tell of
 * nothing but what the profile has wrong of its losses, with no heat to hold it against: 9 % of share after 20 minutes [M, `npm run soak -- heat --only 1332`].
 */
const COMMANDED_SHARE_MIN = 0.01;
/**
 * A roller this far below the window has been cold: on its way up the core takes more than it is held to, 5 % of share for some minutes [M, `npm run soak -- heat
 * --only 1971`], so the share says nothing until the memory is full of work again.
 */
const COLD_KELVIN = 40;
/** Core over surface while heated, K [C: 15 holding, 25 at full power]; only the bearings' losses hang on it. */
const CORE_OVER_KELVIN = 18;
/** Card temperature that the balance reckons with, degC. */
const CARD_CELSIUS = 45;

/** Of {@link HeaterWatch.share}: the reading leaves its roller, or the heater has become another. -1: too little heat arrives, 1: too much, 0: sound. */
export const shareIsOff = (share: number): -1 | 0 | 1 => (share < SHARE_LOW ? -1 : share > SHARE_HIGH ? 1 : 0);

export class HeaterWatch {
  /** W, smoothed. */
  residualWatt = 0;
  #arrived: number;
  #commanded: number;
  #usuallyArrived = 0;
  #usuallyCommanded = 0;
  #lagged = 0;
  /** Commanded since the roller was cold, J. */
  #sinceCold = 0;
  #reading = 0;
  readonly #profile: ThermalProfile;

  constructor(profile: ThermalProfile) {
    this.#profile = profile;
    this.#arrived = this.#commanded = SOUND_SECONDS * profile.heaterWatt;
  }

  /** Share of the commanded heat that arrives, 0..1.5. */
  get health(): number {
    return clamp(this.#arrived / this.#commanded, 0, 1.5);
  }

  /**
   * {@link health} over what it usually is on this machine; 1 until that is known. What the profile has wrong of heater and losses is usual; a sensor
   * that drifts away from its roller by a kelvin changes it by half a hundredth.
   */
  get share(): number {
    const usual = this.#usuallyArrived / this.#usuallyCommanded;
    if (this.#sinceCold < HEALTH_SECONDS * this.#profile.heaterWatt) return 1;
    return this.#usuallyCommanded < KNOWN_SECONDS * this.#profile.heaterWatt || usual <= 0 ? 1 : this.health / usual;
  }

  start(rollerCelsius: number): void {
    this.#reading = rollerCelsius;
    this.residualWatt = 0;
    this.#lagged = 0;
  }

  /** Means over the last `dtSeconds`: reading, commanded heat, hot zone, platen, share of the time with a card in the nip; whether a card cycle ran. */
  step(
    dt: number,
    reading: number,
    commandedWatt: number,
    zone: number,
    platen: number,
    nipShare: number,
    printing: boolean,
  ): void {
    const p = this.#profile;
    const capacity = p.coreJoulePerKelvin + p.surfaceJoulePerKelvin;
    const core = reading + (commandedWatt > 0 ? CORE_OVER_KELVIN : 0);
    const losses =
      p.surfaceToHotZone * (reading - zone) +
      p.coreToHotZone * (core - zone) +
      (printing ? p.surfaceToPlatenPrinting : p.surfaceToPlatenIdle) * (reading - platen) +
      nipShare * cardSurfaceWatt(p, CARD_CELSIUS, reading);
    const arrived = (capacity * (reading - this.#reading)) / dt + losses;
    this.#reading = reading;
    this.#lagged += (dt / (LAG_SECONDS + dt)) * (commandedWatt - this.#lagged);
    this.residualWatt += (dt / (RESIDUAL_SECONDS + dt)) * (arrived - this.#lagged - this.residualWatt);
    this.#sinceCold = reading < p.gateLowCelsius - COLD_KELVIN ? 0 : this.#sinceCold + dt * this.#lagged;
    if (this.#lagged < COMMANDED_SHARE_MIN * p.heaterWatt) return;
    // A ratio of energies: what the core holds back in one moment it gives in another. Forgets by what was commanded.
    const forget = Math.max(0, 1 - (dt * this.#lagged) / p.heaterWatt / HEALTH_SECONDS);
    this.#arrived = forget * this.#arrived + dt * arrived;
    this.#commanded = forget * this.#commanded + dt * this.#lagged;
    const slowly = Math.max(0, 1 - (dt * this.#lagged) / p.heaterWatt / USUAL_SECONDS);
    this.#usuallyArrived = slowly * this.#usuallyArrived + dt * arrived;
    this.#usuallyCommanded = slowly * this.#usuallyCommanded + dt * this.#lagged;
  }
}
