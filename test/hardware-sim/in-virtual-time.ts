/** Promises in virtual time: the clock goes on while a piece of work is waited for. */
import type { VirtualClock } from "../../src/base/index.ts";
import type { Engine } from "../../src/hardware-sim/index.ts";
import type { Connect } from "../../src/protocol/index.ts";
import { ConsoleSession } from "../../src/station/index.ts";

/** Lets time pass, `stepUs` at a time, until the work is over. */
export async function inVirtualTime<T>(clock: VirtualClock, work: Promise<T>, stepUs = 1_000): Promise<T> {
  let over = false;
  const watched = work.finally(() => {
    over = true;
  });
  watched.catch(() => {});
  while (!over) {
    await new Promise((done) => setImmediate(done));
    if (!over) clock.advance(stepUs);
  }
  return watched;
}

/** A way to dial an engine's console without any line between. */
export function consoleOf(engine: Engine): Connect {
  const connect: Connect = (events) => {
    let open = true;
    const receive = engine.openConsole((bytes) => {
      if (open) events.onData(bytes);
    });
    events.onOpen({
      write: (bytes) => {
        if (open) receive(bytes);
      },
      close: () => {
        open = false;
      },
    });
    return {
      cancel: () => {
        open = false;
      },
    };
  };
  return Object.assign(connect, { url: "mem:" });
}

export const sessionAt = (engine: Engine, clock: VirtualClock): Promise<ConsoleSession> =>
  ConsoleSession.open({ url: "mem:", clock, connect: consoleOf(engine) });
