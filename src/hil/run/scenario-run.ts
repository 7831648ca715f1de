/** One scenario on one target: steps in order, each with its deadline in the printer's time; faults beside them; recovery at the end. */
import type { Micros } from "../../base/index.ts";
import type { PrinterView } from "../../controller/index.ts";
import { needsHands } from "../../rig/index.ts";
import { timeText, timeUs } from "../scenario/quantity.ts";
import type { ScenarioFile } from "../scenario/read-scenario.ts";
import type { Condition, Step } from "../scenario/schema.ts";
import type { ActProblem, Target } from "../targets/target.ts";
import { ask, conditionText, foundText, readValue } from "./conditions.ts";
import { endProofs } from "./end-proofs.ts";
import { FaultDesk } from "./fault-desk.ts";
import { measured } from "./measure.ts";
import type { Observer } from "./observer.ts";
import { obey } from "./operator-orders.ts";
import type { Failure, FailureKind, Measurement, Sample } from "./result.ts";
import { type LogEntry, type RunLog, statesFit } from "./run-log.ts";
import { syntheticRows } from "./synthetic-jobs.ts";

/** Failures of one run that are told; it ends at the first one that stops it. */
const FAILURES_MAX = 20;
const RECOVERY_US = 6 * 3600 * 1_000_000;
/** A printer that people could not bring back in this time is seen by a technician, who mends everything. */
const TECHNICIAN_US = 600_000_000;
const SAMPLE_US = 2_000_000;
const SAMPLES_MAX = 2_000;
const TAIL_LINES = 5;

interface Never {
  readonly condition: Condition;
  readonly line: number;
  readonly untilUs: Micros;
  /** Entries before it do not count. */
  cursor: number;
}

type Phase = "steps" | "recovery" | "over";

export interface ScenarioRunOptions {
  readonly file: ScenarioFile;
  readonly seed: number;
  readonly target: Target;
  readonly observer: Observer;
  readonly log: RunLog;
  readonly unfired: "fail" | "note";
}

export class ScenarioRun {
  readonly failures: Failure[] = [];
  readonly measurements: Measurement[] = [];
  readonly desk: FaultDesk;
  stepsDone = 0;
  /** Issued cards that are truly spoilt: known when the run is over. */
  spoiltUnseen = 0;
  private readonly file: ScenarioFile;
  private readonly target: Target;
  private readonly observer: Observer;
  private readonly log: RunLog;
  private readonly unfired: "fail" | "note";
  private readonly marks = new Map<string, Micros>();
  private readonly nevers: Never[] = [];
  private phase: Phase = "steps";
  /** Begin of the present step, or of the recovery; -1 before. */
  private sinceUs: Micros = -1;
  private waitsForHands = false;
  private addedJobs = 0;
  private standsSinceUs: Micros = -1;
  private sampleStepUs = SAMPLE_US;
  private taken: Sample[] = [];
  private nextSampleUs: Micros = 0;

  constructor({ file, seed, target, observer, log, unfired }: ScenarioRunOptions) {
    this.file = file;
    this.target = target;
    this.observer = observer;
    this.log = log;
    this.unfired = unfired;
    this.desk = new FaultDesk({
      wishes: file.scenario.faults,
      lines: file.faultLines,
      seed,
      target,
      log,
      onProblem: (line, problem) => this.onProblem(line, problem),
    });
    observer.onStateChange = (path) => this.desk.onState(path);
    observer.onMessage = (name) => this.desk.onMessage(name);
    observer.onFault = (name) => this.desk.onFault(name);
  }

  get samples(): readonly Sample[] {
    return this.taken;
  }

  /** True when there is nothing more to wait for. Called again and again while time passes. */
  look(): boolean {
    if (this.phase === "over") return true;
    const view = this.target.office.controller(this.target.printer).view();
    this.observer.look(view);
    this.desk.look();
    this.sample(view);
    this.callTechnician(view);
    if (this.file.scenario.setup.hands === "auto" && needsHands(view)) this.serve();
    this.checkNevers();
    const lost = this.target.lost();
    if (lost !== undefined) this.stopWith("device", this.line(), lost);
    const diverged = this.target.diverged();
    if (diverged !== undefined) this.stopWith("diverged", this.line(), diverged);
    while (this.phase === "steps" && !this.waitsForHands) if (!this.stepDone()) break;
    if (this.phase === "recovery") this.recover();
    return this.isOver;
  }

  private get isOver(): boolean {
    return this.phase === "over";
  }

  private line(): number {
    return this.file.stepLines[Math.min(this.stepsDone, this.file.stepLines.length - 1)] ?? 1;
  }

  /** True when the present step is done and the next one may be looked at. */
  private stepDone(): boolean {
    const step = this.file.scenario.steps[this.stepsDone];
    if (step === undefined) {
      this.startRecovery();
      return false;
    }
    if (this.sinceUs < 0) {
      this.sinceUs = this.target.clock.now();
      this.begin(step);
      if (this.waitsForHands || this.phase !== "steps") return false;
    }
    if (!this.isDone(step)) return false;
    this.stepsDone++;
    this.sinceUs = -1;
    return true;
  }

