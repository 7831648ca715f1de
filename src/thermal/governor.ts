/**
 * When to print and when to rest. A card that would come out above the limit is not fed; the roller, which is itself the
 * main source of soak, is set back meanwhile. Work goes on as soon as heating up now would let a short burst
 * through: heat comes just in time, not before.
 */
import { type Micros, US_PER_S } from "../base/index.ts";
import type { ThermalProfile } from "./profiles.ts";
import type { SoakEstimator } from "./soak-estimator.ts";

/** Cards may leave up to this warm, degC [E]: one kelvin below warping. */
export const EXIT_CELSIUS_MAX_DEFAULT = 79;
/** Kept below the limit when a card is fed, K: what the estimate cannot know of the next half minute. */
const FEED_MARGIN_KELVIN = 0.15;
/** Roller temperature while resting, degC. */
const REST_ROLLER_CELSIUS = 60;
/** Cards that one rest must pay for. */
const BURST_CARDS = 6;
/** The roller must be ready this long before the card comes to the nip, s. */
const HEAT_UP_SLACK_SECONDS = 3;
/** A rest longer than this pays for half a burst, twice as long for one card: slow work beats none, s. */
const LONG_REST_SECONDS = 2400;
/** While resting the plan is looked at this often. */
const PLAN_EVERY_US = US_PER_S;
/** Nip of a card that is not yet at the nip: feed order to nip entry takes this share of the cycle. */
const nipEntrySeconds = (p: ThermalProfile): number => p.cycleSeconds - p.nipEntryBeforeEndSeconds;

export interface GovernorReason {
  code: "soaked" | "heating" | "estimating";
  hotZoneCelsius: number;
  predictedExitCelsius: number;
}

export type GovernorDecision = { action: "print" } | { action: "rest"; rollerCelsius: number; reason: GovernorReason };

export interface GovernorSettings {
  exitCelsiusMax?: number;
  setpointCelsius?: number;
}

const PRINT: GovernorDecision = { action: "print" };

function burstCards(restedSeconds: number): number {
  if (restedSeconds >= 2 * LONG_REST_SECONDS) return 1;
  return restedSeconds >= LONG_REST_SECONDS ? BURST_CARDS / 2 : BURST_CARDS;
}

export class Governor {
  readonly exitCelsiusMax: number;
  readonly setpointCelsius: number;
  readonly #profile: ThermalProfile;
  #resting = false;
  #decision: GovernorDecision = PRINT;
  #planAtUs: Micros = 0;
  #restingSinceUs: Micros = 0;

  constructor(profile: ThermalProfile, settings: GovernorSettings = {}) {
    this.#profile = profile;
    this.exitCelsiusMax = settings.exitCelsiusMax ?? EXIT_CELSIUS_MAX_DEFAULT;
    this.setpointCelsius = settings.setpointCelsius ?? profile.setpointCelsius;
  }

  /** Before a card is fed, and while resting: feed it now, or rest with the roller at this temperature and ask again. */
  decide(nowUs: Micros, estimator: SoakEstimator): GovernorDecision {
    if (!estimator.ready) return this.#rest("estimating", REST_ROLLER_CELSIUS, estimator, 0);
    const heatUp = estimator.heatUpSeconds(this.setpointCelsius);
    const toNip = Math.max(heatUp, nipEntrySeconds(this.#profile));
    if (this.#resting && nowUs < this.#planAtUs) return this.#decision;
    // A rest must pay for a burst, or the roller would swing for single cards.
    const cards = this.#resting ? burstCards((nowUs - this.#restingSinceUs) / US_PER_S) : 1;
    const ahead = toNip + (cards - 1) * this.#profile.cycleSeconds;
    const exit = estimator.predictExit(ahead, this.setpointCelsius);
    const soaked = exit > this.exitCelsiusMax - FEED_MARGIN_KELVIN;
    if (soaked && !this.#resting) this.#restingSinceUs = nowUs;
    this.#resting = soaked;
    if (soaked) {
      this.#planAtUs = nowUs + PLAN_EVERY_US;
      this.#decision = this.#rest("soaked", REST_ROLLER_CELSIUS, estimator, exit);
    } else if (heatUp > nipEntrySeconds(this.#profile) - HEAT_UP_SLACK_SECONDS) {
      this.#decision = this.#rest("heating", this.setpointCelsius, estimator, exit);
    } else {
      this.#decision = PRINT;
    }
    return this.#decision;
  }

  /** Last look, just before the nip: may this card go in now? */
  mayTransfer(estimator: SoakEstimator): boolean {
    return estimator.ready && estimator.predictExit(0, this.setpointCelsius) <= this.exitCelsiusMax;
  }

  #rest(
    code: GovernorReason["code"],
    rollerCelsius: number,
    estimator: SoakEstimator,
    predictedExitCelsius: number,
  ): GovernorDecision {
    return {
      action: "rest",
      rollerCelsius,
      reason: { code, hotZoneCelsius: estimator.view.hotZoneCelsius, predictedExitCelsius },
    };
  }
}
