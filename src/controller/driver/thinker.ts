/**
 * Works out what comes next and does it: takes a job, orders its steps, ends it. Runs after everything that was heard, until
 * nothing changes any more. What it decides on is in journal, telemetry and chart; it keeps only counters of its own.
 */
import { type Micros, US_PER_S } from "../../base/index.ts";
import {
  ENGINE_STATE,
  FAULTS,
  type FaultName,
  FIELD,
  FILM_STATE,
  STEP_KIND,
  STEP_RESULT,
} from "../../protocol/index.ts";
import { isInside, suppliesOf } from "../card/card-facts.ts";
import { type CardEnd, type CardPlan, type StepWish, startBlocker } from "../card/card-plan.ts";
import type { Blocker, Rest } from "../machine/machine-types.ts";
import { NEAR_CELSIUS, NEAR_LOST_CELSIUS, type PaceDecision } from "../pacer.ts";
import type { StepOutcome } from "../ports.ts";
import { isDrained, type LifeWord, lifeWord } from "../selectors.ts";
import { REFUSAL_PAUSE_US, stepLimit } from "../steps/step-limits.ts";
import { type RunningStep, stepName } from "../steps/step-runner.ts";
import type { PrinterCore } from "./printer-core.ts";

/** Things that may change in one go before it counts as our own mistake. */
const THOUGHTS_MAX = 64;
/** A governor's decision is used for this long. */
const DECISION_US = US_PER_S / 2;
/** Without a call of `wake` the station is asked for a job this often. */
const ASK_FOR_WORK_US = 60 * US_PER_S;
/** Steps of one kind that may fail in a row without a fault that says more. */
const FAILURES_MAX = 3;
/** The pause after a refusal doubles up to this. */
const REFUSAL_PAUSE_US_MAX = 10 * US_PER_S;
/** Refusals that mean that our picture of card or film is wrong: ask the engine again. */
const WRONG_PICTURE = new Set([
  "jobMismatch",
  "suspectCard",
  "notEncoded",
  "noCard",
  "cardInPath",
  "alreadyTransferred",
]);

/** States that only people or the engine's own start-up end. */
const AT_REST: ReadonlySet<LifeWord> = new Set(["supplyOut", "service", "cold"]);

export class Thinker {
  readonly ended = { issued: 0, voided: 0, returned: 0, uncertain: 0 };
  /** The station had no job when last asked. */
  noJobs = false;
  pace: PaceDecision = { action: "print" };
  private readonly core: PrinterCore;
  private paceAt: Micros = -1;
  private askedAt: Micros = -1;
  private holdUntil: Micros = -1;
  private refusals = 0;
  private mismatches = 0;
  private failures = new Map<string, number>();

  constructor(core: PrinterCore) {
    this.core = core;
  }

  think(): void {
    for (let i = 0; i < THOUGHTS_MAX; i++) if (!this.once()) return;
    throw new Error(`${this.core.name}: no end of changes in ${lifeWord(this.core.snapshot())}`);
  }

  wake(): void {
    this.noJobs = false;
    this.askedAt = -1;
  }

  /** True when something changed and it is worth thinking again. */
  private once(): boolean {
    const { core } = this;
    const snapshot = core.snapshot();
    if (snapshot.hasTag("recovers")) return this.recover();
    if (lifeWord(snapshot) === "faulted" && core.runner.idle && core.card.known) return this.leaveFaulted();
    if (!snapshot.hasTag("plans") || core.link.state !== "up") return false;
    if (core.desk.job === "") return this.thinkIdle();
    return core.runner.card === undefined ? this.thinkCard() : this.thinkFilm();
  }

  private recover(): boolean {
    const { core } = this;
    if (!core.recovery.step()) return false;
    if (core.desk.job !== "") core.tell({ type: "WORK" });
    else if (core.snapshot().context.hasWork) core.tell({ type: "WORK_DONE" });
    this.tellFilm();
    if (core.runner.card !== undefined) this.tellFlags("", "", true);
    else if (core.desk.job === "") this.tellIdleFlags();
    else this.tellPlanFlags(core.desk.plan());
    core.tell({ type: "RECOVERED" });
    for (const step of [core.runner.card, core.runner.film]) {
      if (step !== undefined) core.tell({ type: "STEP_BEGUN", kind: step.kind });
    }
    return true;
  }

  /** Nobody waits for a person at this printer when nothing of the job is in it. */
  private leaveFaulted(): boolean {
    const { desk, journal, name } = this.core;
    if (desk.job === "" || journal.open(name).length > 0 || !desk.plan().unspent) return false;
    this.finish({ end: "returned", reason: "fault" });
    return true;
  }

  private thinkIdle(): boolean {
    const { core } = this;
    if (!core.runner.idle) return false;
    this.tellIdleFlags();
    const snapshot = core.snapshot();
    if (!snapshot.hasTag("takes") || this.holding()) return false;
    const now = core.clock.now();
    if (this.noJobs && now - this.askedAt < ASK_FOR_WORK_US) return false;
    this.askedAt = now;
    this.noJobs = !core.desk.take();
    if (this.noJobs) return false;
    core.tell({ type: "WORK" });
    return true;
  }

