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
/** Smoothing of the residual, s: a card and the thermistor's lag pass through it without being taken for a fault. */
const RESIDUAL_SECONDS = 40;
/** The arriving heat lags the command by rubber and thermistor, s. */
const LAG_SECONDS = 14;
/** Core over surface while heated, K [C: 15 holding, 25 at full power]; only the bearings' losses hang on it. */
const CORE_OVER_KELVIN = 18;
/** Card temperature that the balance reckons with, degC. */
const CARD_CELSIUS = 45;

export class HeaterWatch {
  /** W, smoothed. */
  residualWatt = 0;
  #arrived: number;
  #commanded: number;
  #lagged = 0;
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
    // A ratio of energies: what the core holds back in one moment it gives in another. Forgets by what was commanded.
    const forget = Math.max(0, 1 - (dt * this.#lagged) / p.heaterWatt / HEALTH_SECONDS);
    this.#arrived = forget * this.#arrived + dt * arrived;
    this.#commanded = forget * this.#commanded + dt * this.#lagged;
  }
}