  private begin(step: Step): void {
    const { target, log } = this;
    const now = target.clock.now();
    if ("jobs" in step) {
      target.office.addJobs(syntheticRows(step.jobs, this.addedJobs));
      this.addedJobs += step.jobs;
    } else if ("hands" in step) this.useHands([step.hands].flat());
    else if ("operator" in step) {
      log.add({ atUs: now, kind: "operator", name: step.operator });
      const refused = obey(target, step.operator);
      if (refused !== undefined) this.fail("assertion", this.line(), refused);
    } else if ("host" in step) this.host(step.host);
    else if ("link" in step) this.cable(step.link);
    else if ("mark" in step) {
      this.marks.set(step.mark, now);
      log.add({ atUs: now, kind: "mark", name: step.mark });
    } else if ("never" in step) {
      const lasts = step.never.for === undefined ? Number.POSITIVE_INFINITY : timeUs(step.never.for)!;
      this.nevers.push({ condition: step.never, line: this.line(), untilUs: now + lasts, cursor: log.entries.length });
    } else if ("expect" in step) this.expect(step.expect);
    else if ("order" in step) this.checkOrder(step.order);
    else if ("measure" in step) this.measure(step.measure);
  }

  private isDone(step: Step): boolean {
    const now = this.target.clock.now();
    if ("let" in step) return now - this.sinceUs >= timeUs(step.let)!;
    if (!("wait" in step)) return true;
    const { wait } = step;
    const answer = ask(wait, this.target, this.log, this.log.cursor);
    if (answer.holds) {
      // What comes next has not been seen yet, also when it is in the log already.
      this.log.cursor = answer.at === undefined ? this.log.entries.length : answer.at + 1;
      return true;
    }
    if (now - this.sinceUs < timeUs(wait.within)!) return false;
    this.stopWith(
      "deadline",
      this.line(),
      `${conditionText(wait)} did not come within ${wait.within}: ${foundText(answer)}`,
    );
    return false;
  }

  private expect(condition: Condition): void {
    const answer = ask(condition, this.target, this.log, this.log.cursor);
    if (!answer.holds)
      this.fail("assertion", this.line(), `expected ${conditionText(condition)}, but ${foundText(answer)}`);
  }

  private checkNevers(): void {
    const now = this.target.clock.now();
    for (const never of [...this.nevers]) {
      const answer = now > never.untilUs ? undefined : ask(never.condition, this.target, this.log, never.cursor);
      if (answer?.holds === true)
        this.fail(
          "assertion",
          never.line,
          `${conditionText(never.condition)} must never be, but came: ${foundText(answer)}`,
        );
      if (answer === undefined || answer.holds) this.nevers.splice(this.nevers.indexOf(never), 1);
    }
  }

  private checkOrder(order: readonly string[]): void {
    let from = 0;
    for (const wanted of order) {
      const [kind, name] = wanted.split(" ") as [LogEntry["kind"], string];
      const fits = (entry: LogEntry): boolean =>
        entry.kind === kind && (kind === "state" ? statesFit(name, entry.name) : entry.name === name);
      const at = this.log.find(from, fits);
      if (at < 0) {
        const earlier = this.log.find(0, fits) >= 0;
        this.fail(
          "assertion",
          this.line(),
          `"${wanted}" did not come ${earlier ? "after what should be before it" : "at all"}`,
        );
        return;
      }
      from = at + 1;
    }
  }

  private measure(wish: Extract<Step, { measure: unknown }>["measure"]): void {
    const { since, value } = wish;
    const sinceUs = since === undefined ? undefined : (this.marks.get(since) ?? this.struckUs(since));
    if (since !== undefined && sinceUs === undefined) {
      this.fail("assertion", this.line(), `"${since}" has not come yet`);
      return;
    }
    const passedUs = sinceUs === undefined ? undefined : this.target.clock.now() - sinceUs;
    const reading = passedUs === undefined ? readValue(value!, this.target) : passedUs / 1e6;
    const found = measured(wish, reading, this.line());
    if (typeof found === "string") this.fail("assertion", this.line(), found);
    else {
      this.measurements.push(found);
      if (!found.passed) {
        const { name, min, max, unit } = found;
        const limits = `${min ?? ""}..${max ?? ""} ${unit}`.trim();
        this.fail("assertion", this.line(), `${name} is ${found.value} ${unit}, outside ${limits}`);
      }
    }
  }

  /** When the fault of a mark `inject NAME` struck. */
  private struckUs(mark: string): Micros | undefined {
    return this.log.entries.find(({ kind, name }) => kind === "inject" && mark === `inject ${name}`)?.atUs;
  }

  private useHands(lines: readonly string[]): void {
    const line = this.line();
    let open = lines.length;
    this.waitsForHands = true;
    for (const words of lines) {
      this.log.add({ atUs: this.target.clock.now(), kind: "hands", name: words });
      this.target.act(words, (problem) => {
        if (problem !== undefined) this.onProblem(line, problem);
        open--;
        if (open === 0) this.waitsForHands = false;
      });
    }
  }

