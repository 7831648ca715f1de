/**
 * When to print and when to rest. A card that would come out above the limit is not fed; the roller, which is itself the
 * main source of soak, is set back meanwhile. Work goes on as soon as heating up now would let a burst
 * through; how long a burst pays best is played through ahead. Warm cards are printed at the lowest roller temperature that the window allows.
 */
import { type Micros, US_PER_S } from "../base/index.ts";
import { bestBurst, restSeconds, USUAL_BURST } from "./pace-plan.ts";
import { pacedSetpoint } from "./pace-setpoint.ts";
import type { ThermalProfile } from "./profiles.ts";
import type { SoakEstimator } from "./soak-estimator.ts";

/** Cards may leave up to this warm, degC [E]: one kelvin below warping. */
export const EXIT_CELSIUS_MAX_DEFAULT = 79;
/** Kept below the limit when a card is fed, K: what the estimate cannot know of the next half minute. */
const FEED_MARGIN_KELVIN = 0.15;
/** Roller temperature while resting, degC. */
const REST_ROLLER_CELSIUS = 60;
/** A plan holds this long: room, dust and chassis change over hours. */
const PLAN_US = 900 * US_PER_S;
/** The roller must be ready this long before the card comes to the nip, s. */
const HEAT_UP_SLACK_SECONDS = 3;
/** A rest longer than this pays for half a burst, twice as long for one card: slow work beats none, s. */
const LONG_REST_SECONDS = 2400;
/** While resting the question is asked again this often, and the end of the rest is reckoned anew this often. */
const ASK_EVERY_US = US_PER_S;
const FORESEE_EVERY_US = 30 * US_PER_S;
/** Nip of a card that is not yet at the nip: feed order to nip entry takes this share of the cycle. */
const nipEntrySeconds = (p: ThermalProfile): number => p.cycleSeconds - p.nipEntryBeforeEndSeconds;

export interface GovernorReason {
  code: "soaked" | "heating" | "estimating";
  /** Until it goes on, as far as can be foreseen, s; 0 when unknown. */
  seconds: number;
  hotZoneCelsius: number;
  /** Of a card that would be fed now. */
  predictedExitCelsius: number;
}

/** `rollerCelsius`: the set-point to print at, or to rest at. */
export type GovernorDecision =
  | { action: "print"; rollerCelsius: number }
  | { action: "rest"; rollerCelsius: number; reason: GovernorReason };

export interface GovernorSettings {
  exitCelsiusMax?: number;
  setpointCelsius?: number;
}

export class Governor {
  readonly exitCelsiusMax: number;
  /** As configured, degC. */
  readonly setpointCelsius: number;
  readonly #profile: ThermalProfile;
  #printCelsius: number;
  #resting = false;
  #decision: GovernorDecision;
  #askAtUs: Micros = 0;
  #restingSinceUs: Micros = 0;
  #burst: number = USUAL_BURST;
  #plannedAtUs: Micros = Number.NEGATIVE_INFINITY;
  #resumeAtUs: Micros = 0;
  #foreseenAtUs: Micros = Number.NEGATIVE_INFINITY;

  constructor(profile: ThermalProfile, settings: GovernorSettings = {}) {
    this.#profile = profile;
    this.exitCelsiusMax = settings.exitCelsiusMax ?? EXIT_CELSIUS_MAX_DEFAULT;
    this.setpointCelsius = settings.setpointCelsius ?? profile.setpointCelsius;
    this.#printCelsius = this.setpointCelsius;
    this.#decision = { action: "print", rollerCelsius: this.#printCelsius };
  }

  /** Cards that a rest must pay for, by the newest plan. */
  get burstCards(): number {
    return this.#burst;
  }

