/** Heat for one card as late as it can come, and the gate that goes by the same forecast. */
import { describe, expect, test } from "vitest";
import {
  HDP5000,
  hearHint,
  justInTimeGateOpen,
  NO_HINT,
  newJustInTime,
  SR300,
  stepJustInTime,
  type ThermalProfile,
  watchRoller,
} from "../../src/thermal/index.ts";
import { type CardRecord, Machine } from "./machine.ts";

const ticksToNip = (p: ThermalProfile): number => Math.round((p.cycleSeconds - p.nipEntryBeforeEndSeconds) * 10);

interface Worked {
  readonly cards: readonly CardRecord[];
  /** Lowest surface between the first card and the last, degC. */
  readonly coldest: number;
}

/** Cards with waits of so many seconds before them, in turn; each is announced when its wait begins. */
function work(profile: ThermalProfile, truth: ThermalProfile, waits: readonly number[], cards: number): Worked {
  const machine = new Machine({ profile, truth, roomCelsius: 30, airflow: 0.6 });
  machine.gate = true;
  let startAt = 2200;
  let coldest = Number.POSITIVE_INFINITY;
  machine.onTick = () => {
    if (machine.cards.length > 0) coldest = Math.min(coldest, machine.node("surface"));
  };
  machine.announcedTick = startAt + ticksToNip(profile);
  while (machine.cards.length < cards || machine.cycle >= 0) {
    if (machine.cycle < 0 && machine.tick >= startAt) machine.startCard();
    const before = machine.cycle;
    machine.step();
    if (before >= 0 && machine.cycle < 0) {
      startAt = machine.tick + waits[machine.cards.length % waits.length]! * 10;
      machine.announcedTick = startAt + ticksToNip(profile);
    }
  }
  return { cards: machine.cards, coldest };
}

const lowest = (cards: readonly CardRecord[]): number => Math.min(...cards.map((card) => card.minSurface));
const highest = (cards: readonly CardRecord[]): number => Math.max(...cards.map((card) => card.maxSurface));

describe("just in time", () => {
  test.each([
    ["in succession", [0]],
    ["paced", [20]],
    ["after long pauses", [120]],
    ["in bursts", [0, 0, 0, 0, 0, 600]],
  ] as const)("cards %s: inside the window, and after some cards hardly above its lower edge", (_words, waits) => {
    for (const profile of [HDP5000, SR300]) {
      const { cards } = work(profile, profile, waits, 24);
      expect(lowest(cards)).toBeGreaterThanOrEqual(160);
      expect(highest(cards)).toBeLessThan(168);
      const settled = cards.slice(14).filter((_, i) => waits.length === 1 || (i + 14) % waits.length > 1);
      for (const { minSurface } of settled) expect(minSurface).toBeLessThan(160.8);
    }
  });

  test.each([
    ["heaterWatt", 0.9],
    ["heaterWatt", 1.1],
    ["coreJoulePerKelvin", 1.1],
    ["surfaceJoulePerKelvin", 0.9],
    ["coreToSurface", 0.9],
    ["thermistorLagSeconds", 1.1],
    ["cardJoulePerKelvin", 1.1],
    ["cardShareSurface", 0.9],
  ] as const)("a machine whose %s is %d of what the firmware believes: every transfer inside the window", (key, by) => {
    for (const profile of [HDP5000, SR300]) {
      const truth = { ...profile, [key]: profile[key] * by };
      for (const waits of [[0], [20]]) {
        const { cards } = work(profile, truth, waits, 20);
        expect(lowest(cards)).toBeGreaterThanOrEqual(160);
        expect(highest(cards)).toBeLessThan(169);
      }
    }
  });

  test("a roller that waits for its card is left to cool", () => {
    const { coldest } = work(HDP5000, HDP5000, [300], 6);
    expect(coldest).toBeLessThan(130);
    expect(coldest).toBeGreaterThan(100);
  });
});

describe("on its own", () => {
  /** A roller that reads so for a minute, then asked for a card in so many seconds. */
  function asked(readingCelsius: number, secondsToNip: number): { duty: number; open: boolean } {
    const state = newJustInTime();
    for (let i = 0; i < 600; i++) watchRoller(state, HDP5000, readingCelsius, 50, 230, NO_HINT);
    const duty = stepJustInTime(state, HDP5000, { secondsToNip, inNipSeconds: -1 }, 160);
    return { duty, open: justInTimeGateOpen(state, HDP5000, 160, 170) };
  }

  test("no card, or one far off: no heat; a cold roller and a card soon: heat, and the gate shut", () => {
    expect(asked(100, -1)).toEqual({ duty: 0, open: false });
    expect(asked(100, 235)).toEqual({ duty: 0, open: false });
    expect(asked(100, 3600)).toEqual({ duty: 0, open: false });
    expect(asked(100, 20)).toEqual({ duty: 1, open: false });
  });

  test("above the window nothing is heated, whatever is expected, and no card is let in", () => {
    expect(asked(171, 0)).toEqual({ duty: 0, open: false });
  });

  test("before the first reading neither heat nor gate", () => {
    const state = newJustInTime();
    expect(stepJustInTime(state, HDP5000, { secondsToNip: 0, inNipSeconds: -1 }, 160)).toBe(0);
    expect(justInTimeGateOpen(state, HDP5000, 160, 170)).toBe(false);
  });

  test("a host that is back and believes in another hot zone: some of the first margin is kept again", () => {
    const sure = () => {
      const state = newJustInTime();
      state.lessons = state.lessons.map((lesson) => ({ ...lesson, seen: true, doubt: 0 }));
      hearHint(state, { zoneCelsius: 54, cardCelsius: 42 }, true);
      watchRoller(state, HDP5000, 162, 50, HDP5000.mainsVolt, NO_HINT);
      return state;
    };
    /** Coldest core on which a card may enter at a surface of 162 degC. */
    const coldestCore = (state: ReturnType<typeof sure>): number => {
      for (let coreCelsius = 170; coreCelsius < 220; coreCelsius += 0.1) {
        Object.assign(state.sight, { coreCelsius, surfaceCelsius: 162 });
        if (justInTimeGateOpen(state, HDP5000, 160, 170)) return coreCelsius;
      }
      return Number.POSITIVE_INFINITY;
    };
    const heard = (zoneCelsius: number, anew: boolean) => {
      const state = sure();
      hearHint(state, { zoneCelsius, cardCelsius: 42 }, anew);
      return coldestCore(state);
    };
    const usual = coldestCore(sure());
    expect(usual).toBeLessThan(200);
    expect(heard(54.5, true)).toBe(usual);
    // One that has been there all the time may have seen a long rest.
    expect(heard(50, false)).toBe(usual);
    expect(heard(-273.1, true)).toBe(usual);
    expect(heard(59.7, true)).toBeGreaterThan(usual + 0.5);
  });
});