  private onProblem(line: number, { kind, message }: ActProblem): void {
    this.stopWith(kind === "refused" ? "assertion" : kind, line, message);
  }

  private serve(): void {
    if (this.waitsForHands || this.target.sim !== undefined) return;
    this.waitsForHands = true;
    this.target.serve(() => {
      this.waitsForHands = false;
    });
  }

  private host(what: "restart" | "kill" | "start"): void {
    const { sim } = this.target;
    if (sim === undefined) {
      this.stopWith("device", this.line(), "the station's process can be restarted in the simulator only");
      return;
    }
    this.log.add({ atUs: this.target.clock.now(), kind: "host", name: what });
    if (what === "restart") sim.restartHost();
    else if (what === "kill") sim.killHost();
    else sim.startHost();
  }

  private cable(what: "cut" | "mute" | "unmute"): void {
    const { sim } = this.target;
    if (sim === undefined) {
      this.stopWith("device", this.line(), "the cable can be cut in the simulator only");
      return;
    }
    this.log.add({ atUs: this.target.clock.now(), kind: "link", name: what });
    if (what === "cut") sim.printers[0]!.pair.cut("the cable was cut");
    else this.desk.muteLink(what === "mute");
  }

  private startRecovery(): void {
    const { recovery, faults } = this.file.scenario;
    this.desk.look();
    if (recovery === "none" || (recovery === undefined && faults.length === 0)) {
      this.phase = "recovery";
      this.sinceUs = this.target.clock.now();
      this.finish();
      return;
    }
    this.desk.end();
    this.phase = "recovery";
    this.sinceUs = this.target.clock.now();
  }

  /** The printer has come back when no fault stands, nobody is needed and every job has ended. */
  private recover(): void {
    const { recovery } = this.file.scenario;
    const limit = typeof recovery === "object" ? timeUs(recovery.within)! : RECOVERY_US;
    const view = this.target.office.controller(this.target.printer).view();
    const { queued, leased, printing } = this.target.journal.jobCounts;
    const left = queued + leased + printing;
    const stopped = ["faulted", "stopped", "unknown", "recovering", "cold"].includes(view.word);
    if (left === 0 && !stopped) {
      this.finish();
      return;
    }
    if (this.target.clock.now() - this.sinceUs < limit) return;
    const standing = view.faults.map(({ fault }) => fault).join(", ") || "none";
    const why = `the faults have ended, but the printer did not come back within ${timeText(limit)}: ${view.path}, faults ${standing}, ${left} jobs left`;
    this.stopWith("deadline", this.file.stepLines.at(-1)!, why);
  }

  private finish(): void {
    this.checkNevers();
    for (const { text, line, fired } of this.desk.findings())
      if (!fired && this.unfired === "fail") this.fail("assertion", line, `${text}: never fired`);
    this.prove(this.line());
  }

  private prove(line: number): void {
    const { problems, spoiltUnseen } = endProofs(this.target, this.addedJobs);
    for (const message of problems) this.fail("invariant", line, message);
    this.spoiltUnseen = spoiltUnseen;
    this.phase = "over";
  }

  private callTechnician(view: PrinterView): void {
    if (this.file.scenario.setup.hands !== "auto" || !this.target.hasLab) return;
    const now = this.target.clock.now();
    if (view.word !== "faulted") this.standsSinceUs = -1;
    else if (this.standsSinceUs < 0) this.standsSinceUs = now;
    else if (now - this.standsSinceUs > TECHNICIAN_US) {
      this.standsSinceUs = now;
      for (const { fault } of view.faults) this.target.act(`heal ${fault}`, () => {});
      this.desk.mend();
    }
  }

  private sample({ rollerCelsius, hotZoneCelsius, targetCelsius, dutyPermille }: PrinterView): void {
    const now = this.target.clock.now();
    if (now < this.nextSampleUs) return;
    this.nextSampleUs = now + this.sampleStepUs;
    const duty = dutyPermille / 10;
    this.taken.push({ atUs: now, roller: rollerCelsius, hotZone: hotZoneCelsius, target: targetCelsius, duty });
    if (this.taken.length < SAMPLES_MAX) return;
    this.taken = this.taken.filter((_, index) => index % 2 === 0);
    this.sampleStepUs *= 2;
  }

  private stopWith(kind: FailureKind, line: number, message: string): void {
    if (this.isOver) return;
    const tail = this.log.tail(TAIL_LINES).map(({ atUs, kind: what, name }) => `${timeText(atUs)} ${what} ${name}`);
    this.fail(kind, line, tail.length === 0 ? message : `${message} (last: ${tail.join("; ")})`);
    this.prove(line);
  }

  private fail(kind: FailureKind, line: number, message: string): void {
    if (this.failures.length < FAILURES_MAX) this.failures.push({ kind, line, atUs: this.target.clock.now(), message });
  }
}
