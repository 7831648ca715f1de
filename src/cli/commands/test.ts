import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { WallClock } from "../../base/index.ts";
import {
  coverageHtml,
  coverageOf,
  ctrfJson,
  type FailureKind,
  failureText,
  htmlReport,
  junitXml,
  type RunResult,
  readScenario,
  runJobs,
  type ScenarioFile,
  type Suite,
  tapText,
  WORKERS_MAX,
  worstFailure,
} from "../../hil/index.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { checkOutFiles, keepInputs, writeOutFile } from "../out-file.ts";
import { Progress } from "../progress.ts";
import { VERSION } from "../version.ts";
import { bundleOf } from "./test-bundle.ts";
import { onTarget, replayedFile } from "./test-targets.ts";

export interface TestOptions {
  on: string;
  lab?: string;
  away?: string;
  seed?: string;
  tag?: string;
  parallel: string;
  repeat: string;
  checkDeterminism?: boolean;
  failFast?: boolean;
  list?: boolean;
  dryRun?: boolean;
  answers?: string;
  junit?: string;
  tap?: string;
  tapVersion: string;
  ctrf?: string;
  html?: string;
  bundle?: string;
  coverage?: string;
  minTransitions?: string;
  json?: boolean;
}

const EXIT_OF: Readonly<Record<FailureKind, ExitCode>> = {
  assertion: EXIT.failed,
  device: EXIT.device,
  deadline: EXIT.deadline,
  invariant: EXIT.safety,
  diverged: EXIT.diverged,
  person: EXIT.noOneCame,
  internal: EXIT.internal,
};

/** `cetak test`: scenarios, reports, coverage; the most serious failure is the exit code. */
export async function test(paths: readonly string[], options: TestOptions): Promise<void> {
  const seed = options.seed === undefined ? undefined : numberOption(options.seed, "--seed", 0, 2 ** 32, true);
  const repeat = numberOption(options.repeat, "--repeat", 1, 100_000, true);
  const minimum =
    options.minTransitions === undefined
      ? undefined
      : numberOption(options.minTransitions, "--min-transitions", 0, 100);
  if (options.tapVersion !== "13" && options.tapVersion !== "14") {
    throw new CommandError(EXIT.usage, `--tap-version is 13 or 14, not "${options.tapVersion}"`);
  }
  const elsewhere = options.lab !== undefined ? "--lab" : options.answers !== undefined ? "--answers" : undefined;
  if (elsewhere !== undefined && (options.on === "sim" || replayedFile(options.on) !== undefined))
    throw new CommandError(EXIT.usage, `${elsewhere} is for a printer behind a URL: give it with --on tcp://host:port`);
  const files = chosen(paths, options.tag);
  if (options.list === true || options.dryRun === true) return show(files, options.json === true);
  const { junit, tap, ctrf, html, bundle, coverage: page } = options;
  checkOutFiles(junit, tap, ctrf, html, bundle, page);
  const replayed = replayedFile(options.on);
  const read = [...files.map(({ file }) => file), ...(replayed === undefined ? [] : [replayed])];
  keepInputs(read, junit, tap, ctrf, html, bundle, page);
  let interrupted = false;
  process.once("SIGINT", () => {
    interrupted = true;
    process.stderr.write("\ncetak: ending with the runs in work; the reports are written\n");
  });
  const wall = new WallClock();
  const startMs = wall.utcMs();
  const startUs = wall.now();
  const recorded = new Map<RunResult, Uint8Array>();
  const results = await runAll(files, options, { seed, repeat, interrupted: () => interrupted, recorded });
  const { platform, arch } = process;
  const versions = { cetak: VERSION, node: process.version.slice(1), system: `${platform}-${arch}` };
  const suite: Suite = { results, on: options.on, versions, startMs, tookMs: (wall.now() - startUs) / 1000 };
  wall.close();
  const coverage = coverageOf(results);
  writeReports(suite, options);
  if (options.bundle !== undefined) write(options.bundle, await bundleOf(suite, files, recorded));
  if (options.coverage !== undefined) {
    const page = options.coverage.endsWith(".html");
    write(options.coverage, page ? coverageHtml(coverage) : `${JSON.stringify(coverage, null, 2)}\n`);
  }
  const { contradicted } = coverage.transitions;
  const gate = minimum !== undefined && (coverage.transitions.percent < minimum || contradicted.length > 0);
  if (options.json === true) {
    const { transitions, states, faults } = coverage;
    process.stdout.write(
      `${JSON.stringify({ ...suite, results: results.map(withoutSeries), coverage: { transitions, states, faults } }, null, 2)}\n`,
    );
  } else process.stdout.write(summary(suite, coverage.transitions));
  const worst = worstFailure(results);
  if (interrupted) process.exitCode = EXIT.interrupted;
  else if (worst !== undefined) process.exitCode = EXIT_OF[worst];
  else if (gate) {
    const untaken = coverage.edges.filter(({ by, impossible }) => by.length === 0 && impossible === undefined);
    for (const words of contradicted) process.stderr.write(`cetak: ${words}\n`);
    process.stderr.write(
      `cetak: ${coverage.transitions.percent} % of the transitions were taken, ${minimum} % are wanted; not taken:\n`,
    );
    for (const { path = [] } of untaken) process.stderr.write(`  ${path.join("; ")}\n`);
    process.exitCode = EXIT.coverage;
  }
}

