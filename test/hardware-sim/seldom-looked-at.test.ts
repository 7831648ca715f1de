import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { INJECTABLE } from "../../src/hardware-sim/index.ts";
import { mendParameters } from "../../src/hardware-sim/memory-watch.ts";
import { notePath } from "../../src/hardware-sim/status.ts";
import { BIN_MASK, binBits, SUPPLY_MASK, supplyBits } from "../../src/hardware-sim/supplies.ts";
import { applySurroundings } from "../../src/hardware-sim/surroundings.ts";
import { FIELD, STEP_PHASE } from "../../src/protocol/index.ts";
import { autopilot, type RawHost } from "./raw-host.ts";
import { warm } from "./warm-host.ts";

/**
 * What an engine did not notice at once, by looking at everything at each tick: its path's status, supplies that are not as its faults say,
 * parameters out of range, and what acts on the plant.
 */
class Latecomers {
  readonly found: string[] = [];
  ticks = 0;
  private suppliesOff = 0;

  constructor(host: RawHost, what: string) {
    host.engine.onEvent = (event) => {
      if (event.type !== "tick" || host.link.state !== "up" || host.path.length === 0) return;
      this.ticks++;
      const { core } = host.engine.truth;
      const held = [...host.path];
      if (notePath(core, held)) this.mustHear(host, held, `${what}: path at ${event.atUs}`);
      const { faultLow, faultHigh } = core.state.ram;
      const off = supplyBits(core) !== (faultLow & SUPPLY_MASK) || binBits(core) !== (faultHigh & BIN_MASK);
      // What a step uses up, the next tick's look at the supplies finds.
      this.suppliesOff = off ? this.suppliesOff + 1 : 0;
      if (this.suppliesOff > 1) this.found.push(`${what}: supplies at ${event.atUs}`);
      if (mendParameters(core) >= 0) this.found.push(`${what}: parameters at ${event.atUs}`);
      const before = { ...core.inputs };
      const seenAt = core.surroundingsSeenAt;
      applySurroundings(core);
      if (!isDeepStrictEqual(before, core.inputs)) this.found.push(`${what}: surroundings at ${event.atUs}`);
      Object.assign(core.inputs, before);
      core.surroundingsSeenAt = seenAt;
    };
  }

  /** Within this instant: a tick that a command brings on is heard once the command has been taken. */
  private mustHear(host: RawHost, held: readonly number[], what: string): void {
    const heardBefore = host.pathCount;
    const timer = host.clock.timer(() => {
      const same = held.every((value, at) => at === FIELD.status_path.clock || value === host.path[at]);
      if (!same && host.pathCount < heardBefore + 2) this.found.push(what);
    });
    timer.armAfter(0);
  }
}

test("whatever strikes while a card is printed, nothing that is looked at seldom is ever behind", () => {
  let ticks = 0;
  for (const fault of INJECTABLE) {
    const host = warm();
    const late = new Latecomers(host, fault);
    const random = new Random(fault);
    autopilot(host, "JOB");
    host.clock.advance(random.int(15_000_000));
    host.engine.lab.inject(fault, { durationS: 20 });
    host.clock.advance(40_000_000);
    expect(late.found).toEqual([]);
    ticks += late.ticks;
  }
  expect(ticks).toBeGreaterThan(200 * INJECTABLE.length);
});

test("nor while a card waits before a roller that cools, until the fan may rest", () => {
  const host = warm();
  const late = new Latecomers(host, "cold");
  autopilot(host, "JOB");
  host.send("roller_set", { decicelsius: 0 });
  host.clock.advance(45_000_000);
  expect(host.path[FIELD.status_path.step_phase]).toBe(STEP_PHASE.heating);
  host.clock.advance(5_400_000_000);
  expect(host.heat[FIELD.status_heat.fan_permille]).toBeLessThan(1000);
  expect(late.found).toEqual([]);
});

test("nor behind any hand at the machine", () => {
  const random = new Random("hands");
  const hands: readonly ((host: RawHost) => void)[] = [
    ({ engine }) => engine.lab.openCover(),
    ({ engine }) => engine.lab.closeCover(),
    ({ engine }) => engine.lab.setRoom(20 + random.int(15)),
    ({ engine }) => engine.lab.setAirflow(random.int(10) / 10),
    ({ engine }) => engine.lab.setBlanks(random.int(3)),
    ({ engine }) => engine.lab.loadRibbon(random.chance(0.5) ? undefined : "none"),
    ({ engine }) => engine.lab.loadFilm(),
    ({ engine }) => engine.lab.setLeft("ribbon", random.int(2)),
    ({ engine }) => engine.lab.setLeft("film", random.int(2)),
    ({ engine }) => engine.lab.removeCard(),
    ({ engine }) => engine.lab.setMains(random.chance(0.5) ? 150 : 225),
    ({ engine }) => engine.lab.cutMains(),
    ({ engine }) => engine.lab.restoreMains(),
  ];
  for (let turn = 0; turn < 60; turn++) {
    const host = warm();
    const late = new Latecomers(host, `turn ${turn}`);
    autopilot(host, "JOB");
    for (let i = 0; i < 4; i++) {
      host.clock.advance(random.int(9_000_000));
      hands[random.int(hands.length)]!(host);
    }
    host.clock.advance(30_000_000);
    expect(late.found).toEqual([]);
  }
});
