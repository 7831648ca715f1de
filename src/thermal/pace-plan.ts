/**
 * How many cards should one rest pay for? Few: the roller never gets cold, and its losses soak the machine. Many: the burst itself
 * soaks hot zone and platen up to the limit early. The answer depends on room, airflow and how far the chassis has come;
 * it is found by playing each candidate through on the estimate, some hours ahead.
 */
import { cardEntryCelsius, cardExitCelsius } from "./card-law.ts";
import { fullPowerWatt } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";
import { EXPECTED_RISE_KELVIN } from "./soak-forecast.ts";
import { SOAK, SOAK_COUNT, type SoakInputs, soakStep } from "./soak-model.ts";

/** Bursts that are tried beside the usual one. Longer ones fail in weak airflow, shorter ones overheat the roller's surface each time. */
export const USUAL_BURST = 6;
const OTHER_BURSTS = [4, 8, 10] as const;
/** A candidate is played through this far, s, and no further. */
const HORIZON_SECONDS = 2 * 3600;
/** Step of the play, s, and how often a resting machine asks whether it may go on, s: by how far it is from it. */
const STEP_SECONDS = 4;
const LOOK_SECONDS = 4;
const LOOK_FAR_SECONDS = 32;
const FAR_KELVIN = 0.6;
/** Smaller differences are chance: bursts are whole cards. */
const CLEARLY_BETTER = 1.02;

export interface PaceFrom {
  /** The estimate, in the order of `SOAK`. */
  readonly soak: Float64Array;
  readonly rollerCelsius: number;
  readonly fan: number;
  readonly mainsVolt: number;
  readonly setpointCelsius: number;
  readonly restCelsius: number;
  /** Highest exit temperature, the estimate's margin taken off, degC. */
  readonly exitCelsiusMax: number;
}

/** One machine in the play: the soak and a lumped roller. */
class Play {
  readonly x = new Float64Array(SOAK_COUNT);
  roller = 0;
  seconds = 0;
  readonly #slopes = new Float64Array(SOAK_COUNT);
  readonly #u: SoakInputs;
  readonly #p: ThermalProfile;
  readonly #from: PaceFrom;
  readonly #full: number;
  readonly #capacity: number;

