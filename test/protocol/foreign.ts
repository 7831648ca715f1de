/** What the tests of probe and rules share: a foreign engine on a wire in memory, and virtual time that goes from event to event while a promise waits. */
import { VirtualClock } from "../../src/base/index.ts";
import { type MemPair, type MemPairOptions, memPair } from "../../src/protocol/index.ts";
import { type Flaw, ForeignEngine } from "./foreign-engine.ts";

export async function drive<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let over = false;
  const done = promise.finally(() => {
    over = true;
  });
  done.catch(() => {});
  while (!over) {
    if (clock.nextDueAt() >= 0) clock.runNext();
    await new Promise((turn) => setImmediate(turn));
  }
  return done;
}

export interface Foreign {
  readonly clock: VirtualClock;
  readonly pair: MemPair;
}

export function foreign(options: MemPairOptions & { flaw?: Flaw | undefined; sequence?: number } = {}): Foreign {
  const clock = new VirtualClock();
  const pair = memPair(clock, options);
  const engine = new ForeignEngine({
    clock,
    write: (bytes) => pair.engineSide.write(bytes),
    flaw: options.flaw,
    ...(options.sequence === undefined ? {} : { sequence: options.sequence }),
  });
  pair.engineSide.attach(
    (bytes) => engine.receive(bytes),
    (present) => {
      if (present) engine.newHost();
    },
  );
  return { clock, pair };
}
