import { describe, expect, test } from "vitest";
import { THERMAL_PROFILES } from "../../src/thermal/index.ts";
import { DOUBT_COUNT, DOUBTED, soakByDoubt } from "../../src/thermal/soak-doubts.ts";
import { SoakFilter } from "../../src/thermal/soak-filter.ts";
import { SOAK, SOAK_COUNT, type SoakInputs, soakSlopes } from "../../src/thermal/soak-model.ts";

const X = Float64Array.of(71, 58, 48, 66, 31, 0.4);
const INPUTS: SoakInputs = {
  coreCelsius: 181,
  surfaceCelsius: 163,
  fan: 0.9,
  imagingShare: 0.7,
  nipShare: 0,
  printingShare: 1,
};
const STEP = 1e-6;

describe("doubts", () => {
  test.each([
    ["hdp5000", 1],
    ["hdp5000", 0],
    ["sr300", 1],
  ] as const)("%s, working %d: each parameter moves the slopes as its column says", (name, printingShare) => {
    const profile = THERMAL_PROFILES[name];
    const u = { ...INPUTS, printingShare, imagingShare: 0.7 * printingShare };
    const [before, after] = [new Float64Array(SOAK_COUNT), new Float64Array(SOAK_COUNT)];
    soakSlopes(before, X, profile, u);
    const columns = new Float64Array(SOAK_COUNT * DOUBT_COUNT);
    soakByDoubt(columns, X, profile, u, before);
    DOUBTED.forEach((key, k) => {
      soakSlopes(after, X, { ...profile, [key]: profile[key] * (1 + STEP) }, u);
      for (let i = 0; i < SOAK_COUNT; i++) {
        const measured = (after[i]! - before[i]!) / STEP;
        expect(Math.abs(columns[i * DOUBT_COUNT + k]! - measured), `${key}, row ${i}`).toBeLessThan(1e-6);
      }
    });
  });

  test("through an open cover nothing is learnt of room, airflow and machine, and the temperatures follow", () => {
    const filter = new SoakFilter(THERMAL_PROFILES.hdp5000);
    filter.start(165, 60);
    const kept = filter.x.slice(SOAK.room);
    const zone = filter.x[SOAK.hotZone]!;
    for (let i = 0; i < 60; i++) {
      const before = filter.x[SOAK.head]!;
      filter.predict({ ...INPUTS, coreCelsius: 90, surfaceCelsius: 85, imagingShare: 0, printingShare: 0 }, 2, true);
      filter.measure(60 - 0.1 * i, before, true);
    }
    expect(filter.x.slice(SOAK.room)).toEqual(kept);
    expect(filter.x[SOAK.hotZone]!).toBeLessThan(zone - 3);
  });

  test("what nothing was seen of stays doubtful: uncertainty falls with readings and is never below nought", () => {
    const filter = new SoakFilter(THERMAL_PROFILES.sr300);
    filter.start(115, 55);
    const first = filter.exitSigma();
    for (let i = 0; i < 300; i++) {
      const before = filter.x[SOAK.head]!;
      filter.predict({ ...INPUTS, imagingShare: 0.5 }, 2, false);
      filter.measure(filter.x[SOAK.head]!, before, false);
    }
    expect(filter.exitSigma()).toBeLessThan(0.8 * first);
    expect(filter.exitSigma()).toBeGreaterThan(0.1);
  });
});
