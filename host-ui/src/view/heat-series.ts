/** The station's columns of readings as a chart wants them: time before now, and gaps where nothing was heard. */
import type { HistoryColumns } from "../api-history.ts";

export const WINDOWS = ["fine", "coarse"] as const;
export type Window = (typeof WINDOWS)[number];

export interface WindowSpec {
  readonly spanMs: number;
  /** A longer silence is a gap. */
  readonly gapMs: number;
  /** Of the axis. */
  readonly unitMs: number;
  readonly ticks: readonly number[];
}

export const WINDOW: Readonly<Record<Window, WindowSpec>> = {
  fine: { spanMs: 600_000, gapMs: 5_000, unitMs: 60_000, ticks: [-10, -8, -6, -4, -2, 0] },
  coarse: { spanMs: 8 * 3_600_000, gapMs: 180_000, unitMs: 3_600_000, ticks: [-8, -6, -4, -2, 0] },
};

export type Column = (number | null)[];
export type SeriesName = "roller" | "setpoint" | "hotZone" | "head" | "exit" | "duty";

/** First column: minutes or hours before `utcMs` (negative); then the named ones. A heater that is off has no set-point. */
export function columnsOf(
  columns: HistoryColumns,
  names: readonly SeriesName[],
  window: Window,
  utcMs: number,
): [number[], ...Column[]] {
  const { spanMs, gapMs, unitMs } = WINDOW[window];
  const times: number[] = [];
  const series: Column[] = names.map(() => []);
  let before: number | undefined;
  columns.atMs.forEach((atMs, i) => {
    // A station whose clock was set back has readings of a time that is still to come.
    if (atMs < utcMs - spanMs || atMs > utcMs + gapMs || atMs <= (before ?? atMs - 1)) return;
    if (before !== undefined && atMs - before > gapMs) {
      times.push((before + 1 - utcMs) / unitMs);
      for (const column of series) column.push(null);
    }
    before = atMs;
    times.push((atMs - utcMs) / unitMs);
    for (const [k, name] of names.entries()) series[k]?.push(valueAt(columns, name, i));
  });
  return [times, ...series];
}

function valueAt(columns: HistoryColumns, name: SeriesName, i: number): number | null {
  const value = columns[name][i] ?? null;
  if (value === null) return null;
  if (name === "setpoint") return value > 0 ? value : null;
  return name === "duty" ? value * 100 : value;
}

/** Codes of the governor's reasons within the window and the share of its readings, most frequent first. */
export function heldBack(columns: HistoryColumns, window: Window, utcMs: number): { code: string; share: number }[] {
  const since = utcMs - WINDOW[window].spanMs;
  const counts = new Map<string, number>();
  let all = 0;
  columns.atMs.forEach((atMs, i) => {
    if (atMs < since) return;
    all++;
    const code = columns.governor[i] ?? "";
    if (code !== "") counts.set(code, (counts.get(code) ?? 0) + 1);
  });
  return [...counts].map(([code, n]) => ({ code, share: n / all })).sort((a, b) => b.share - a.share);
}

/** Above this mean a card curls and has to be flattened; [M] see the quality law in docs/thermal.md. */
export const EXIT_CURLS_CELSIUS = 72;
/** Above this it is spoilt. [M] */
export const EXIT_WARPS_CELSIUS = 80;

export type ExitVerdict = "good" | "curls" | "warps";
export function exitVerdict(celsius: number): ExitVerdict {
  if (celsius >= EXIT_WARPS_CELSIUS) return "warps";
  return celsius >= EXIT_CURLS_CELSIUS ? "curls" : "good";
}
