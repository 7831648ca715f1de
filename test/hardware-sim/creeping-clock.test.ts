/** Real time goes on while the engine works: each of its readings is later than the last. Nothing of it may run backwards. */
import { expect, test } from "vitest";
import { type Clock, US_PER_MS, VirtualClock } from "../../src/base/index.ts";
import { Engine } from "../../src/hardware-sim/index.ts";

/** More than half of the time between two ticks of a busy engine. */
const CREEP_US = 70 * US_PER_MS;
const ROUNDS = 40;

/** A clock on which each look costs time. */
function creeping(): Clock {
  const clock = new VirtualClock();
  let crept = 0;
  return {
    now: () => {
      crept += CREEP_US;
      return clock.now() + crept;
    },
    utcMs: () => clock.utcMs(),
    timer: <T>(fire: (target: T) => void, target?: T) => clock.timer(fire, target as T),
  };
}

function warmEngine(): Engine {
  const engine = new Engine({
    clock: creeping(),
    model: "hdp5000",
    seed: 1,
    behaviours: { supplies: "unlimited", capabilities: [] },
  });
  engine.truth.core.plant.celsius.fill(175);
  return engine;
}

test("hands at the machine never bring the plant past a tick that is still to come", () => {
  const engine = warmEngine();
  let lastUs = 0;
  for (let round = 0; round < ROUNDS; round++) {
    engine.lab.setRoom(20 + (round % 10));
    const { plantUs, nowUs, nextTickUs } = engine.truth.state;
    expect(plantUs).toBe(nowUs);
    expect(nowUs).toBeGreaterThan(lastUs);
    expect(nextTickUs).toBeGreaterThan(nowUs);
    lastUs = nowUs;
  }
});

test("nor do bytes from the host", () => {
  const engine = warmEngine();
  expect(engine.attach(() => {})).toBe(true);
  for (let round = 0; round < ROUNDS; round++) {
    engine.receive(Uint8Array.of(0x7e));
    const { nowUs, nextTickUs } = engine.truth.state;
    expect(nextTickUs).toBeGreaterThan(nowUs);
  }
});
