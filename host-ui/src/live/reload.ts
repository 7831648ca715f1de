/** When the page replaces itself: a new build is served, or its own clockwork stood still. Never into a dead station. */

/** If the page's tick was away this long, the machine slept or the page hung: start afresh. */
export const FROZEN_MS = 30_000;
/** Remembers in the tab which build was reloaded for, so that a proxy serving an old page cannot make an endless loop. */
export const RELOADED_KEY = "cetak.reloadedFor";

export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export class BuildWatch {
  readonly #memory: Memory;
  readonly #reload: () => void;
  #first: string | undefined;

  constructor(memory: Memory, reload: () => void) {
    this.#memory = memory;
    this.#reload = reload;
  }

  /** The station says which page it serves. The first word is taken as this page's own. */
  heard(build: string): void {
    this.#first ??= build;
    if (build === this.#first || this.#memory.getItem(RELOADED_KEY) === build) return;
    this.#memory.setItem(RELOADED_KEY, build);
    this.#reload();
  }
}

/** Watches the gaps between ticks. */
export class FreezeWatch {
  #lastMs: number | undefined;

  /** True when this tick comes so late that the page should start afresh. */
  tick(nowMs: number): boolean {
    const late = this.#lastMs !== undefined && nowMs - this.#lastMs >= FROZEN_MS;
    this.#lastMs = nowMs;
    return late;
  }
}
