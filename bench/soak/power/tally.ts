/** The sums over all runs of the power soak, and the tables made of them. */
import type { PowerRun } from "./run.ts";
import { OUTCOMES, type Outcome } from "./run.ts";
import { PLACES, type Place } from "./where.ts";

/** Failures that are kept with all they know. */
const FAILURES_KEPT_MAX = 1_000;

type Counts = Record<Outcome, number>;
type Side = "engine" | "host";
export type Histogram = Record<Side, Partial<Record<Place, Counts>>>;

export interface PowerTotals {
  runs: number;
  cuts: number;
  failures: number;
  issued: number;
  voidCards: number;
  uncertain: number;
  virtualSeconds: number;
  /** By the step at which the cut fell: runs with one cut. `engine`: it lost its power, alone or with the host. */
  readonly histogram: Histogram;
  /** Runs with more than one cut. */
  readonly several: Counts;
  /** In the order of their seeds. */
  failed: PowerRun[];
}

const noCounts = (): Counts => ({ issued: 0, again: 0, void: 0, uncertain: 0, none: 0 });

export function emptyTotals(): PowerTotals {
  return {
    runs: 0,
    cuts: 0,
    failures: 0,
    issued: 0,
    voidCards: 0,
    uncertain: 0,
    virtualSeconds: 0,
    histogram: { engine: {}, host: {} },
    several: noCounts(),
    failed: [],
  };
}

export function addRun(totals: PowerTotals, run: PowerRun): void {
  totals.runs++;
  totals.cuts += run.cuts;
  totals.issued += run.issued;
  totals.voidCards += run.voidCards;
  totals.uncertain += run.uncertain;
  totals.virtualSeconds += run.virtualSeconds;
  if (run.single) {
    const side = totals.histogram[run.who === "host" ? "host" : "engine"];
    const row = side[run.place] ?? noCounts();
    side[run.place] = row;
    row[run.outcome]++;
  } else totals.several[run.outcome]++;
  if (run.problems.length === 0) return;
  totals.failures++;
  if (totals.failed.length < FAILURES_KEPT_MAX) totals.failed.push(run);
  totals.failed.sort((a, b) => a.seed - b.seed);
}

const TITLES: Readonly<Record<Outcome, string>> = {
  issued: "this card issued",
  again: "not issued, made anew",
  void: "void, made anew",
  uncertain: "uncertain",
  none: "no card in work",
};

/** The two histograms as Markdown tables. */
export function tables(totals: PowerTotals): string {
  const head = `| the cut fell at | ${OUTCOMES.map((outcome) => TITLES[outcome]).join(" | ")} |\n|---|${"--:|".repeat(OUTCOMES.length)}`;
  const line = (title: string, counts: Counts): string =>
    `| ${title} | ${OUTCOMES.map((outcome) => (counts[outcome] === 0 ? "-" : counts[outcome].toLocaleString("en-US"))).join(" | ")} |`;
  const part = (title: string, side: Side): string => {
    const rows = PLACES.flatMap((place) => {
      const counts = totals.histogram[side][place];
      return counts === undefined ? [] : [line(place, counts)];
    });
    return `${title}\n\n${head}\n${rows.join("\n")}\n`;
  };
  const more = line("anywhere, two or three times", totals.several);
  return [
    part("The engine loses its power, alone or together with the host:", "engine"),
    part("The host alone dies:", "host"),
    `Several cuts in one run (the outcome of the card in work at the first):\n\n${head}\n${more}\n`,
  ].join("\n");
}