interface RunWishes {
  readonly seed: number | undefined;
  readonly repeat: number;
  readonly interrupted: () => boolean;
  /** Gets what was recorded, where there is a bundle to put it in. */
  readonly recorded: Map<RunResult, Uint8Array>;
}

async function runAll(
  files: readonly ScenarioFile[],
  options: TestOptions,
  { seed, repeat, interrupted, recorded }: RunWishes,
): Promise<RunResult[]> {
  const workers = numberOption(options.parallel, "--parallel", 1, WORKERS_MAX, true);
  const wanted = files.flatMap((file) =>
    Array.from({ length: repeat }, (_, i) => ({
      file,
      seed: repeat === 1 ? seed : (seed ?? file.scenario.seed ?? 1) + i,
    })),
  );
  const progress = new Progress(wanted.length);
  let failed = false;
  const over = (): boolean => interrupted() || (failed && options.failFast === true);
  const onDone = ({ name, passed }: RunResult, done: number): void => {
    failed ||= !passed;
    progress.show(done, `${passed ? "" : "FAILED "}${name}`);
  };
  if (options.on !== "sim") {
    const results = await onTarget(wanted, options, { onDone, interrupted: over, recorded });
    progress.end();
    return results;
  }
  const hashWire = options.checkDeterminism === true;
  const jobs = wanted.map(({ file, seed: of }) => ({
    file: file.file,
    text: file.text,
    seed: of,
    hashWire,
  }));
  const results = await runJobs(jobs, { workers, onDone, interrupted: over });
  const checked = hashWire ? compare(results, await runJobs(jobs, { workers, interrupted })) : results;
  progress.end();
  return checked;
}

/** A second run that differs in one byte is a failure of the first. */
function compare(first: readonly RunResult[], second: readonly RunResult[]): RunResult[] {
  return first.map((result, index) => {
    if (JSON.stringify(result) === JSON.stringify(second[index])) return result;
    const message = "a second run with the same seed was not the same";
    return {
      ...result,
      passed: false,
      failures: [...result.failures, { kind: "invariant", line: 1, atUs: 0, message }],
    };
  });
}

/** Files as named, folders by their scenarios in the order of names. */
function chosen(paths: readonly string[], tags: string | undefined): ScenarioFile[] {
  const names = paths.flatMap((path) => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
    const found = readdirSync(path).filter((name) => /\.ya?ml$/.test(name));
    return found.sort().map((name) => join(path, name));
  });
  const files: ScenarioFile[] = [];
  const problems: string[] = [];
  for (const name of names) {
    try {
      files.push(readScenario(name));
    } catch (error) {
      if (!(error instanceof Error && "exitCode" in error)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new CommandError(EXIT.usage, problems.join("\n"));
  const wanted = tags?.split(",");
  const some =
    wanted === undefined ? files : files.filter(({ scenario }) => scenario.tags.some((tag) => wanted.includes(tag)));
  if (some.length > 0) return some;
  throw new CommandError(
    EXIT.usage,
    tags === undefined ? `no scenario in ${paths.join(", ")}` : `no scenario has the tag ${tags}`,
  );
}

function show(files: readonly ScenarioFile[], json: boolean): void {
  const list = files.map(({ file, scenario: { name, shows, tags, steps, faults } }) => ({
    file,
    name,
    shows,
    tags,
    steps: steps.length,
    faults: faults.length,
  }));
  if (json) process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
  else for (const { file, name, shows } of list) process.stdout.write(`${file}: ${name} (${shows.join(", ")})\n`);
  process.stderr.write(`${list.length} scenarios, nothing is wrong with them\n`);
}

function writeReports(suite: Suite, options: TestOptions): void {
  if (options.junit !== undefined) write(options.junit, junitXml(suite));
  if (options.tap !== undefined) write(options.tap, tapText(suite, options.tapVersion === "14" ? 14 : 13));
  if (options.ctrf !== undefined) write(options.ctrf, ctrfJson(suite));
  if (options.html !== undefined) write(options.html, htmlReport(suite));
}

function write(path: string, content: string | Uint8Array): void {
  writeOutFile(path, content);
}

const withoutSeries = ({ log, samples, edges, ...rest }: RunResult): object => ({
  ...rest,
  events: log.length,
  samples: samples.length,
  edges: edges.length,
});

function summary({ results, tookMs }: Suite, transitions: { taken: number; all: number; percent: number }): string {
  const failed = results.filter(({ passed }) => !passed);
  const hours = results.reduce((sum, { deviceUs }) => sum + deviceUs, 0) / 3.6e9;
  const lines = failed.map((result) => `FAILED ${result.name}\n${failureText(result).replace(/^/gm, "  ")}`);
  lines.push(
    `${results.length - failed.length} of ${results.length} scenarios passed, ${hours.toFixed(1)} printer hours in ${(tookMs / 1000).toFixed(1)} s; ` +
      `transitions ${transitions.taken} of ${transitions.all} (${transitions.percent} %)`,
  );
  return `${lines.join("\n")}\n`;
}