  private thinkCard(): boolean {
    const { core } = this;
    const plan = core.desk.plan();
    if (plan.end !== undefined) {
      if (!core.runner.idle) return false;
      this.finish(plan.end);
      return true;
    }
    this.tellFilm();
    const { context } = core.snapshot();
    const leaving = context.draining
      ? "shutdown"
      : context.pausing
        ? "operator"
        : plan.lacks !== ""
          ? "supplies"
          : undefined;
    if (leaving !== undefined && plan.unspent && core.runner.idle) {
      this.tellFlags(plan.lacks, "", context.hot);
      this.finish({ end: "returned", reason: leaving });
      return true;
    }
    this.tellPlanFlags(plan);
    if (!core.snapshot().hasTag("prints") || this.holding()) return false;
    const ordered = this.order(plan.card);
    return this.order(plan.film) || ordered;
  }

  /** The card moves or its chip is written; the film side may get ready beside it. */
  private thinkFilm(): boolean {
    const { core } = this;
    const kind = core.runner.card?.kind;
    if (kind !== STEP_KIND.feed && kind !== STEP_KIND.encode) return false;
    if (core.runner.film !== undefined || core.desk.leave !== "" || this.holding()) return false;
    if (!core.snapshot().hasTag("prints")) return false;
    const plan = core.desk.planFilm();
    if (plan.lacks !== "" || (plan.needsHead && core.faults.has("headTooHot"))) return false;
    return this.order(plan.film);
  }

  private order(wish: StepWish | undefined): boolean {
    if (wish === undefined) return false;
    const { runner, desk } = this.core;
    return runner.order(wish.kind, wish.own ? desk.job : "");
  }

  private holding(): boolean {
    return this.core.clock.now() < this.holdUntil;
  }

  private tellIdleFlags(): void {
    const { action } = this.decide();
    this.tellFlags(startBlocker(suppliesOf(this.core.telemetry)), action === "rest" ? "paced" : "", action === "print");
  }

  private tellPlanFlags(plan: CardPlan): void {
    const headHot = plan.needsHead && this.core.faults.has("headTooHot") && this.core.runner.film === undefined;
    let rest: Rest | "" = headHot ? "headHot" : "";
    let hot = true;
    if (plan.heat === "start") {
      const { action } = this.decide();
      if (action === "rest") rest = "paced";
      hot = action === "print";
    } else if (plan.heat === "transfer") {
      hot = this.isNear();
      // A machine too soaked rests with the card at the encoder; the heat for it comes when the governor agrees again.
      if (
        this.core.snapshot().context.rest === "paced" ? this.decide().action === "rest" : hot && !this.mayTransfer()
      ) {
        rest = "paced";
      }
    }
    this.tellFlags(plan.lacks, rest, hot);
  }

  /** Asks the governor anew: it may only just have been reached. */
  private mayTransfer(): boolean {
    if (this.core.pacer.mayTransfer()) return true;
    this.paceAt = -1;
    return this.decide().action !== "rest";
  }

  private tellFlags(blocked: Blocker | "", rest: Rest | "", hot: boolean): void {
    const { core } = this;
    const { context } = core.snapshot();
    if (context.hot !== hot) core.tell({ type: "HOT", hot });
    if (context.rest !== rest) core.tell({ type: "REST", rest });
    if (context.blocked !== blocked) core.tell({ type: "BLOCKED", by: blocked });
  }

  private tellFilm(): void {
    const { core } = this;
    const { film, filmJob } = core.desk.facts;
    const imaged = core.desk.job !== "" && film === FILM_STATE.imaged && filmJob === core.desk.job;
    if (core.snapshot().context.filmImaged !== imaged) core.tell({ type: "FILM", imaged });
  }

  private isNear(): boolean {
    const reading = this.core.telemetry.rollerCelsius;
    return reading >= (this.core.snapshot().context.hot ? NEAR_LOST_CELSIUS : NEAR_CELSIUS);
  }

  /** Feeds the governor; each second. */
  onTick(): void {
    const { core } = this;
    const { telemetry } = core;
    // An engine that boots may not have read its sensors yet.
    const state = telemetry.path[FIELD.status_path.state]!;
    if (telemetry.heatAt < 0 || telemetry.pathAt < 0 || state === ENGINE_STATE.off || state === ENGINE_STATE.booting)
      return;
    const heat = FIELD.status_heat;
    core.pacer.update({
      nowUs: core.clock.now(),
      rollerCelsius: telemetry.rollerCelsius,
      headCelsius: telemetry.headCelsius,
      duty: telemetry.heat[heat.duty_permille]! / 1000,
      mainsVolt: telemetry.heat[heat.mains_decivolt]! / 10,
      fanPermille: telemetry.heat[heat.fan_permille]!,
      imaging: core.runner.film?.kind === STEP_KIND.image,
      transferring: core.runner.card?.kind === STEP_KIND.transfer,
    });
  }

