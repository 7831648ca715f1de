/** What came of the days: the document of `cetak day --json`, with the same objects as `cetak print --json`. */
import type { LostSeconds } from "../../station/index.ts";
import { type CardTally, emptyTally } from "../batch-report.ts";
import { type Bottleneck, LossTally } from "./losses.ts";

export interface OneDay extends CardTally {
  readonly date: string;
  /** `usual`, or the variant of the file that this day was. */
  readonly kind: string;
  /** Hours in which people were there. */
  readonly openHours: number;
  readonly uncertain: number;
  readonly lostSeconds: LostSeconds;
  readonly bottleneck: Bottleneck;
}

export interface DayReport extends CardTally {
  readonly office: string;
  readonly seed: number;
  readonly policy: string;
  readonly remedies: readonly string[];
  readonly printers: number;
  readonly uncertain: number;
  /** Seconds in which a printer that had work did none, by cause, summed over printers and days. */
  readonly lostSeconds: LostSeconds;
  /** Which of the causes took most; for supplies the item itself. */
  readonly bottleneck: Bottleneck;
  readonly days: readonly OneDay[];
  /** What is left in the store. */
  readonly stockLeft: {
    readonly blanks: number;
    readonly fargo: { readonly ribbon: number; readonly film: number };
    readonly datacard: { readonly ribbon: number; readonly film: number };
  };
  /** Broken safety invariants, in words. Empty, or something is badly wrong. */
  readonly violations: readonly string[];
}

/** A day as it was counted, before it is rounded for people. */
export interface DayCount {
  readonly date: string;
  readonly kind: string;
  readonly openHours: number;
  readonly cards: CardTally;
  readonly uncertain: number;
  readonly losses: LossTally;
}

export function oneDay({ cards, losses, date, kind, openHours, uncertain }: DayCount): OneDay {
  const { issued, spoilt, marginal } = cards;
  return {
    date,
    kind,
    openHours: Math.round(openHours * 100) / 100,
    issued,
    spoilt,
    marginal,
    uncertain,
    lostSeconds: losses.seconds(),
    bottleneck: losses.bottleneck,
  };
}

type Frame = Pick<DayReport, "office" | "seed" | "policy" | "remedies" | "printers" | "stockLeft" | "violations">;

export function dayReport(frame: Frame, counts: readonly DayCount[]): DayReport {
  const cards = emptyTally();
  const losses = new LossTally();
  let uncertain = 0;
  for (const count of counts) {
    addTally(cards, count.cards);
    losses.addAll(count.losses);
    uncertain += count.uncertain;
  }
  const { office, seed, policy, remedies, printers, stockLeft, violations } = frame;
  return {
    office,
    seed,
    policy,
    remedies,
    printers,
    ...cards,
    uncertain,
    lostSeconds: losses.seconds(),
    bottleneck: losses.bottleneck,
    days: counts.map(oneDay),
    stockLeft,
    violations,
  };
}

export function addTally(sum: CardTally, more: CardTally): void {
  sum.issued += more.issued;
  for (const key of ["peel", "warp", "melt", "void"] as const) sum.spoilt[key] += more.spoilt[key];
  for (const key of ["curl", "peelRisk"] as const) sum.marginal[key] += more.marginal[key];
}

export const spoiltCards = ({ spoilt }: CardTally): number => spoilt.peel + spoilt.warp + spoilt.melt + spoilt.void;
