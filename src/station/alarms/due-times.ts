import type { Micros } from "../../base/index.ts";

/**
 * Instants at which something is due that all wait for the same time: each one that is added is no earlier than those before it. So
 * the first of them is known without a look at the others, however many printers wait.
 */
export class DueTimes {
  /** How many wait for each instant, the earliest first. */
  readonly #waiting = new Map<Micros, number>();
  #newest: Micros = Number.NEGATIVE_INFINITY;

  /** The earliest, or -1. */
  get first(): Micros {
    for (const dueAt of this.#waiting.keys()) return dueAt;
    return -1;
  }

  /** Throws for an instant before one that was added earlier. */
  add(dueAt: Micros): void {
    if (dueAt < this.#newest) throw new RangeError(`${dueAt} us was added after ${this.#newest} us`);
    this.#newest = dueAt;
    this.#waiting.set(dueAt, (this.#waiting.get(dueAt) ?? 0) + 1);
  }

  /** One that was added does not wait any more. */
  remove(dueAt: Micros): void {
    const more = (this.#waiting.get(dueAt) ?? 0) - 1;
    if (more > 0) this.#waiting.set(dueAt, more);
    else this.#waiting.delete(dueAt);
  }
}
