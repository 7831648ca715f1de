import { createActor, createMachine, SimulatedClock } from "xstate";
import { type Timer, VirtualClock, xstateClock } from "../../src/base/index.ts";
import type { Row } from "../harness.ts";
import { Entity, Sim } from "./simjs.ts";

const TIMERS = 1000;
const PERIOD_MS = 100;
const RUN_MS = 500;

/** 1,000 alarms, each arming itself again every 100 ms, stepped by 1 ms as a user of SimulatedClock must. */
export function bareAlarms(): Row {
  return {
    title: `virtual clock, ${TIMERS} periodic alarms`,
    unit: "alarms",
    contestants: [
      { name: "VirtualClock", units: (TIMERS * RUN_MS) / PERIOD_MS, run: ours },
      { name: "XState SimulatedClock", units: (TIMERS * RUN_MS) / PERIOD_MS, run: simulated },
      { name: "simjs (jumps from alarm to alarm)", units: (TIMERS * RUN_MS) / PERIOD_MS, run: simjs },
    ],
    goals: [8, 5],
    limit: "a bare binary heap does about 4 M alarms/s",
  };
}

function ours(): void {
  const clock = new VirtualClock();
  for (let i = 0; i < TIMERS; i++) {
    const timer: Timer = clock.timer(() => timer.armAfter(PERIOD_MS * 1000));
    timer.armAfter((i % PERIOD_MS) * 1000);
  }
  for (let ms = 0; ms < RUN_MS; ms++) clock.advance(1000);
}

function simulated(): void {
  const clock = new SimulatedClock();
  for (let i = 0; i < TIMERS; i++) {
    const again = (): void => {
      clock.setTimeout(again, PERIOD_MS);
    };
    clock.setTimeout(again, i % PERIOD_MS);
  }
  for (let ms = 0; ms < RUN_MS; ms++) clock.increment(1);
}

class Periodic extends Entity {
  start(): void {
    this.again(Periodic.nextOffset++ % PERIOD_MS);
  }

  static nextOffset = 0;

  private again(afterMs: number): void {
    this.setTimer(afterMs).done(() => this.again(PERIOD_MS));
  }
}

function simjs(): void {
  const sim = new Sim();
  Periodic.nextOffset = 0;
  for (let i = 0; i < TIMERS; i++) sim.addEntity(Periodic);
  sim.simulate(RUN_MS - 1);
}

const blinker = createMachine({
  initial: "off",
  states: { off: { after: { 50: "on" } }, on: { after: { 50: "off" } } },
});
const BLINK_RUN_MS = 200;

/** The same with XState's delayed transitions: 1,000 actors that blink. */
export function delayedTransitions(): Row {
  const units = (TIMERS * BLINK_RUN_MS) / 50;
  return {
    title: `XState delayed transitions, ${TIMERS} actors`,
    unit: "transitions",
    contestants: [
      {
        name: "on VirtualClock",
        units,
        run: () => {
          const clock = new VirtualClock();
          const adapter = xstateClock(clock) as never;
          const actors = Array.from({ length: TIMERS }, () => createActor(blinker, { clock: adapter }).start());
          for (let ms = 0; ms < BLINK_RUN_MS; ms++) clock.advance(1000);
          for (const actor of actors) actor.stop();
        },
      },
      {
        name: "on SimulatedClock",
        units,
        run: () => {
          const clock = new SimulatedClock();
          const actors = Array.from({ length: TIMERS }, () => createActor(blinker, { clock }).start());
          for (let ms = 0; ms < BLINK_RUN_MS; ms++) clock.increment(1);
          for (const actor of actors) actor.stop();
        },
      },
    ],
    goals: [5],
    limit: "XState's own scheduling: a delayed transition costs about three plain events",
  };
}