  private decide(): PaceDecision {
    const now = this.core.clock.now();
    if (this.paceAt < 0 || now - this.paceAt >= DECISION_US) {
      this.paceAt = now;
      this.pace = this.core.pacer.decide(now, this.core.telemetry.rollerCelsius);
      if (this.pace.action === "rest") this.core.heat.rest(this.pace.rollerCelsius);
    }
    return this.pace;
  }

  onEnded(step: RunningStep, outcome: StepOutcome): void {
    const { core } = this;
    const ok = outcome.result === STEP_RESULT.ok;
    this.refusals = 0;
    core.desk.onEnded(step, outcome);
    this.tellFilm();
    core.tell({ type: "STEP_ENDED", kind: step.kind, ok });
    if (step.kind === STEP_KIND.clean) core.tell({ type: "SERVICE_END" });
    if (ok) {
      this.forgetFailures(step.kind);
      return;
    }
    core.events.event(core.name, "step.bad", {
      id: step.id,
      step: stepName(step.kind),
      result: outcome.result,
      fault: outcome.fault ?? "",
    });
    if (outcome.result === STEP_RESULT.failed) this.countFailure(step.kind, outcome.fault);
  }

  private forgetFailures(kind: number): void {
    this.failures.delete(stepName(kind));
    if (kind === STEP_KIND.encode) for (const name of ["chipDead", "encoderFailed"]) this.failures.delete(name);
    if (kind === STEP_KIND.transfer) this.failures.delete("rollerUnderTemperature");
  }

  /** The same failure card after card is the printer's, not the card's. */
  private countFailure(kind: number, fault: FaultName | undefined): void {
    const row = fault === undefined ? undefined : FAULTS[fault];
    if (row?.severity === "fault" || row?.severity === "condition") return;
    const key = fault ?? stepName(kind);
    const count = (this.failures.get(key) ?? 0) + 1;
    this.failures.set(key, count);
    if (count < (row?.stopsAfter ?? FAILURES_MAX)) return;
    this.failures.delete(key);
    this.stopFor(fault ?? stepLimit(kind).fault);
  }

  onWithdrawn(step: RunningStep, reason: string): void {
    const { core } = this;
    core.desk.onWithdrawn(step);
    core.tell({ type: "STEP_ENDED", kind: step.kind, ok: false });
    if (step.kind === STEP_KIND.clean) core.tell({ type: "SERVICE_END" });
    core.events.event(core.name, "step.refused", { id: step.id, step: stepName(step.kind), reason });
    const pause = Math.min(REFUSAL_PAUSE_US * 2 ** this.refusals, REFUSAL_PAUSE_US_MAX);
    this.refusals++;
    this.holdUntil = core.clock.now() + pause;
    if (reason === "staleId") core.link.send("hello", {});
    if (WRONG_PICTURE.has(reason)) core.link.send("card_get", {});
    this.mismatches = reason === "jobMismatch" ? this.mismatches + 1 : 0;
    if (this.mismatches >= FAILURES_MAX) {
      this.mismatches = 0;
      this.stopFor("cardFilmMismatch");
    }
  }

  onStuck(step: RunningStep, fault: FaultName): void {
    this.core.events.event(this.core.name, "step.stuck", { id: step.id, step: stepName(step.kind) });
    this.stopFor(fault);
  }

  /** The controller's own verdict: the engine may see nothing wrong. */
  stopFor(fault: FaultName): void {
    const { core } = this;
    core.faults.raise(fault);
    if (lifeWord(core.snapshot()) !== "stopped") core.tell({ type: "FAULT", fault });
  }

  finish(end: CardEnd): void {
    const { core } = this;
    this.ended[end.end]++;
    core.events.event(core.name, `card.${end.end}`, { job: core.desk.job, ...endDetail(end) });
    core.desk.finish(end);
    core.tell({ type: "WORK_DONE" });
  }

  /** Nothing runs, and nothing will without a person or a link. */
  get atRest(): boolean {
    const { core } = this;
    const snapshot = core.snapshot();
    if (core.link.state !== "up" || snapshot.hasTag("blind")) return true;
    if (!core.runner.idle) return false;
    if (isDrained(snapshot)) return core.link.flushed();
    return snapshot.hasTag("halted") || AT_REST.has(lifeWord(snapshot));
  }

  /** Whether a card stands inside that belongs to the job in hand. */
  get cardInside(): boolean {
    return isInside(this.core.desk.facts.stop);
  }
}

function endDetail(end: CardEnd): Record<string, string> {
  if (end.end === "voided") return { cause: end.cause };
  if (end.end === "returned") return { reason: end.reason };
  return end.end === "uncertain" ? { why: end.why } : {};
}
