/** Live view: 500 viewers of 100 printers, ten changes a second each; server and viewers are processes of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type RowResult, spread } from "../harness.ts";
import { PRINTERS } from "../live/fleet.ts";

export const VIEWERS = 500;
const SECONDS = 5;
const TICKS_PER_SECOND = 10;
/** A tenth of a core for all of it. */
const CORE_SHARE_MAX = 0.1;

const KINDS = [
  ["ours", "LiveFeed: one delta a tick, serialised once, the same bytes to all"],
  ["socketio", "socket.io 4.8: the same delta, its own broadcast"],
  ["perPrinter", "ws: each change of each printer to each viewer; 50 viewers, since it keeps up with no more"],
] as const;
const VIEWERS_OF_PER_PRINTER = 50;
type Kind = (typeof KINDS)[number][0];

export interface LiveRun {
  /** Printer updates that reached a viewer, per CPU second of the server. */
  readonly updatesPerCpuSecond: number;
  /** Of one core, while 100 printers tick ten times a second. */
  readonly coreShare: number;
  readonly missed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const script = (name: string): string => fileURLToPath(new URL(`../live/${name}.ts`, import.meta.url));

class Helper {
  readonly child: ChildProcess;
  private readonly lines: string[] = [];
  private wanted: ((line: string) => void) | undefined;

  constructor(name: string, args: readonly string[]) {
    this.child = spawn(process.execPath, [script(name), ...args], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.child.stdout! }).on("line", (line) => {
      if (this.wanted === undefined) this.lines.push(line);
      else this.wanted(line);
      this.wanted = undefined;
    });
  }

  async next<T>(): Promise<T> {
    const line = this.lines.shift() ?? (await new Promise<string>((resolve) => (this.wanted = resolve)));
    return JSON.parse(line) as T;
  }

  say(word: string): void {
    this.child.stdin!.write(`${word}\n`);
  }
}

export async function liveRun(kind: Kind, viewers = VIEWERS, seconds = SECONDS): Promise<LiveRun> {
  const server = new Helper("serve", [kind, String(seconds)]);
  const { port } = await server.next<{ port: number }>();
  const audience = new Helper("viewers", [kind, String(port), String(viewers)]);
  await audience.next();
  server.say("go");
  const cost = await server.next<{ cpuMs: number; wallMs: number; missed: number }>();
  audience.say("end");
  const seen = await audience.next<{ messages: number; p50Ms: number; p99Ms: number }>();
  const updates = seen.messages * (kind === "perPrinter" ? 1 : PRINTERS);
  return {
    updatesPerCpuSecond: updates / (cost.cpuMs / 1000),
    coreShare: cost.cpuMs / (seconds * 1000),
    missed: cost.missed,
    p50Ms: seen.p50Ms,
    p99Ms: seen.p99Ms,
  };
}

/** The contestants in turn; each line's name says the share of a core and the age of what viewers got. */
export async function liveFeed(turns: number): Promise<RowResult> {
  const runs = new Map<Kind, LiveRun[]>(KINDS.map(([kind]) => [kind, []]));
  for (let turn = 0; turn < turns; turn++) {
    for (const [kind] of KINDS)
      runs.get(kind)!.push(await liveRun(kind, kind === "perPrinter" ? VIEWERS_OF_PER_PRINTER : VIEWERS));
  }
  const ours = runs.get("ours")!;
  const goal = (VIEWERS * PRINTERS * TICKS_PER_SECOND) / CORE_SHARE_MAX;
  return {
    title: `live view, ${VIEWERS} viewers x ${PRINTERS} printers x ${TICKS_PER_SECOND} Hz`,
    unit: "updates seen",
    limit: `the kernel's share of ${VIEWERS * TICKS_PER_SECOND} writes a second`,
    goalPerSecond: goal,
    lines: KINDS.map(([kind, name], i) => {
      const of = runs.get(kind)!;
      return {
        name: `${name} (${summary(of)})`,
        perSecond: spread(of.map((run) => run.updatesPerCpuSecond)),
        ratio:
          i === 0
            ? undefined
            : spread(of.map((run, turn) => ours[turn]!.updatesPerCpuSecond / run.updatesPerCpuSecond)),
        goal: undefined,
      };
    }),
  };
}

function summary(runs: readonly LiveRun[]): string {
  const median = (of: (run: LiveRun) => number): number => spread(runs.map(of)).median;
  const share = `${(100 * median((run) => run.coreShare)).toFixed(1)} % of a core`;
  const age = `age p50 ${median((run) => run.p50Ms)} ms, p99 ${median((run) => run.p99Ms)} ms`;
  return `${share}, ${age}, ${Math.max(...runs.map((run) => run.missed))} ticks missed`;
}
