/** Side-by-side measuring: the contestants of a row take turns in one process, and their ratio is taken turn by turn. */

/** One contestant: does `work` units of work when called, in a fixed amount a call. */
export interface Contestant {
  readonly name: string;
  /** Units of work that one call of `run` does (messages, megabytes, simulated seconds). */
  readonly units: number;
  run(): void;
}

export interface Row {
  readonly title: string;
  /** What a unit is, for the table: `blocks`, `alarms`, `simulated s`. */
  readonly unit: string;
  /** The first one is ours. */
  readonly contestants: readonly Contestant[];
  /** What the ratio of ours to each peer should reach, where the project has set itself a goal. */
  readonly goals?: readonly (number | undefined)[];
  /** Absolute goal for ours in units per CPU second. */
  readonly goalPerSecond?: number;
  /** What bounds it from above. */
  readonly limit: string;
  /** `wall`: what is waited for is a disk, which costs no CPU time. Default `cpu`. */
  readonly time?: "cpu" | "wall";
  /** CPU time of each contestant before anything counts; a large program is compiled only after seconds. Default: one turn. */
  readonly warmUpMs?: number;
  /** CPU time of a turn at least. Default {@link TURN_CPU_MS_MIN}; more where single moments differ (a compilation, a collection). */
  readonly turnMs?: number;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface RowResult {
  readonly title: string;
  readonly unit: string;
  readonly limit: string;
  readonly goalPerSecond: number | undefined;
  readonly lines: readonly { name: string; perSecond: Spread; ratio: Spread | undefined; goal: number | undefined }[];
}

const TURN_CPU_MS_MIN = 120;

/** CPU time of this thread's process, ms: what other processes do on the machine does not count. */
function cpuMs(): number {
  const usage = process.cpuUsage();
  return (usage.user + usage.system) / 1000;
}

function rateOf(contestant: Contestant, now: () => number, leastMs = TURN_CPU_MS_MIN): number {
  let calls = 0;
  const started = now();
  let spent = 0;
  do {
    contestant.run();
    calls++;
    spent = now() - started;
  } while (spent < leastMs);
  return (calls * contestant.units) / (spent / 1000);
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)]!, low: sorted[0]!, high: sorted[sorted.length - 1]! };
}

export function measure(row: Row, turns: number): RowResult {
  const now = row.time === "wall" ? () => performance.now() : cpuMs;
  for (const contestant of row.contestants) rateOf(contestant, now, row.warmUpMs);
  const rates = row.contestants.map(() => [] as number[]);
  for (let turn = 0; turn < turns; turn++) {
    row.contestants.forEach((contestant, i) => {
      rates[i]!.push(rateOf(contestant, now, row.turnMs));
    });
  }
  return {
    title: row.title,
    unit: row.unit,
    limit: row.limit,
    goalPerSecond: row.goalPerSecond,
    lines: row.contestants.map((contestant, i) => ({
      name: contestant.name,
      perSecond: spread(rates[i]!),
      ratio: i === 0 ? undefined : spread(rates[i]!.map((rate, turn) => rates[0]![turn]! / rate)),
      goal: row.goals?.[i - 1],
    })),
  };
}
