/** When the power fails in one run, for whom and for how long: all of it drawn from the run's seed before the run begins. */
import { type Micros, Random, US_PER_MS, US_PER_S } from "../../../src/base/index.ts";
import type { HostAction } from "../../../src/rig/index.ts";
import { MACHINES, type Stable, type Start } from "./starts.ts";

export type Victim = "engine" | "host" | "both";

export interface Cut {
  readonly who: Victim;
  /** After the start, or after the power of the last cut came back. */
  readonly afterUs: Micros;
  /** The host dies between two things that it does, rather than at an instant: which one, and how much of a write still goes out. */
  readonly action: { readonly kind: HostAction; readonly number: number; readonly share: number } | undefined;
  /** Who of both dies first, and how much earlier. */
  readonly hostFirst: boolean;
  readonly apartUs: Micros;
  readonly engineOffUs: Micros;
  readonly hostOffUs: Micros;
  /** Printers without power. */
  readonly printers: readonly number[];
}

export interface Plan {
  readonly seed: number;
  readonly printers: number;
  readonly machine: number;
  readonly start: number;
  /** How long the supply carries the logic: below 8 ms a record of the ledger is torn. */
  readonly holdUpMs: number;
  /** The host of a start in the middle comes back after this long; its absence counts as a cut of the host. */
  readonly hostAfterUs: Micros;
  readonly cuts: readonly Cut[];
  /** Goes on until all jobs have ended; else until those have that were in work at a cut. */
  readonly toTheLast: boolean;
}

const MOMENT_US = 20;
const NVRAM_US = 12 * US_PER_MS;
/** The first cut falls into the making of one card or the change to the next: from a start in the middle, soon. */
const SPAN_US_FRESH = 45 * US_PER_S;
const SPAN_US_MIDDLE = 15 * US_PER_S;
const RECOVERY_US = 220 * US_PER_S;
/** Hours without power cost nothing when nobody runs; a host alone, or an engine alone, ticks on. */
const OFF_S_BOTH = 8 * 3600;
const OFF_S_ONE = 900;
const HOLD_UP_MS_MAX = 60;

/** The machine is drawn first, so that only the states that are needed are made. */
export function machineOf(seed: number): number {
  return new Random(seed).fork("machine").int(MACHINES.length);
}

export function drawPlan(seed: number, printers: number, stable: Stable): Plan {
  const random = new Random(seed).fork("power cuts");
  // Half of the runs begin with an undisturbed host.
  const start = random.chance(0.5) ? 0 : 1 + random.int(stable.starts.length - 1);
  const from = stable.starts[start]!;
  const cuts = [drawCut(random, from, printers)];
  while (cuts.length < 3 && random.chance(0.25)) cuts.push(drawLater(random, from, printers));
  return {
    seed,
    printers,
    machine: machineOf(seed),
    start,
    holdUpMs: random.chance(0.4) ? 40 : random.chance(0.7) ? random.between(0, 10) : random.between(0, HOLD_UP_MS_MAX),
    hostAfterUs: from.fresh ? 0 : random.chance(0.3) ? 0 : lasting(random, 0.001, 60),
    cuts,
    toTheLast: random.chance(0.3),
  };
}

function drawCut(random: Random, start: Start, printers: number): Cut {
  const who = drawVictim(random);
  const mode = random.next();
  const action = mode < 0.3 && who !== "engine" ? drawAction(random, start) : undefined;
  const afterUs = mode < 0.6 ? nearBoundary(random, start) : random.int(spanOf(start));
  return { who, afterUs, action, ...drawRest(random, who, printers) };
}

/** Writes of the journal are fewer than those on the wire, and matter more. */
function drawAction(random: Random, { hostActions }: Start): NonNullable<Cut["action"]> {
  const kind = random.chance(0.7) ? "journal" : "wire";
  return { kind, number: random.int(hostActions[kind]), share: random.next() };
}

