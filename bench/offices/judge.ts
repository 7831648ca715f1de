/** What came out against what was published. */
import {
  dayOfDate,
  lengthOf,
  nextWorkingDay,
  sessionsOf,
  spanOf,
  US_PER_DAY,
  US_PER_HOUR,
  without,
} from "../../src/rig/day/office-calendar.ts";
import { ofKind } from "../../src/rig/day/remedies.ts";
import { officeAsItIs, readOffice } from "../../src/rig/index.ts";
import { AGREEMENT_WITHIN, CASES, KARIMUN_RATIO, type OfficeCase } from "./cases.ts";
import type { DayResult } from "./day-worker.ts";

export interface CaseRow {
  readonly office: OfficeCase;
  readonly issued: { readonly median: number; readonly low: number; readonly high: number; readonly mean: number };
  readonly melted: number;
  readonly spoilt: number;
  readonly bottleneck: string;
  readonly openHours: number;
  readonly quickMean: number;
  readonly cpuSeconds: number;
  readonly violations: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The word that comes most often. */
function commonest(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "none";
}

export function rowsOf(results: readonly DayResult[]): CaseRow[] {
  return CASES.flatMap((office, at) => {
    const own = results.filter((result) => result.case === at);
    const full = own.flatMap((result) => (result.full === undefined ? [] : [result.full]));
    if (full.length === 0) return [];
    const issued = full.map((day) => day.issued);
    return [
      {
        office,
        issued: { median: median(issued), low: Math.min(...issued), high: Math.max(...issued), mean: mean(issued) },
        melted: full.reduce((sum, day) => sum + day.melted, 0),
        spoilt: full.reduce((sum, day) => sum + day.spoilt, 0),
        bottleneck: commonest(full.map((day) => day.bottleneck)),
        openHours: mean(full.map((day) => day.openHours)),
        quickMean: mean(own.map(({ quick }) => quick.issued)),
        cpuSeconds: mean(full.map((day) => day.cpuSeconds)),
        violations: full.reduce((sum, day) => sum + day.violations, 0),
      },
    ];
  });
}

/** In words, everything that is not as published, and where the two models do not agree. Empty: all is. */
export function shortcomings(rows: readonly CaseRow[], asPublished: boolean): string[] {
  const words: string[] = [];
  for (const { office, issued, bottleneck, violations, quickMean } of rows) {
    if (asPublished && (issued.median < office.low || issued.median > office.high))
      words.push(`${office.title}: median ${issued.median}, must be ${office.low}..${office.high}`);
    if (asPublished && office.bottleneck !== undefined && bottleneck !== office.bottleneck)
      words.push(`${office.title}: stopped by ${bottleneck}, must be ${office.bottleneck}`);
    if (violations > 0) words.push(`${office.title}: ${violations} safety invariants broken`);
    if (office.agreement === undefined) continue;
    if (Math.abs(quickMean - issued.mean) > AGREEMENT_WITHIN * issued.mean)
      words.push(
        `${office.title}: the quick model makes ${quickMean.toFixed(1)}, the full stack ${issued.mean.toFixed(1)}`,
      );
  }
  const ratio = asPublished ? karimunRatio(rows) : undefined;
  if (ratio !== undefined && Math.abs(ratio.cards / ratio.hours - 1) > KARIMUN_RATIO.within)
    words.push(`Karimun: ratio of cards ${ratio.cards.toFixed(3)}, of open hours ${ratio.hours.toFixed(3)}`);
  return words;
}

/** Hours of the first day in which people are there and the centre is open by its own hours. */
function usefulHours({ file, kind }: OfficeCase): number {
  const office = ofKind(officeAsItIs(readOffice(file)), kind);
  const { hours, centre, from } = office.file;
  const open = spanOf(centre.open);
  const closed = [
    { from: 0, to: open.from },
    { from: open.to, to: US_PER_DAY },
  ];
  return lengthOf(without(sessionsOf(hours, nextWorkingDay(hours, dayOfDate(from))), closed)) / US_PER_HOUR;
}

export function karimunRatio(rows: readonly CaseRow[]): { cards: number; hours: number } | undefined {
  const short = rows.find(({ office }) => office.id === KARIMUN_RATIO.short);
  const long = rows.find(({ office }) => office.id === KARIMUN_RATIO.long);
  if (short === undefined || long === undefined) return undefined;
  return {
    cards: short.issued.median / long.issued.median,
    hours: usefulHours(short.office) / usefulHours(long.office),
  };
}
