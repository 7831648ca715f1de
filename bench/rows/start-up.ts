/** Whole processes: how long a person waits for `cetak --version`, and for the first byte of the page after `cetak start`. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Spread, spread } from "../harness.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CETAK = join(ROOT, "bin", "cetak.mjs");
const EAGER = join(ROOT, "bench", "start-eager.mjs");
const VERSION_TURNS = 21;
const START_TURNS = 7;
const FIRST_BYTE_MS_MAX = 30_000;
/** What the station says when its page is served. */
const SERVED = /http:\/\/127\.0\.0\.1:\d+/;

export interface StartUpFigures {
  readonly empty: Spread;
  readonly version: Spread;
  /** Turn by turn, `version` over `empty`. */
  readonly versionRatio: Spread;
  readonly start: Spread;
  readonly eager: Spread;
  readonly startRatio: Spread;
}

export async function startUpFigures(): Promise<StartUpFigures> {
  const folder = mkdtempSync(join(tmpdir(), "cetak-start-"));
  try {
    const nothing = join(folder, "nothing.mjs");
    writeFileSync(nothing, "");
    const empty: number[] = [];
    const version: number[] = [];
    for (let turn = 0; turn < VERSION_TURNS; turn++) {
      empty.push(wholeProcess([nothing]));
      version.push(wholeProcess([CETAK, "--version"]));
    }
    const start: number[] = [];
    const eager: number[] = [];
    // Ended like a person would, so that what it compiled is kept.
    await firstByte(CETAK, join(folder, "warm"), {}, "SIGTERM");
    for (let turn = 0; turn < START_TURNS; turn++) {
      start.push(await firstByte(CETAK, join(folder, `s${turn}`), {}));
      eager.push(await firstByte(EAGER, join(folder, `e${turn}`), { NODE_DISABLE_COMPILE_CACHE: "1" }));
    }
    return {
      empty: spread(empty),
      version: spread(version),
      versionRatio: spread(version.map((ms, turn) => ms / empty[turn]!)),
      start: spread(start),
      eager: spread(eager),
      startRatio: spread(start.map((ms, turn) => ms / eager[turn]!)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds from start to end. */
function wholeProcess(args: readonly string[]): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - begun;
}

/** Milliseconds until the first byte of the page is there, with an empty data directory. */
async function firstByte(
  entry: string,
  data: string,
  env: Record<string, string>,
  end: NodeJS.Signals = "SIGKILL",
): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [entry, "start", "--port", "0", "--data", data], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  const limit = AbortSignal.timeout(FIRST_BYTE_MS_MAX);
  try {
    const answer = await fetch(await served(child, limit), { signal: limit });
    await answer.body?.getReader().read();
    return performance.now() - begun;
  } finally {
    child.kill(end);
    await ended;
  }
}

function served(child: ChildProcess, limit: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer): void => {
      said += chunk.toString("utf8");
      const url = SERVED.exec(said)?.[0];
      if (url !== undefined) resolve(url);
    };
    const failed = (): void => reject(new Error(`cetak start served nothing: ${said}`));
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", failed);
    limit.addEventListener("abort", failed);
  });
}

export function startUpText(figures: StartUpFigures): string {
  const ms = ({ median, low, high }: Spread): string =>
    `${median.toFixed(0)} ms (${low.toFixed(0)}-${high.toFixed(0)})`;
  const times = ({ median, low, high }: Spread): string =>
    `${median.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`;
  return [
    `*Whole processes*, wall time, by turns (${VERSION_TURNS} and ${START_TURNS}):`,
    "",
    "| process | wall time | ratio | goal |",
    "|---|---|---|---|",
    `| empty Node process | ${ms(figures.empty)} | | |`,
    `| \`cetak --version\` | ${ms(figures.version)} | ${times(figures.versionRatio)} of the empty one | <= 1.1 |`,
    `| everything loaded eagerly, nothing kept compiled, to the page's first byte | ${ms(figures.eager)} | | |`,
    `| \`cetak start\` to the page's first byte | ${ms(figures.start)} | ${times(figures.startRatio)} of the eager one | <= 0.5 |`,
  ].join("\n");
}