/** While the machine comes back, or while it prints again. */
function drawLater(random: Random, start: Start, printers: number): Cut {
  const who = drawVictim(random);
  const action = random.chance(0.3) && who !== "engine" ? drawAction(random, start) : undefined;
  return { who, afterUs: random.int(RECOVERY_US), action, ...drawRest(random, who, printers) };
}

function drawVictim(random: Random): Victim {
  const draw = random.next();
  return draw < 0.3 ? "engine" : draw < 0.5 ? "host" : "both";
}

const spanOf = ({ fresh, spanUs }: Start): Micros => Math.min(spanUs, fresh ? SPAN_US_FRESH : SPAN_US_MIDDLE);

/** At a step boundary, microseconds or a few writes of the ledger around it. */
function nearBoundary(random: Random, start: Start): Micros {
  const soon = start.boundariesUs.filter((us) => us <= spanOf(start));
  const boundary = soon[random.int(soon.length)] ?? 0;
  const kind = random.int(4);
  const offset =
    kind === 0
      ? 0
      : kind === 1
        ? random.int(2 * MOMENT_US + 1) - MOMENT_US
        : kind === 2
          ? random.int(2 * NVRAM_US) - NVRAM_US
          : random.int(300 * US_PER_MS);
  return Math.max(0, boundary + offset);
}

function drawRest(random: Random, who: Victim, printers: number) {
  const secondsMax = who === "both" ? OFF_S_BOTH : OFF_S_ONE;
  const engineOffUs = lasting(random, 0.001, secondsMax);
  const together = random.chance(0.5);
  return {
    hostFirst: random.chance(0.5),
    apartUs: random.chance(0.5) ? 0 : lasting(random, 0.00001, 0.2),
    engineOffUs,
    // A host that comes back long before or after its printers is alone with them for a while.
    hostOffUs: together
      ? engineOffUs
      : who === "both"
        ? nearTo(random, engineOffUs)
        : lasting(random, 0.001, OFF_S_ONE),
    printers: drawPrinters(random, printers),
  };
}

function nearTo(random: Random, us: Micros): Micros {
  const other = lasting(random, 0.001, OFF_S_ONE);
  return random.chance(0.5) ? us + other : Math.max(1, us - other);
}

/** All printers on one fuse, or some of them. */
function drawPrinters(random: Random, printers: number): number[] {
  const all = Array.from({ length: printers }, (_, i) => i);
  if (printers === 1 || random.chance(0.5)) return all;
  const some = all.filter(() => random.chance(0.5));
  return some.length > 0 ? some : [random.int(printers)];
}

/** Short and long ones alike: evenly by their order of magnitude. */
function lasting(random: Random, lowSeconds: number, highSeconds: number): Micros {
  return Math.round(US_PER_S * Math.exp(random.between(Math.log(lowSeconds), Math.log(highSeconds))));
}

/** For the report of a failure: one line a fact. */
export function planText(plan: Plan): string[] {
  const seconds = (us: Micros): string => `${(us / US_PER_S).toFixed(6)} s`;
  const head = `sim:${MACHINES[plan.machine]}, start ${plan.start}, hold-up ${plan.holdUpMs.toFixed(3)} ms`;
  const lines = plan.start === 0 ? [head] : [`${head}, host back after ${seconds(plan.hostAfterUs)}`];
  for (const { who, afterUs, action, hostFirst, apartUs, engineOffUs, hostOffUs, printers } of plan.cuts) {
    const when =
      action === undefined ? `after ${seconds(afterUs)}` : `at ${action.kind} action ${action.number} of the host`;
    const both = who === "both" ? `, ${hostFirst ? "host" : "engine"} first by ${apartUs} us` : "";
    const off = `engine off ${who === "host" ? "-" : seconds(engineOffUs)}, host off ${who === "engine" ? "-" : seconds(hostOffUs)}`;
    lines.push(`${who} ${when}${both}; ${off}; printers ${printers.map((i) => `P${i + 1}`).join(" ")}`);
  }
  return lines;
}
