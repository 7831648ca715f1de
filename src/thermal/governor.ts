/**
 * When to print and when to rest. A card that would come out above the limit is not fed; the roller, which is itself the main source
 * of soak, is heated just in time for each card and is off otherwise. The next card is announced to the engine as soon as its time
 * is foreseen, so that roller and card come to the nip together. Short waits keep the machine at its limit; where airflow is weak,
 * rests pay for bursts, and how long they pay best is played through ahead.
 */
import { clamp, type Micros, US_PER_S } from "../base/index.ts";
import { EXIT_CELSIUS_MAX_DEFAULT } from "./card-law.ts";
import { feedLimit, nipLimit } from "./exit-limits.ts";
import { LATE_SECONDS, PaceMaps } from "./pace-maps.ts";
import { bestRule, FIRST_RULE, NEAR_END_SECONDS } from "./pace-plan.ts";
import {
  type ExitLimits,
  finerSeconds,
  PAUSE_SECONDS,
  type PaceRule,
  REST_SECONDS,
  REST_SECONDS_MAX,
  restBy,
  soonest,
  type Wait,
  waitBy,
} from "./pace-wait.ts";
import type { ThermalProfile } from "./profiles.ts";
import { HEAT, HEAT_COUNT } from "./schedule/affine.ts";
import type { CardStep, CycleMaps } from "./schedule/cycle-maps.ts";
import { HEAT_LEAD_SECONDS_MAX, PLAN_TICK_SECONDS } from "./schedule/shift.ts";
import type { SoakEstimator } from "./soak-estimator.ts";

/** Heat comes just in time from this predicted exit temperature on, and again from the set-point below the second, degC: long before cards curl. */
const TIMED_FROM_CELSIUS = 62;
const TIMED_UNTIL_CELSIUS = 58;
/** Roller temperature while resting, degC, where heat cannot come just in time. */
const REST_ROLLER_CELSIUS = 60;
/** Shorter waits are not worth a lower roller, s. */
const LOWERED_SECONDS = 60;
/** A plan holds this long, except near the end of work: room, dust and chassis change over hours. */
const PLAN_US = 600 * US_PER_S;
/** Share of the newest card in what is learnt of the surface at nip entry, and the most that is believed, K. */
const WARMER_SHARE = 0.3;
/** After a rest the engine heats so much further than planned, K [C]. */
const RESTED_WARMER_KELVIN = 0.7;
const WARMER_KELVIN_MAX = 1;
/** The roller must be ready this long before the card comes to the nip, s. */
const HEAT_UP_SLACK_SECONDS = 3;
/** While waiting the question is asked again this often, near its end and far from it. */
const ASK_EVERY_US = US_PER_S;
const ASK_FAR_US = 5 * US_PER_S;
const FAR_SECONDS = 20;
/** No card waits before the nip longer than this for a roller that is late, s. */
const OVERDUE_SECONDS_MAX = 60;
/** A roller that has been warmed for a card which is still so far off, s, so long after it was due, is left to cool [M, `npm run soak -- heat --only 188 --stack`]. */
const PUT_OFF_SECONDS = 30;

const scratch = new Float64Array(HEAT_COUNT);
const step: CardStep = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };

export interface GovernorReason {
  code: "soaked" | "heating" | "estimating";
  /** Until it goes on, as far as can be foreseen, s; 0 when unknown. */
  seconds: number;
  hotZoneCelsius: number;
  /** Of a card that would be fed now. */
  predictedExitCelsius: number;
}

/** The next card, for an engine that heats just in time. */
export interface CardAnnouncement {
  /** When it will be at the nip. */
  nipAtUs: Micros;
  /** Hot zone around the roller, and the card before the nip, degC. */
  zoneCelsius: number;
  cardCelsius: number;
}

/**
 * Cards that follow each other for a quarter of an hour and more leave so much warmer than is reckoned for each of them, K [C: 28 degC and
 * airflow 0.5, 33 and 0.8, 36 and 1 on the full stack: up to 0.11]: only pauses show how warm the machine really is. The margin grows
 * straight between these numbers of cards; a pause ends it.
 */
const STREAK_CARDS = [8, 28, 120] as const;
const STREAK_MARGIN_KELVIN = [0, 0.08, 0.12] as const;

