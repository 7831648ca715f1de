/**
 * Works out what comes next and does it: takes a job, orders its steps, ends it. Runs after everything that was heard, until
 * nothing changes any more. What it decides on is in journal, telemetry and chart; it keeps only counters of its own.
 */
import { type Micros, US_PER_S } from "../../base/index.ts";
import { type FaultName, STEP_KIND, STEP_RESULT } from "../../protocol/index.ts";
import type { CardEnd, StepWish } from "../card/card-plan.ts";
import type { StepOutcome } from "../ports.ts";
import { isDrained, type LifeWord, lifeWord } from "../selectors.ts";
import { REFUSAL_PAUSE_US } from "../steps/step-limits.ts";
import { type RunningStep, stepName } from "../steps/step-runner.ts";
import { Conditions } from "./conditions.ts";
import { FailureCounter } from "./failure-counter.ts";
import { isOnTrial, type PrinterCore } from "./printer-core.ts";

/** Things that may change in one go before it counts as our own mistake. */
const THOUGHTS_MAX = 64;
/** Without a call of `wake` the station is asked for a job this often. */
const ASK_FOR_WORK_US = 60 * US_PER_S;
/** Refusals in a row because card and film differ, before it counts as a fault. */
const MISMATCHES_MAX = 3;
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

/** Whoever waits for the last card waits so long for a lost line to come back, by the printer's clock. */
export const LINK_BACK_US_MAX = 30 * US_PER_S;

export class Thinker {
  readonly ended = { issued: 0, voided: 0, returned: 0, uncertain: 0 };
  private blindSinceUs = -1;
  /** The station had no job when last asked. */
  noJobs = false;
  readonly conditions: Conditions;
  private readonly core: PrinterCore;
  private askedAt: Micros = -1;
  private holdUntil: Micros = -1;
  private refusals = 0;
  private mismatches = 0;
  private readonly failures = new FailureCounter();

  constructor(core: PrinterCore) {
    this.core = core;
    this.conditions = new Conditions(core);
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
    this.conditions.tellFilm();
    if (core.runner.card !== undefined) this.conditions.tell("", "", true);
    else if (core.desk.job === "") this.conditions.tellIdle();
    else this.conditions.tellPlan(core.desk.plan());
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
    this.conditions.tellIdle();
    const snapshot = core.snapshot();
    if (!snapshot.hasTag("takes") || this.holding() || isOnTrial(core)) return false;
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
    this.conditions.tellFilm();
    const { context } = core.snapshot();
    const leaving = context.draining
      ? "shutdown"
      : context.pausing
        ? "operator"
        : plan.lacks !== ""
          ? "supplies"
          : undefined;
    if (leaving !== undefined && plan.unspent && core.runner.idle) {
      this.conditions.tell(plan.lacks, "", context.hot);
      this.finish({ end: "returned", reason: leaving });
      return true;
    }
    this.conditions.tellPlan(plan);
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

  onEnded(step: RunningStep, outcome: StepOutcome): void {
    const { core } = this;
    const ok = outcome.result === STEP_RESULT.ok;
    this.refusals = 0;
    core.desk.onEnded(step, outcome);
    this.conditions.tellFilm();
    core.tell({ type: "STEP_ENDED", kind: step.kind, ok });
    if (step.kind === STEP_KIND.clean) core.tell({ type: "SERVICE_END" });
    if (ok) {
      this.failures.forget(step.kind);
      return;
    }
    core.events.event(core.name, "step.bad", {
      id: step.id,
      step: stepName(step.kind),
      result: outcome.result,
      fault: outcome.fault ?? "",
    });
    const fault = outcome.result === STEP_RESULT.failed ? this.failures.count(step.kind, outcome.fault) : undefined;
    if (fault !== undefined) this.stopFor(fault);
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
    if (this.mismatches >= MISMATCHES_MAX) {
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

  /** Nothing runs, and nothing will without a person or a link. Asked while somebody waits for it, at least once a tick. */
  restsNow(): boolean {
    const { core } = this;
    const snapshot = core.snapshot();
    if (core.link.state !== "up" || snapshot.hasTag("blind")) return this.isLinkGivenUp();
    this.blindSinceUs = -1;
    if (!core.runner.idle) return false;
    if (isDrained(snapshot)) return core.link.flushed();
    return snapshot.hasTag("halted") || AT_REST.has(lifeWord(snapshot));
  }

  /** A line that drops for a moment is no end of the card in the machine. */
  private isLinkGivenUp(): boolean {
    const { clock, desk } = this.core;
    if (desk.job === "") return true;
    if (this.blindSinceUs < 0) this.blindSinceUs = clock.now();
    return clock.now() - this.blindSinceUs >= LINK_BACK_US_MAX;
  }
}

function endDetail(end: CardEnd): Record<string, string> {
  if (end.end === "voided") return { cause: end.cause };
  if (end.end === "returned") return { reason: end.reason };
  return end.end === "uncertain" ? { why: end.why } : {};
}
