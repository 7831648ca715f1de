/** Seconds in which a printer that had work did none, by cause and, for supplies, by what was missing. */
import type { Clock } from "../../base/index.ts";
import { LOST_CAUSES, type LostCauseWord, type LostSeconds, noLostSeconds } from "../../station/index.ts";

export const MISSING_ITEMS = ["film", "ribbon", "blanks", "output"] as const;
export type MissingItem = (typeof MISSING_ITEMS)[number];
/** What time is booked on. */
export type LossKey = Exclude<LostCauseWord, "supplies"> | MissingItem;
/** What stops the office first: a cause, or the item that is missing. */
export type Bottleneck = LostCauseWord | MissingItem | "none";

const KEYS: readonly LossKey[] = [
  ...LOST_CAUSES.filter((cause): cause is Exclude<LostCauseWord, "supplies"> => cause !== "supplies"),
  ...MISSING_ITEMS,
];

const isItem = (key: string): key is MissingItem => (MISSING_ITEMS as readonly string[]).includes(key);

export class LossTally {
  private readonly micros = new Map<LossKey, number>();

  add(key: LossKey, us: number): void {
    this.micros.set(key, (this.micros.get(key) ?? 0) + us);
  }

  addAll(other: LossTally): void {
    for (const [key, us] of other.micros) this.add(key, us);
  }

  /** By the causes of the live view, in whole seconds. */
  seconds(): LostSeconds {
    const sum = noLostSeconds();
    for (const [key, us] of this.micros) {
      sum[isItem(key) ? "supplies" : key] += us / 1e6;
    }
    for (const cause of LOST_CAUSES) sum[cause] = Math.round(sum[cause]);
    return sum;
  }

  /** The cause that took most; for supplies the item. `none` when nothing was lost. */
  get bottleneck(): Bottleneck {
    let worst: LossKey | "none" = "none";
    let most = 0;
    for (const key of KEYS) {
      const us = this.micros.get(key) ?? 0;
      if (us > most) {
        worst = key;
        most = us;
      }
    }
    return worst;
  }
}

/** One printer's book: at each moment one cause or none. */
export class LossBook {
  private readonly clock: Clock;
  private cause: LossKey | undefined;
  private since: number;
  private tally = new LossTally();

  constructor(clock: Clock) {
    this.clock = clock;
    this.since = clock.now();
  }

  /** From now on time is lost by this. */
  now(cause: LossKey | undefined): void {
    if (cause === this.cause) return;
    this.book();
    this.cause = cause;
  }

  /** What was lost since the last call. */
  take(): LossTally {
    this.book();
    const { tally } = this;
    this.tally = new LossTally();
    return tally;
  }

  private book(): void {
    const now = this.clock.now();
    if (this.cause !== undefined && now > this.since) this.tally.add(this.cause, now - this.since);
    this.since = now;
  }
}