/** `rollerCelsius`: the set-point to print at, or to rest at. `card`: heat comes just in time for it instead. */
export type GovernorDecision =
  | { action: "print"; rollerCelsius: number; card?: CardAnnouncement }
  | { action: "rest"; rollerCelsius: number; card?: CardAnnouncement; reason: GovernorReason };

export interface GovernorSettings {
  exitCelsiusMax?: number;
  setpointCelsius?: number;
}

export class Governor {
  readonly exitCelsiusMax: number;
  /** As configured, degC. */
  readonly setpointCelsius: number;
  /** The engine can be told of the next card; else the set-point is held for printing and lowered for a rest. */
  justInTime = true;
  /** No card is wanted after this, as far as is known: rests that would not pay until then are not taken. */
  workEndsAtUs: Micros | undefined;
  readonly #profile: ThermalProfile;
  readonly #maps: PaceMaps;
  #timed = false;
  #decision: GovernorDecision;
  #askAtUs: Micros = 0;
  /** The first card after a rest was to be fed then, as first reckoned; -1: not reckoned yet. */
  #dueUs: Micros = -1;
  /** That card's time as it was reckoned when the engine began to heat for it; -1: it has not begun. */
  #warmDueUs: Micros = -1;
  #idleSinceUs: Micros = -1;
  /** Waiting between cards; resting until there is a reserve; on the way back to work, the roller being heated. */
  #phase: "pace" | "rest" | "return" = "return";
  #rule: PaceRule = FIRST_RULE;
  #hasRule = false;
  /** Surface at nip entry over what was planned, K, as it has been lately. */
  readonly #warmer = { close: 0.1, paused: 0.1 };
  /** Cards that followed each other without a pause. */
  #streak = 0;
  #planned: { entryCelsius: number; transfers: number; pause: "close" | "paused" } | undefined;
  #plannedAtUs: Micros = Number.NEGATIVE_INFINITY;

  constructor(profile: ThermalProfile, settings: GovernorSettings = {}) {
    this.#profile = profile;
    this.exitCelsiusMax = settings.exitCelsiusMax ?? EXIT_CELSIUS_MAX_DEFAULT;
    this.setpointCelsius = settings.setpointCelsius ?? profile.setpointCelsius;
    this.#maps = new PaceMaps(profile, this.exitCelsiusMax);
    this.#decision = { action: "print", rollerCelsius: this.setpointCelsius };
  }

  /** What a card may cost, and the reserve, by the newest plan. */
  get rule(): PaceRule {
    return this.#rule;
  }

