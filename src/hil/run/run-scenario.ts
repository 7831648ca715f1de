/** A scenario from beginning to end in virtual time, as one function of its text and seed. */
import { createHash } from "node:crypto";
import { US_PER_S } from "../../base/index.ts";
import type { ScenarioFile } from "../scenario/read-scenario.ts";
import { SimTarget } from "../targets/sim-target.ts";
import type { Target, TargetListener } from "../targets/target.ts";
import { Observer } from "./observer.ts";
import type { RunResult } from "./result.ts";
import { type LogEntry, RunLog } from "./run-log.ts";
import { ScenarioRun } from "./scenario-run.ts";

const LOOK_US = US_PER_S / 10;
export const SEED_DEFAULT = 1;

export interface RunOptions {
  readonly file: ScenarioFile;
  /** Before the scenario's own. */
  readonly seed?: number | undefined;
  /** How the target was written, for reports and the line that runs it again. */
  readonly on: string;
  /** Hash every byte on the wire. */
  readonly hashWire?: boolean;
  /** A fault that never fired fails the run, unless it was drawn. */
  readonly unfired?: "fail" | "note";
  /** Default 0.1 s. */
  readonly lookUs?: number;
  /** Makes the target; without it one in this process. */
  readonly makeTarget?: (listener: TargetListener) => Promise<Target>;
  /** Hears what happens as it happens. */
  readonly onEntry?: (entry: LogEntry) => void;
  /** What the line that runs it again needs besides: `--lab tcp://...`. */
  readonly rerunWith?: string;
  /** Ends the run early. */
  readonly interrupted?: () => boolean;
}

/** Never rejects: an exception is a failure of the run. */
export async function runScenario(options: RunOptions): Promise<RunResult> {
  const { file } = options;
  const seed = options.seed ?? file.scenario.seed ?? SEED_DEFAULT;
  const log = new RunLog(options.onEntry);
  const hash = options.hashWire === true ? createHash("sha256") : undefined;
  const used = JSON.stringify(file.scenario);
  let target: Target | undefined;
  const observer = new Observer({
    log,
    clock: () =>
      target?.clock ?? {
        now: () => 0,
        utcMs: () => 0,
        timer: () => {
          throw new Error("no clock yet");
        },
      },
    journal: () => target!.journal,
    printer: () => target!.printer,
    messages: used.includes('"message'),
    events: used.includes('"event'),
  });
  let run: ScenarioRun | undefined;
  let broken = "";
  try {
    target =
      (await options.makeTarget?.(observer)) ??
      new SimTarget({
        setup: file.scenario.setup,
        seed,
        listener: observer,
        lookUs: options.lookUs ?? LOOK_US,
        ...(hash === undefined ? {} : { record: (line) => void hash.update(`${line}\n`) }),
      });
    run = new ScenarioRun({ file, seed, target, observer, log, unfired: options.unfired ?? "fail" });
    const { interrupted = () => false } = options;
    const going = run;
    target.start();
    await target.play(() => interrupted() || going.look());
  } catch (error) {
    broken =
      error instanceof Error
        ? (error as { exitCode?: number }).exitCode === 3
          ? `device: ${error.message}`
          : (error.stack ?? error.message)
        : String(error);
  }
  const result = makeResult(options, seed, { log, observer, target, run, broken });
  try {
    await target?.stop();
  } catch (error) {
    return {
      ...result,
      passed: false,
      failures: [...result.failures, { kind: "internal", line: 1, atUs: result.deviceUs, message: String(error) }],
    };
  }
  return hash === undefined ? result : { ...result, wireSha256: hash.digest("hex") };
}

interface Parts {
  readonly log: RunLog;
  readonly observer: Observer;
  readonly target: Target | undefined;
  readonly run: ScenarioRun | undefined;
  readonly broken: string;
}

function makeResult(
  { file, on, rerunWith = "" }: RunOptions,
  seed: number,
  { log, observer, target, run, broken }: Parts,
): RunResult {
  const atUs = target?.clock.now() ?? 0;
  const failures = [...(run?.failures ?? [])];
  if (broken.startsWith("device: ")) failures.push({ kind: "device", line: 1, atUs, message: broken.slice(8) });
  else if (broken !== "") failures.push({ kind: "internal", line: 1, atUs, message: broken });
  const { name, shows, tags, steps } = file.scenario;
  const stepsDone = run?.stepsDone ?? 0;
  if (failures.length === 0 && stepsDone < steps.length)
    failures.push({ kind: "internal", line: 1, atUs, message: "the run was interrupted" });
  const { issued = 0, uncertain = 0, void: voided = 0 } = target?.journal.jobCounts ?? {};
  return {
    file: file.file,
    name,
    shows,
    tags,
    seed,
    on,
    passed: failures.length === 0,
    failures,
    measurements: run?.measurements ?? [],
    faults: run?.desk.findings() ?? [],
    deviceUs: atUs,
    steps: steps.length,
    stepsDone,
    visits: target?.visits ?? 0,
    spoiltUnseen: run?.spoiltUnseen ?? 0,
    jobs: { issued, uncertain, void: voided },
    log: log.entries,
    samples: run?.samples ?? [],
    edges: [...observer.edges].sort((a, b) => a - b),
    states: [...observer.states].sort(),
    rerun: ["cetak test", shellWord(file.file), "--on", shellWord(on), `--seed ${seed}`, rerunWith].join(" ").trim(),
  };
}

/** As a shell takes it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
