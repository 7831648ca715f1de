import { type Clock, type Timer, US_PER_MS } from "./clock.ts";

/** The two functions that XState's `clock` option wants, in milliseconds, on a {@link Clock}. */
export interface XStateClock {
  setTimeout(fire: (...args: unknown[]) => void, ms: number): Timer;
  clearTimeout(timer: Timer | undefined): void;
}

const known = new WeakMap<Clock, XStateClock>();

/** Lets delayed transitions run on any {@link Clock}: each enters its state at its own due time, also when chained. One for each clock, shared by all charts on it. */
export function xstateClock(clock: Clock): XStateClock {
  const made = known.get(clock) ?? makeClock(clock);
  known.set(clock, made);
  return made;
}

function makeClock(clock: Clock): XStateClock {
  return {
    setTimeout(fire, ms) {
      const timer = clock.timer(fire as () => void);
      timer.armAfter(ms * US_PER_MS);
      return timer;
    },
    clearTimeout(timer) {
      timer?.cancel();
    },
  };
}
