import { describe, expect, test } from "vitest";
import {
  cardClass,
  cardEntryCelsius,
  cardExitCelsius,
  cardQuality,
  cardSurfaceWatt,
  filmSurfaceCelsius,
  HDP5000,
  stalledCardCelsius,
} from "../../src/thermal/index.ts";

describe("card law", () => {
  test("the published window: 160 with a card of 28 gives a film surface of 110, 150 gives 104", () => {
    expect(filmSurfaceCelsius(28, 160)).toBeCloseTo(109.84, 2);
    expect(filmSurfaceCelsius(28, 150)).toBeCloseTo(103.64, 2);
    expect(cardQuality(60, filmSurfaceCelsius(28, 160))).toBe("good");
    expect(cardQuality(60, filmSurfaceCelsius(28, 150))).toBe("peelRisk");
  });

  test("a card takes 165 J at 165 degC from a surface 125 K hotter", () => {
    expect(cardSurfaceWatt(HDP5000, 40, 165) * HDP5000.nipSeconds).toBeCloseTo(165, 6);
  });

  test("entry and exit are weighted means", () => {
    expect(cardEntryCelsius(60, 40)).toBeCloseTo(49, 9);
    expect(cardExitCelsius(HDP5000, 50, 165, 70)).toBeCloseTo(50 + 0.22 * 115 + 0.09 * 20, 9);
    expect(cardExitCelsius(HDP5000, 50, 50, 50)).toBe(50);
  });

  test.each([
    [71.9, 108, "good", "good"],
    [72, 108, "curl", "marginal"],
    [79.99, 108, "curl", "marginal"],
    [80, 108, "warp", "spoilt"],
    [94.99, 99, "warp", "spoilt"],
    [95, 108, "melt", "spoilt"],
    [60, 107.9, "peelRisk", "marginal"],
    [60, 100, "peelRisk", "marginal"],
    [75, 99.9, "peel", "spoilt"],
  ] as const)("exit %d, film %d: %s, %s", (exit, film, quality, kind) => {
    expect(cardQuality(exit, film)).toBe(quality);
    expect(cardClass(quality)).toBe(kind);
  });

  test("stall in the nip: the table at its own conditions, warp within 2 s, melt at 3", () => {
    const at = (s: number): number => stalledCardCelsius(HDP5000, 35, 165, 60, s);
    expect([0.5, 1, 2, 3, 5, 10, 20].map(at)).toEqual([61, 72, 87, 97, 108, 122, 132].map((v) => expect.closeTo(v, 9)));
    expect(cardQuality(at(1.5), 120)).toBe("curl");
    expect(cardQuality(at(2), 120)).toBe("warp");
    expect(cardQuality(at(3), 120)).toBe("melt");
    expect(at(60)).toBe(at(20));
    expect(stalledCardCelsius(HDP5000, 55, 165, 60, 2)).toBeGreaterThan(at(2));
  });
});
