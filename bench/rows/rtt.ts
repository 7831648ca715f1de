/** A question and its answer on the engine link: the same host and engine over memory, TCP, RFC 2217 and a pseudo-terminal, in turn. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, Random, WallClock } from "../../src/base/index.ts";
import { Engine, plugIntoMemory, serveEngine } from "../../src/hardware-sim/index.ts";
import { type Connect, connectUrl, HostLink, memPair } from "../../src/protocol/index.ts";
import { type Spread, spread } from "../harness.ts";

const TURNS = 5;
const TRIPS = 200;
const PTY_BAUD = 250_000;

export interface RttFigure {
  readonly wire: string;
  /** Milliseconds of the wall's clock. */
  readonly median: Spread;
  readonly worst: Spread;
}

interface End {
  readonly wire: string;
  /** One round trip. */
  ask(): Promise<void>;
  close(): Promise<void>;
}

export async function rttFigures(): Promise<RttFigure[]> {
  const clock = new WallClock();
  const folder = mkdtempSync(join(tmpdir(), "cetak-rtt-"));
  const ends: End[] = [];
  try {
    ends.push(await inMemory(clock));
    ends.push(await served("TCP", "tcp://127.0.0.1:0", clock));
    ends.push(await served("RFC 2217 over TCP", "rfc2217://127.0.0.1:0", clock));
    ends.push(
      await served(`pseudo-terminal at ${PTY_BAUD} baud`, `pty://${join(folder, "engine")}?baud=${PTY_BAUD}`, clock),
    );
    const medians = ends.map(() => [] as number[]);
    const worsts = ends.map(() => [] as number[]);
    for (let turn = 0; turn < TURNS; turn++) {
      for (const [i, end] of ends.entries()) {
        const trips = await tripsOf(end);
        medians[i]!.push(trips.median);
        worsts[i]!.push(trips.high);
      }
    }
    return ends.map(({ wire }, i) => ({ wire, median: spread(medians[i]!), worst: spread(worsts[i]!) }));
  } finally {
    for (const end of ends) await end.close();
    clock.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tripsOf(end: End): Promise<Spread> {
  const milliseconds: number[] = [];
  for (let trip = 0; trip < TRIPS; trip++) {
    const begun = performance.now();
    await end.ask();
    milliseconds.push(performance.now() - begun);
  }
  return spread(milliseconds);
}

async function inMemory(clock: Clock): Promise<End> {
  const engine = new Engine({ model: "hdp5000", clock, seed: 1 });
  const pair = memPair(clock);
  plugIntoMemory(engine, pair);
  return host("memory", pair.connect, clock, async () => engine.stop());
}

async function served(wire: string, url: string, clock: Clock): Promise<End> {
  const engine = new Engine({ model: "hdp5000", clock, seed: 1 });
  const listener = await serveEngine(engine, url, undefined, clock);
  return host(wire, connectUrl(listener.linkUrl, clock), clock, async () => {
    await listener.close();
    engine.stop();
  });
}

async function host(wire: string, connect: Connect, clock: Clock, closeEngine: () => Promise<void>): Promise<End> {
  let heard: () => void = () => {};
  let isUp: () => void = () => {};
  const up = new Promise<void>((resolve) => {
    isUp = resolve;
  });
  const link = new HostLink({
    clock,
    connect,
    random: new Random(1),
    onState: (state) => {
      if (state === "up") isUp();
    },
    onMessage: ({ name }) => {
      if (name === "param") heard();
    },
  });
  link.start();
  await up;
  return {
    wire,
    ask: () =>
      new Promise((resolve, reject) => {
        heard = resolve;
        if (!link.send("param_get", { index: 0 })) reject(new Error(`${wire}: the link does not take a question`));
      }),
    close: async () => {
      link.stop();
      await closeEngine();
    },
  };
}

export function rttText(figures: readonly RttFigure[]): string {
  const of = ({ median, low, high }: Spread): string =>
    `${median.toFixed(3)} ms (${low.toFixed(3)}-${high.toFixed(3)})`;
  const lines = figures.map(({ wire, median, worst }) => `| ${wire} | ${of(median)} | ${of(worst)} |`);
  const head = `*Question and answer on the engine link* (\`param_get\`, ${TRIPS} in a turn, ${TURNS} turns by turns, wall time):`;
  return [head, "", "| wire | median trip | longest trip |", "|---|---|---|", ...lines].join("\n");
}
