import { join } from "node:path";
import { WallClock } from "../../base/index.ts";
import { runSwarm, type SwarmOutcome, shrunkText, WORKERS_MAX } from "../../hil/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { checkOutFolder, writeOutFile } from "../out-file.ts";
import { Progress } from "../progress.ts";

export interface SwarmOptions {
  seeds: string;
  cards: string;
  parallel: string;
  out: string;
  json?: boolean;
}

const SEEDS_MAX = 1_000_000;
/** Failures that are shrunk; of further ones only the seed is told. */
const SHRUNK_MAX = 3;

/** `cetak swarm`: faults drawn from seeds. Exit 5 when an invariant broke, 1 for any other failure. */
export async function swarm(options: SwarmOptions): Promise<void> {
  const [first, last] = seedsOf(options.seeds);
  const cards = numberOption(options.cards, "--cards", 1, 10_000, true);
  const threads = numberOption(options.parallel, "--parallel", 1, WORKERS_MAX, true);
  checkOutFolder(options.out);
  let interrupted = false;
  process.once("SIGINT", () => {
    interrupted = true;
    process.stderr.write("\ncetak: ending with the runs in work\n");
  });
  const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const jobs = seeds.map((seed) => ({ seed, cards }));
  const progress = new Progress(jobs.length);
  const wall = new WallClock();
  const startUs = wall.now();
  const startCpu = process.cpuUsage();
  const results = await runSwarm(jobs, {
    threads,
    interrupted: () => interrupted,
    onDone: ({ name, passed, failures, seed }, done) => {
      progress.show(done, `${passed ? "" : "FAILED "}${name}`);
      const again = `cetak swarm --seeds ${seed}..${seed} --cards ${cards}`;
      if (!passed) process.stderr.write(`\nFAILED ${name}: ${failures[0]?.message}; again: ${again}\n`);
    },
  });
  progress.end();
  const minutes = (wall.now() - startUs) / 60e6;
  const { user, system } = process.cpuUsage(startCpu);
  const cpuMinutes = (user + system) / 60e6;
  wall.close();
  const failed = results.filter(({ passed }) => !passed);
  const files: string[] = [];
  for (const result of failed.slice(0, SHRUNK_MAX)) {
    if (interrupted) break;
    process.stderr.write(`cetak: seed ${result.seed} failed; looking for the smallest scenario that does\n`);
    files.push(await writeShrunk(result, cards, options.out));
  }
  const hours = results.reduce((sum, { deviceUs }) => sum + deviceUs, 0) / 3.6e9;
  const figures = {
    runs: results.length,
    failed: failed.map(({ name, failures }) => ({ name, failures })),
    printerHours: Math.round(hours * 10) / 10,
    printerHoursPerMinute: Math.round(hours / minutes),
    /** What one processor does in a minute of its own, whatever else runs on the machine. */
    printerHoursPerCpuMinute: Math.round(hours / cpuMinutes),
    threads,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    faultsStruck: results.reduce((sum, { faultsStruck }) => sum + faultsStruck, 0),
    visits: results.reduce((sum, { visits }) => sum + visits, 0),
    spoiltUnseen: results.reduce((sum, one) => sum + one.spoiltUnseen, 0),
    files,
  };
  if (options.json === true) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  else process.stdout.write(textOf(figures, failed));
  if (interrupted) process.exitCode = EXIT.interrupted;
  else if (failed.some(({ failures }) => failures.some(({ kind }) => kind === "invariant")))
    process.exitCode = EXIT.safety;
  else if (failed.length > 0) process.exitCode = EXIT.failed;
}

function seedsOf(text: string): [number, number] {
  const match = /^(\d+)\.\.(\d+)$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && first <= last && last - first < SEEDS_MAX && last < 2 ** 31) return [first, last];
  throw new CommandError(EXIT.usage, `--seeds are written a..b, like 1..200, not "${text}"`);
}

async function writeShrunk(outcome: SwarmOutcome, cards: number, folder: string): Promise<string> {
  const path = join(folder, `swarm-${outcome.seed}-shrunk.yaml`);
  writeOutFile(path, await shrunkText(cards, outcome));
  return path;
}

interface Figures {
  readonly runs: number;
  readonly printerHours: number;
  readonly printerHoursPerMinute: number;
  readonly printerHoursPerCpuMinute: number;
  readonly threads: number;
  readonly peakMegabytes: number;
  readonly faultsStruck: number;
  readonly visits: number;
  readonly spoiltUnseen: number;
  readonly files: readonly string[];
}

function textOf(figures: Figures, failed: readonly SwarmOutcome[]): string {
  const lines = failed.map(({ name, failures }) => `FAILED ${name}: ${failures[0]?.kind} ${failures[0]?.message}`);
  for (const file of figures.files) lines.push(`again, as small as it gets: cetak test ${file}`);
  lines.push(
    `${figures.runs - failed.length} of ${figures.runs} runs good: ${figures.faultsStruck} faults struck, somebody came ${figures.visits} times, ` +
      `${figures.spoiltUnseen} spoilt cards unseen; ${figures.printerHours} printer hours, ${figures.printerHoursPerMinute} a minute on ${figures.threads} threads ` +
      `(${figures.printerHoursPerCpuMinute} a minute of one processor's own time), at most ${figures.peakMegabytes} MB`,
  );
  return `${lines.join("\n")}\n`;
}
