/** Whether a piece of code has become slower than its budget allows. */

/** A piece at less than this share of its budget fails: a halving is 0.5; what a busy machine does to a ratio stays above. */
export const SHARE_MIN = 0.58;
/** Above this the budget is out of date: it would not see a halving any more. */
export const SHARE_STALE = 1.6;

export interface Judged {
  readonly name: string;
  /** Units of work in the time of one round of the calibration loop. */
  readonly ratio: number;
  readonly budget: number | undefined;
  /** `ratio / budget`. */
  readonly share: number | undefined;
  readonly verdict: "within" | "too slow" | "faster than the budget knows" | "without budget";
}

export function judge(name: string, ratio: number, budget: number | undefined): Judged {
  if (budget === undefined) return { name, ratio, budget, share: undefined, verdict: "without budget" };
  const share = ratio / budget;
  const verdict = share < SHARE_MIN ? "too slow" : share > SHARE_STALE ? "faster than the budget knows" : "within";
  return { name, ratio, budget, share, verdict };
}

/** A budget that nobody set, or that was passed, ends the run with 1; a budget that has become too easy only says so. */
export function failed({ verdict }: Judged): boolean {
  return verdict === "too slow" || verdict === "without budget";
}

export function judgedTable(judged: readonly Judged[]): string {
  const lines = judged.map(({ name, ratio, budget, share, verdict }) => {
    const percent = share === undefined ? "" : `${Math.round(share * 100)} %`;
    return [name.padEnd(34), figure(ratio), figure(budget), percent.padStart(6), ` ${verdict}`].join(" ");
  });
  const head = ["piece of code".padEnd(34), "   now", "budget", " share", " verdict"].join(" ");
  return `${head}\n${lines.join("\n")}\n`;
}

function figure(value: number | undefined): string {
  return (value === undefined ? "-" : value.toPrecision(3)).padStart(10);
}