  /** Before a card is fed, and while resting: feed it now, or rest and ask again. */
  decide(nowUs: Micros, estimator: SoakEstimator): GovernorDecision {
    if (!estimator.ready) {
      const reason: GovernorReason = { code: "estimating", seconds: 0, hotZoneCelsius: 0, predictedExitCelsius: 0 };
      return { action: "rest", rollerCelsius: REST_ROLLER_CELSIUS, reason };
    }
    if (this.#idleSinceUs < 0) this.#idleSinceUs = nowUs;
    if (nowUs < this.#askAtUs) return this.#decision;
    const now = this.#maps.exitNow(estimator);
    this.#timed = now > (this.#timed ? TIMED_UNTIL_CELSIUS : TIMED_FROM_CELSIUS);
    this.#decision = this.#timed ? this.#pace(nowUs, estimator, now) : this.#hold(estimator, now);
    if (this.#decision.action === "print") {
      this.#askAtUs = nowUs;
      this.#idleSinceUs = -1;
      this.#phase = "pace";
      this.#dueUs = -1;
      this.#warmDueUs = -1;
    }
    return this.#decision;
  }

  /** Last look, just before the nip: may this card go in now? */
  mayTransfer(estimator: SoakEstimator): boolean {
    if (!estimator.ready) return false;
    return this.#maps.exitNow(estimator) <= nipLimit(this.exitCelsiusMax, estimator);
  }

  /** A cool machine: the roller stays at its set-point, and cards follow each other. */
  #hold(estimator: SoakEstimator, predictedExitCelsius: number): GovernorDecision {
    const rollerCelsius = this.setpointCelsius;
    const seconds = estimator.heatUpSeconds(rollerCelsius);
    const toNip = this.#profile.cycleSeconds - this.#profile.nipEntryBeforeEndSeconds;
    if (seconds <= toNip - HEAT_UP_SLACK_SECONDS) return { action: "print", rollerCelsius };
    const { hotZoneCelsius } = estimator.view;
    return {
      action: "rest",
      rollerCelsius,
      reason: { code: "heating", seconds, hotZoneCelsius, predictedExitCelsius },
    };
  }

  #pace(nowUs: Micros, estimator: SoakEstimator, predictedExitCelsius: number): GovernorDecision {
    const maps = this.#maps.at(estimator, this.justInTime ? 0 : this.setpointCelsius);
    this.#learnEntry(estimator);
    const limit = feedLimit(this.exitCelsiusMax, estimator);
    const perKelvin = this.#profile.cardShareSurface;
    const inRow = streakMargin(this.#streak);
    const limits = {
      close: limit - inRow - perKelvin * this.#warmer.close,
      paused: limit - perKelvin * this.#warmer.paused,
      rested: limit - perKelvin * RESTED_WARMER_KELVIN,
    };
    const x = this.#maps.state(estimator);
    const found = this.#next(maps, x, nowUs, limits, estimator.heaterWatt > 0);
    const wait =
      found.seconds < 0
        ? REST_SECONDS_MAX
        : found.rests
          ? found.seconds
          : finerSeconds(maps, x, found.seconds, limits, this.#idleSeconds(nowUs));
    const { hotZoneCelsius } = estimator.view;
    const nipAtUs = nowUs + Math.round((wait + maps.toNipTicks * PLAN_TICK_SECONDS) * US_PER_S);
    const announced = { nipAtUs, zoneCelsius: estimator.aroundCelsius, cardCelsius: estimator.cardCelsius };
    const card = this.justInTime ? { card: announced } : {};
    const cools = !this.justInTime && !found.heats && wait > LOWERED_SECONDS;
    const rollerCelsius = cools ? REST_ROLLER_CELSIUS : this.setpointCelsius;
    if (wait === 0) {
      // Where this card's surface was planned to be, to be compared with where it is.
      maps.step(scratch, x, 0, step);
      const idleSeconds = this.#idleSeconds(nowUs);
      const pause = idleSeconds > PAUSE_SECONDS ? "paused" : "close";
      this.#streak = pause === "paused" ? 0 : this.#streak + 1;
      const { transfers } = estimator;
      const entryCelsius = maps.entry[HEAT.surface]!;
      this.#planned = idleSeconds > REST_SECONDS ? undefined : { entryCelsius, transfers, pause };
      return { action: "print", rollerCelsius, ...card };
    }
    this.#askAtUs = nowUs + (wait > FAR_SECONDS ? ASK_FAR_US : Math.min(ASK_EVERY_US, Math.round(wait * US_PER_S)));
    const isCold = estimator.rollerCelsius < this.#profile.gateLowCelsius;
    const code = found.heats && isCold && this.#phase !== "rest" ? "heating" : "soaked";
    const reason: GovernorReason = { code, seconds: Math.ceil(wait), hotZoneCelsius, predictedExitCelsius };
    return { action: "rest", rollerCelsius, ...card, reason };
  }

  /** Wait before the next card by the phase that the machine is in; changes the phase where that has to be. */
  #next(maps: CycleMaps, x: Float64Array, nowUs: Micros, limits: ExitLimits, warms: boolean): Wait {
    if (this.#phase === "pace") {
      const idle = this.#idleSeconds(nowUs);
      let found = waitBy(this.#rule, maps, x, limits, idle);
      const asks = found.rests || found.seconds > 0;
      if (asks && this.#plan(maps, x, nowUs, limits, found.rests)) found = waitBy(this.#rule, maps, x, limits, idle);
      if (!found.rests) return found;
      this.#phase = "rest";
    }
    const cycleSeconds = this.#profile.cycleSeconds;
    const leftSeconds = this.#leftSeconds(nowUs);
    if (this.#phase === "rest") {
      const found = restBy(this.#rule, maps, x, limits);
      const fits = found.seconds >= 0 && found.seconds + cycleSeconds <= leftSeconds;
      if (fits && !found.heats) return found;
      // The roller begins to warm for the next card: from here on it comes as soon as it may, or the heat would be wasted. And at the
      // end of work a short rest for one card is better than a long one for none.
      this.#phase = "return";
      this.#dueUs = -1;
      this.#warmDueUs = -1;
    }
    const found = this.#soonest(maps, x, nowUs, limits);
    if (warms && this.#warmDueUs < 0) this.#noteWarmth(nowUs, found.seconds);
    if (this.#isPutOff(nowUs, found.seconds)) this.#phase = "rest";
    return found;
  }

  /** The heater is on: since when a card is due that is heated for. Heat long before is none for this card. */
  #noteWarmth(nowUs: Micros, seconds: number): void {
    if (seconds >= 0 && seconds <= HEAT_LEAD_SECONDS_MAX) this.#warmDueUs = nowUs + seconds * US_PER_S;
  }

  /**
   * The heat for a card that cannot come yet keeps the machine warm, and the longer it lasts the less is known of what it did: the card would be put off
   * again and again. A rest with the roller cold ends that.
   */
  #isPutOff(nowUs: Micros, seconds: number): boolean {
    const wasDue = this.#warmDueUs >= 0 && nowUs > this.#warmDueUs + OVERDUE_SECONDS_MAX * US_PER_S;
    return wasDue && seconds > PUT_OFF_SECONDS;
  }

  /**
   * The engine begins to heat as late as it believes it can, by what it has learnt itself. Where it needs less than is reckoned here, the card
   * would be put off for ever: once its time has come it is fed a second earlier with each second that goes by.
   */
  #soonest(maps: CycleMaps, x: Float64Array, nowUs: Micros, limits: ExitLimits): Wait {
    const overdue = this.#dueUs < 0 ? 0 : clamp((nowUs - this.#dueUs) / US_PER_S, 0, OVERDUE_SECONDS_MAX);
    maps.allowLate(LATE_SECONDS + overdue);
    const found = soonest(maps, x, limits, this.#idleSeconds(nowUs));
    maps.allowLate(LATE_SECONDS);
    const dueUs = nowUs + found.seconds * US_PER_S;
    if (found.seconds >= 0 && (this.#dueUs < 0 || dueUs < this.#dueUs)) this.#dueUs = dueUs;
    return found;
  }

  /** The engine's own margins show in how much warmer than planned the surface was when the card came. */
  #learnEntry(estimator: SoakEstimator): void {
    const planned = this.#planned;
    if (planned === undefined || estimator.transfers === planned.transfers) return;
    this.#planned = undefined;
    const kelvin = estimator.entryCelsius - planned.entryCelsius;
    const known = this.#warmer[planned.pause];
    this.#warmer[planned.pause] = clamp(known + WARMER_SHARE * (kelvin - known), 0, WARMER_KELVIN_MAX);
  }

  #idleSeconds(nowUs: Micros): number {
    return (nowUs - this.#idleSinceUs) / US_PER_S;
  }

  #leftSeconds(nowUs: Micros): number {
    return this.workEndsAtUs === undefined ? Number.POSITIVE_INFINITY : (this.workEndsAtUs - nowUs) / US_PER_S;
  }

  /** Which rule is best from here on, when one must be waited for or `rests` begin; near the end of work before each rest. True: it was asked. */
  #plan(maps: CycleMaps, x: Float64Array, nowUs: Micros, limits: ExitLimits, rests: boolean): boolean {
    const leftSeconds = this.#leftSeconds(nowUs);
    if (nowUs - this.#plannedAtUs < PLAN_US && (!rests || leftSeconds > NEAR_END_SECONDS)) return false;
    this.#plannedAtUs = nowUs;
    this.#rule = bestRule(maps, x, limits, this.#hasRule ? this.#rule : undefined, leftSeconds);
    this.#hasRule = true;
    return true;
  }
}

/** K. */
function streakMargin(cards: number): number {
  const [few, some, many] = STREAK_CARDS;
  const [, middle, most] = STREAK_MARGIN_KELVIN;
  return (
    middle * clamp((cards - few) / (some - few), 0, 1) + (most - middle) * clamp((cards - some) / (many - some), 0, 1)
  );
}
