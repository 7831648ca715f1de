import { describe, expect, it } from "vitest";
import type { Engine, EngineEvent } from "../../src/hardware-sim/index.ts";
import { FAULT_CODE, STEP_KIND } from "../../src/protocol/index.ts";
import {
  LAB_BYTES_MAX,
  LAB_FAULTS_MAX,
  LAB_POINTS_MAX,
  type LabDeparture,
  LabHistory,
  type LabWorld,
  labRewind,
  noRewind,
} from "../../src/rig/index.ts";

import { type LabObstacle, obstacle } from "../../src/station/index.ts";

const caller = { name: "Sari", role: "operator" } as const;

/** A world whose engine can always be saved, and whose journal has `bytes`. */
class World implements LabWorld {
  now = 0;
  saves = 0;
  forgot = 0;
  bytes = 100;
  refuses: LabObstacle | undefined;
  private readonly waiting: (() => void)[] = [];
  readonly engines = new Map([["P1", { save: () => ({ at: ++this.saves }) } as unknown as Engine]]);
  worldUs = (): number => this.now;
  image = (): Uint8Array | LabObstacle => this.refuses ?? new Uint8Array(this.bytes);
  forgettings = (): number => this.forgot;
  soon = (act: () => void): void => void this.waiting.push(act);

  /** What waited for the end of the engine's work happens. */
  rest(): void {
    for (const act of this.waiting.splice(0)) act();
  }
}

const step = (kind: keyof typeof STEP_KIND): EngineEvent => ({
  type: "stepBegun",
  atUs: 0,
  id: 1,
  kind: STEP_KIND[kind],
  result: 0,
  fault: 0,
});
const fault = (name: keyof typeof FAULT_CODE): EngineEvent => ({ type: "fault", atUs: 0, code: FAULT_CODE[name] });

function begun(): { world: World; history: LabHistory; happens: (event: EngineEvent) => void } {
  const world = new World();
  const history = new LabHistory();
  history.begin(world);
  return {
    world,
    history,
    happens: (event) => {
      world.now += 1_000_000;
      history.hear("P1", event);
      world.rest();
    },
  };
}

describe("saved states", () => {
  it("are taken at the beginning, at each step and at each fault, and of one instant the fault counts", () => {
    const { world, history, happens } = begun();
    expect(history.lastStep).toMatchObject({ kind: "start" });
    happens(step("feed"));
    expect(history.lastStep).toMatchObject({ kind: "step", printer: "P1", what: "feed", worldUs: 1_000_000 });
    history.hear("P1", fault("jamNip"));
    history.hear("P1", step("eject"));
    expect(world.saves).toBe(2);
    world.rest();
    expect(history.lastFault).toMatchObject({ kind: "fault", what: "jamNip" });
    expect(history.lastStep).toBe(history.lastFault);
    history.hear("P1", { type: "tick", atUs: 0 });
    world.rest();
    expect(history.size).toEqual({ points: 3, bytes: 300 });
  });

  it("are bounded in number and in bytes, and the newest faults stay longest", () => {
    const { world, history, happens } = begun();
    for (let i = 0; i < LAB_FAULTS_MAX; i++) happens(fault("jamNip"));
    for (let i = 0; i < 2 * LAB_POINTS_MAX; i++) happens(step("feed"));
    expect(history.size.points).toBe(LAB_POINTS_MAX);
    expect(history.lastFault).toMatchObject({ worldUs: LAB_FAULTS_MAX * 1_000_000 });
    world.bytes = LAB_BYTES_MAX / 4;
    for (let i = 0; i < 9; i++) happens(step("image"));
    expect(history.size.bytes).toBeLessThanOrEqual(LAB_BYTES_MAX);
    expect(history.lastStep).toMatchObject({ what: "image" });
  });

  it("are forgotten when people were", () => {
    const { world, history, happens } = begun();
    happens(fault("jamNip"));
    world.forgot = 1;
    expect([history.lastStep, history.lastFault, history.here]).toEqual([undefined, undefined, undefined]);
  });

  it("nothing of a life that has ended is saved", () => {
    const { world, history } = begun();
    history.hear("P1", step("feed"));
    history.end();
    world.rest();
    expect(history.size.points).toBe(1);
  });
});

describe("the way back", () => {
  const desk = () => {
    const { world, history, happens } = begun();
    const gone: LabDeparture[] = [];
    let work: LabObstacle | undefined;
    const rewind = () =>
      labRewind({ history, worldUs: world.worldUs, busy: () => work, onGo: (one) => void gone.push(one) });
    const works = (words: LabObstacle | undefined): void => {
      work = words;
    };
    return { world, history, happens, gone, rewind, works };
  };

  it("one step, to the fault, again from there: what came after has not happened", () => {
    const { world, history, happens, gone, rewind } = desk();
    for (const kind of ["feed", "encode"] as const) happens(step(kind));
    happens(fault("jamNip"));
    happens(step("eject"));
    const to = rewind().go("fault", undefined, caller);
    expect(to).toMatchObject({ kind: "fault", what: "jamNip", secondsAgo: 1 });
    history.end();
    history.goTo(gone[0]!.point);
    history.begin(world);
    const now = rewind().now();
    expect(now).toMatchObject({ problem: "", again: { what: "jamNip" }, fault: { what: "jamNip" } });
    // From the state that one stands in, one step back is the one before it.
    expect(now.step).toMatchObject({ what: "encode" });
    happens(step("home"));
    expect(rewind().now().step).toMatchObject({ what: "home" });
    expect(rewind().go("again", undefined, caller).id).toBe(to.id);
  });

  it("goes to the state that was seen, refuses one that is gone, and goes once", () => {
    const { happens, gone, rewind, works } = desk();
    happens(step("feed"));
    const seen = rewind().now().step!;
    happens(step("encode"));
    works(obstacle("technician", { printer: "P1" }));
    expect(() => rewind().go("step", seen.id, caller)).toThrow("a technician's work runs at P1");
    expect(rewind().now()).toMatchObject({
      problem: "a technician's work runs at P1: wait for its end",
      obstacle: { code: "technician", params: { printer: "P1" } },
    });
    works(undefined);
    const one = rewind();
    expect(one.go("step", seen.id, caller).id).toBe(seen.id);
    expect(() => one.go("step", seen.id, caller)).toThrow("going back already");
    expect(gone).toHaveLength(1);
    expect(() => rewind().go("step", 99, caller)).toThrow("not kept any more");
    expect(() => rewind().go("again", undefined, caller)).toThrow("nothing that was gone back to");
  });

  it("says why nothing is saved, and goes nowhere where cards are real", () => {
    const { world, happens, rewind } = desk();
    world.refuses = obstacle("oldRuntime", { has: "24.12.0" });
    happens(step("feed"));
    expect(rewind().now().problem).toContain("Node 24.12.0");
    const none = noRewind("realPrinter");
    expect(none.now()).toEqual({
      problem: expect.stringContaining("a real printer belongs to this station"),
      obstacle: { code: "realPrinter", params: {} },
    });
    expect(() => none.go("step", undefined, caller)).toThrow("a real printer");
  });
});
