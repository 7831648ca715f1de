/** The sums over all shifts of the heat soak. */
import { EXIT_FROM, LOW_FROM, type ShiftRun, type Where } from "./shift-run.ts";

/** Shifts that waited longest without a reason that are kept. */
const IDLEST_MAX = 10;
/** Failures that are kept with all they know. */
const FAILURES_KEPT_MAX = 1_000;
export const WHERES: readonly Where[] = ["alone", "full stack"];

export interface Sums {
  shifts: number;
  cards: number;
  melted: number;
  warped: number;
  peeled: number;
  outside: number;
  outsideUnexcused: number;
  warm: number;
  failures: number;
  shiftsWithOffset: number;
  coolWaitSeconds: number;
  exitCelsiusMax: number;
  surfaceCelsiusMin: number;
  surfaceCelsiusMax: number;
  /** False alarms by what they say. */
  readonly alarms: Record<string, number>;
  readonly exits: number[];
  readonly lows: number[];
}

export interface HeatTotals {
  readonly sums: Readonly<Record<Where, Sums>>;
  failed: ShiftRun[];
  /** Those that waited longest after a cool card, longest first. */
  idlest: ShiftRun[];
}

const emptySums = (): Sums => ({
  shifts: 0,
  cards: 0,
  melted: 0,
  warped: 0,
  peeled: 0,
  outside: 0,
  outsideUnexcused: 0,
  warm: 0,
  failures: 0,
  shiftsWithOffset: 0,
  coolWaitSeconds: 0,
  exitCelsiusMax: 0,
  surfaceCelsiusMin: Number.POSITIVE_INFINITY,
  surfaceCelsiusMax: 0,
  alarms: {},
  exits: EXIT_FROM.map(() => 0),
  lows: LOW_FROM.map(() => 0),
});

export function emptyTotals(): HeatTotals {
  return { sums: { alone: emptySums(), "full stack": emptySums() }, failed: [], idlest: [] };
}

/** The order of the runs does not matter. */
export function addShift(totals: HeatTotals, run: ShiftRun): void {
  const sums = totals.sums[run.where];
  sums.shifts++;
  for (const key of [
    "cards",
    "melted",
    "warped",
    "peeled",
    "outside",
    "outsideUnexcused",
    "warm",
    "coolWaitSeconds",
  ] as const) {
    sums[key] += run[key];
  }
  sums.shiftsWithOffset += run.offsetKelvin === 0 ? 0 : 1;
  sums.exitCelsiusMax = Math.max(sums.exitCelsiusMax, run.exitCelsiusMax);
  sums.surfaceCelsiusMin = Math.min(sums.surfaceCelsiusMin, run.surfaceCelsiusMin);
  sums.surfaceCelsiusMax = Math.max(sums.surfaceCelsiusMax, run.surfaceCelsiusMax);
  for (const words of run.alarms) sums.alarms[words] = (sums.alarms[words] ?? 0) + 1;
  run.exits.forEach((count, i) => {
    sums.exits[i]! += count;
  });
  run.lows.forEach((count, i) => {
    sums.lows[i]! += count;
  });
  totals.idlest.push(run);
  totals.idlest.sort((a, b) => b.coolWaitSeconds - a.coolWaitSeconds || a.seed - b.seed);
  totals.idlest.splice(IDLEST_MAX);
  if (run.problems.length === 0) return;
  sums.failures++;
  totals.failed.push(run);
  totals.failed.sort((a, b) => a.seed - b.seed || a.where.localeCompare(b.where));
  if (totals.failed.length > FAILURES_KEPT_MAX) totals.failed.pop();
}