  constructor(profile: ThermalProfile, from: PaceFrom) {
    this.#p = profile;
    this.#from = from;
    this.#full = fullPowerWatt(profile, from.mainsVolt);
    this.#capacity = profile.coreJoulePerKelvin + profile.surfaceJoulePerKelvin;
    this.x.set(from.soak);
    this.roller = from.rollerCelsius;
    this.#u = {
      coreCelsius: 0,
      surfaceCelsius: 0,
      fan: from.fan,
      headWatt: 0,
      motorsWatt: 0,
      chassisWatt: 0,
      nipShare: 0,
      printing: false,
    };
  }

  copy(other: Play): void {
    this.x.set(other.x);
    this.roller = other.roller;
    this.seconds = other.seconds;
  }

  /** Lets `seconds` pass; the roller goes to the set-point or, resting, towards the rest temperature. */
  pass(seconds: number, printing: boolean, heating: boolean): void {
    const p = this.#p;
    const u = this.#u;
    const target = heating ? this.#from.setpointCelsius : this.#from.restCelsius;
    const perCycle = printing ? 1 / p.cycleSeconds : 0;
    u.headWatt = p.headJoulePerCard * perCycle;
    u.motorsWatt = printing ? p.motorsWatt : 0;
    u.chassisWatt = p.chassisIdleWatt + (printing ? p.chassisPrintingWatt : 0);
    u.nipShare = p.nipSeconds * perCycle;
    u.printing = printing;
    for (let left = seconds; left > 1e-9; left -= STEP_SECONDS) {
      const dt = Math.min(left, STEP_SECONDS);
      const zone = this.x[SOAK.hotZone]!;
      const toPlaten = printing ? p.surfaceToPlatenPrinting : p.surfaceToPlatenIdle;
      const loss =
        (p.surfaceToHotZone + p.coreToHotZone) * (this.roller - zone) + toPlaten * (this.roller - this.x[SOAK.platen]!);
      const wanted = ((target - this.roller) * this.#capacity) / dt + loss;
      const watt = Math.min(this.#full, Math.max(0, wanted));
      this.roller += (dt * (watt - loss)) / this.#capacity;
      u.surfaceCelsius = this.roller;
      u.coreCelsius = this.roller + (watt > 0 ? loss / p.coreToSurface : 0);
      soakStep(this.x, p, u, dt, this.#slopes);
    }
    this.seconds += seconds;
  }

  /** Heats up, as far as that takes longer than a card does to the nip anyway. */
  heatUp(): void {
    const p = this.#p;
    const rise = this.#from.setpointCelsius - this.roller;
    const loss = (p.surfaceToHotZone + p.coreToHotZone) * 60;
    const seconds = (rise * this.#capacity) / Math.max(10, this.#full - loss) + 6;
    const beside = p.cycleSeconds - p.nipEntryBeforeEndSeconds;
    if (seconds > beside) this.pass(seconds - beside, false, true);
  }

  /** Prints one card: its exit temperature. */
  card(): number {
    const p = this.#p;
    this.pass(p.cycleSeconds - p.nipEntryBeforeEndSeconds, true, true);
    const entry = cardEntryCelsius(this.x[SOAK.hotZone]!, this.x[SOAK.chassis]!);
    const exit = cardExitCelsius(p, entry, this.#from.setpointCelsius + EXPECTED_RISE_KELVIN, this.x[SOAK.platen]!);
    this.pass(p.nipEntryBeforeEndSeconds, true, true);
    return exit;
  }
}

/** Rests until `cards` in succession would come out below the limit; false when the horizon comes first. */
function rest(main: Play, trial: Play, from: PaceFrom, cards: number): boolean {
  while (main.seconds < HORIZON_SECONDS) {
    trial.copy(main);
    trial.heatUp();
    let exit = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < cards; i++) exit = Math.max(exit, trial.card());
    if (exit <= from.exitCelsiusMax && trial.seconds <= HORIZON_SECONDS) return true;
    main.pass(exit > from.exitCelsiusMax + FAR_KELVIN ? LOOK_FAR_SECONDS : LOOK_SECONDS, false, false);
  }
  return false;
}

/** How long a rest that begins now takes until it pays for `cards`, s; the horizon when that is not foreseen. */
export function restSeconds(profile: ThermalProfile, from: PaceFrom, cards: number): number {
  const main = new Play(profile, from);
  rest(main, new Play(profile, from), from, cards);
  return Math.min(main.seconds, HORIZON_SECONDS);
}

/** Cards per second when each rest pays for `burst` cards. */
export function playedRate(profile: ThermalProfile, from: PaceFrom, burst: number): number {
  const main = new Play(profile, from);
  const trial = new Play(profile, from);
  let cards = 0;
  let rate = 0;
  while (main.seconds < HORIZON_SECONDS) {
    // Prints on as long as the next card comes out below the limit.
    for (;;) {
      trial.copy(main);
      trial.heatUp();
      if (trial.card() > from.exitCelsiusMax || trial.seconds > HORIZON_SECONDS) break;
      main.copy(trial);
      cards++;
    }
    // Every burst ends at the limit, so from burst to burst the states compare and the rate is fair.
    rate = main.seconds > 0 ? cards / main.seconds : 0;
    // A rest that never ends: what was printed before it is all there is.
    if (!rest(main, trial, from, burst)) return cards / HORIZON_SECONDS;
  }
  return rate;
}

/** The burst with the highest rate; the usual one unless another is clearly better. */
export function bestBurst(profile: ThermalProfile, from: PaceFrom): number {
  let best: number = USUAL_BURST;
  let bestRate = playedRate(profile, from, best);
  for (const burst of OTHER_BURSTS) {
    const rate = playedRate(profile, from, burst);
    if (rate <= bestRate * CLEARLY_BETTER) continue;
    best = burst;
    bestRate = rate;
  }
  return best;
}
