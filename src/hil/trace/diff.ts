import { itemText, type RecordedItem, type Recording } from "./recording.ts";

/** Packets that are alike and stand before the first difference, in the report. */
export const DIFF_CONTEXT = 5;

export interface TraceDifference {
  readonly printer: string;
  readonly endpoint: string;
  /** Packets of this endpoint that are alike before it. */
  readonly alike: number;
  /** The packets that differ; undefined where that recording has ended. */
  readonly a: RecordedItem | undefined;
  readonly b: RecordedItem | undefined;
  readonly why: "bytes" | "direction" | "time" | "ended";
  /** The last packets that are alike, oldest first, of A. */
  readonly before: readonly RecordedItem[];
}

export interface DiffOptions {
  /** Times since the beginning may differ by this much; undefined: times do not matter. */
  readonly timeToleranceUs?: number;
}

/**
 * The first place at which two recordings part ways, endpoint by endpoint: which endpoint was first in the run is decided by
 * the time in A. Undefined when they are alike.
 */
export function firstDifference(a: Recording, b: Recording, options: DiffOptions = {}): TraceDifference | undefined {
  const ofA = streams(a);
  const ofB = streams(b);
  const found: TraceDifference[] = [];
  for (const key of [...new Set([...ofA.keys(), ...ofB.keys()])].sort()) {
    const difference = compare(ofA.get(key) ?? [], ofB.get(key) ?? [], zeroOf(a), zeroOf(b), options);
    if (difference !== undefined) found.push(difference);
  }
  const at = ({ a: left, b: right }: TraceDifference): number =>
    left === undefined ? right!.utcUs - zeroOf(b) : left.utcUs - zeroOf(a);
  return found.sort((x, y) => at(x) - at(y))[0];
}

const zeroOf = ({ items }: Recording): number => items[0]?.utcUs ?? 0;

function streams({ items }: Recording): Map<string, RecordedItem[]> {
  const found = new Map<string, RecordedItem[]>();
  for (const item of items) {
    const key = `${item.printer} ${item.endpoint}`;
    const stream = found.get(key);
    if (stream === undefined) found.set(key, [item]);
    else stream.push(item);
  }
  return found;
}

function compare(
  as: readonly RecordedItem[],
  bs: readonly RecordedItem[],
  zeroA: number,
  zeroB: number,
  { timeToleranceUs }: DiffOptions,
): TraceDifference | undefined {
  const length = Math.max(as.length, bs.length);
  for (let i = 0; i < length; i++) {
    const a = as[i];
    const b = bs[i];
    const why = a === undefined || b === undefined ? "ended" : reason(a, b, zeroA, zeroB, timeToleranceUs);
    if (why === undefined) continue;
    const { printer, endpoint } = (a ?? b)!;
    return { printer, endpoint, alike: i, a, b, why, before: as.slice(Math.max(0, i - DIFF_CONTEXT), i) };
  }
  return undefined;
}

function reason(
  a: RecordedItem,
  b: RecordedItem,
  zeroA: number,
  zeroB: number,
  toleranceUs: number | undefined,
): TraceDifference["why"] | undefined {
  if (a.direction !== b.direction) return "direction";
  if (Buffer.compare(a.bytes, b.bytes) !== 0) return "bytes";
  if (a.direction === "none" && itemText(a) !== itemText(b)) return "bytes";
  if (toleranceUs === undefined) return undefined;
  return Math.abs(a.utcUs - zeroA - (b.utcUs - zeroB)) > toleranceUs ? "time" : undefined;
}
