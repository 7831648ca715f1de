import type { Contestant } from "../harness.ts";

const ROUNDS = 2_000;
const NUMBERS = 64;
const KEYS = 16;

interface Note {
  readonly at: number;
  readonly value: number;
  readonly next: Note | undefined;
}

/**
 * A loop that never changes, made of what our own code is made of: arithmetic on typed arrays, small objects, calls through
 * a table, a map. What a machine takes for a piece of our code is told in this loop's time, so that a slow machine is no slow code.
 * Whoever changes it must measure all budgets anew.
 */
export function calibration(): Contestant {
  const numbers = new Float64Array(NUMBERS).fill(1);
  const bytes = new Uint8Array(256);
  const counts = new Map<number, number>();
  const actions: readonly ((n: Note) => number)[] = [
    ({ value }) => value * 0.5,
    ({ at, value }) => value + at * 1e-9,
    ({ next, value }) => (next === undefined ? value : value - next.value * 1e-6),
  ];
  let seen = 0;
  return {
    name: "calibration loop",
    units: ROUNDS,
    run: () => {
      let last: Note | undefined;
      for (let round = 0; round < ROUNDS; round++) {
        let sum = 0;
        for (let i = 0; i < NUMBERS; i++) {
          sum += numbers[i]! * 0.999;
          numbers[i] = sum * 1e-3 + 1;
        }
        bytes[round & 255] = (bytes[(round * 7) & 255]! ^ round) & 0xff;
        last = { at: round, value: sum, next: round % 50 === 0 ? undefined : last };
        seen += actions[round % actions.length]!(last);
        const key = round % KEYS;
        counts.set(key, (counts.get(key) ?? 0) + bytes[round & 255]!);
      }
      if (!Number.isFinite(seen) || counts.size !== KEYS) throw new Error("the calibration loop computed nonsense");
    },
  };
}