  /** Before a card is fed, and while resting: feed it now, or rest with the roller at this temperature and ask again. */
  decide(nowUs: Micros, estimator: SoakEstimator): GovernorDecision {
    if (!estimator.ready) {
      const reason: GovernorReason = { code: "estimating", seconds: 0, hotZoneCelsius: 0, predictedExitCelsius: 0 };
      return { action: "rest", rollerCelsius: REST_ROLLER_CELSIUS, reason };
    }
    if (this.#resting && nowUs < this.#askAtUs) return this.#decision;
    const limit = this.exitCelsiusMax - FEED_MARGIN_KELVIN;
    const heatUp = estimator.heatUpSeconds(this.#printCelsius);
    const toNip = Math.max(heatUp, nipEntrySeconds(this.#profile));
    const configured = estimator.predictExit(toNip, this.setpointCelsius);
    this.#printCelsius = pacedSetpoint(this.#profile, this.setpointCelsius, configured, estimator.mainsVolt);
    const next = estimator.predictExit(toNip, this.#printCelsius);
    // A rest must pay for a burst, or the roller would swing for single cards.
    const more = this.#resting ? this.#burstAfter((nowUs - this.#restingSinceUs) / US_PER_S) - 1 : 0;
    const last =
      more === 0 ? next : estimator.predictExit(toNip + more * this.#profile.cycleSeconds, this.#printCelsius);
    const soaked = Math.max(next, last) > limit;
    if (soaked && !this.#resting) this.#beginRest(nowUs, estimator, limit);
    this.#resting = soaked;
    this.#askAtUs = nowUs + ASK_EVERY_US;
    if (soaked) {
      this.#decision = this.#rest(nowUs, estimator, next, limit);
    } else if (heatUp > nipEntrySeconds(this.#profile) - HEAT_UP_SLACK_SECONDS) {
      this.#decision = {
        action: "rest",
        rollerCelsius: this.#printCelsius,
        reason: {
          code: "heating",
          seconds: heatUp,
          hotZoneCelsius: estimator.view.hotZoneCelsius,
          predictedExitCelsius: next,
        },
      };
    } else {
      this.#decision = { action: "print", rollerCelsius: this.#printCelsius };
    }
    return this.#decision;
  }

  /** Last look, just before the nip: may this card go in now? */
  mayTransfer(estimator: SoakEstimator): boolean {
    return estimator.ready && estimator.predictExit(0, this.#printCelsius) <= this.exitCelsiusMax;
  }

  #burstAfter(restedSeconds: number): number {
    if (restedSeconds >= 2 * LONG_REST_SECONDS) return 1;
    return restedSeconds >= LONG_REST_SECONDS ? Math.ceil(this.#burst / 2) : this.#burst;
  }

  #beginRest(nowUs: Micros, estimator: SoakEstimator, limit: number): void {
    this.#restingSinceUs = nowUs;
    this.#foreseenAtUs = Number.NEGATIVE_INFINITY;
    if (nowUs - this.#plannedAtUs < PLAN_US) return;
    this.#plannedAtUs = nowUs;
    this.#burst = bestBurst(this.#profile, estimator.planFrom(this.#printCelsius, REST_ROLLER_CELSIUS, limit));
  }

  #rest(nowUs: Micros, estimator: SoakEstimator, predictedExitCelsius: number, limit: number): GovernorDecision {
    if (nowUs - this.#foreseenAtUs >= FORESEE_EVERY_US) {
      this.#foreseenAtUs = nowUs;
      const cards = this.#burstAfter((nowUs - this.#restingSinceUs) / US_PER_S);
      const from = estimator.planFrom(this.#printCelsius, REST_ROLLER_CELSIUS, limit);
      this.#resumeAtUs = nowUs + Math.round(restSeconds(this.#profile, from, cards) * US_PER_S);
    }
    const seconds = Math.max(1, Math.ceil((this.#resumeAtUs - nowUs) / US_PER_S));
    const { hotZoneCelsius } = estimator.view;
    return {
      action: "rest",
      rollerCelsius: REST_ROLLER_CELSIUS,
      reason: { code: "soaked", seconds, hotZoneCelsius, predictedExitCelsius },
    };
  }
}
