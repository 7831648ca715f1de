import { describe, expect, test } from "vitest";
import {
  ADC_COUNTS_MAX,
  ADC_OPEN_COUNTS,
  ADC_SHORT_COUNTS,
  celsiusToCounts,
  countsToCelsius,
  healthyThermistor,
  readCelsius,
  readCounts,
} from "../../src/thermal/index.ts";

const lsb = (celsius: number): number => {
  const counts = celsiusToCounts(celsius);
  return countsToCelsius(counts) - countsToCelsius(counts + 1);
};

describe("thermistor", () => {
  test("one count is worth what the divider says", () => {
    expect(lsb(165)).toBeCloseTo(0.066, 2);
    expect(lsb(25)).toBeCloseTo(0.13, 2);
    expect(lsb(230)).toBeCloseTo(0.195, 2);
  });

  test("25 degC is 100 k under 4k7", () => {
    expect(celsiusToCounts(25)).toBe(Math.round((4095 * 100) / 104.7));
  });

  test("a reading is within half a count of the truth, from cold store to cut-off", () => {
    for (let celsius = -15; celsius <= 260; celsius += 0.37) {
      expect(Math.abs(readCelsius(healthyThermistor(), celsius) - celsius)).toBeLessThanOrEqual(
        0.51 * lsb(celsius) + 1e-9,
      );
    }
  });

  test("what is remembered of a temperature is what the divider gives, on every edge between two counts too", () => {
    const divider = (celsius: number): number => {
      const ohm = 100_000 * Math.exp(3950 * (1 / (celsius + 273.15) - 1 / 298.15));
      return Math.round((ADC_COUNTS_MAX * ohm) / (ohm + 4700));
    };
    for (let counts = 200; counts < 4000; counts += 7) {
      // Half a count further the reading changes.
      const ohm = (4700 * (counts + 0.5)) / (ADC_COUNTS_MAX - counts - 0.5);
      const edge = 1 / (1 / 298.15 + Math.log(ohm / 100_000) / 3950) - 273.15;
      for (const off of [-0.01, -1e-3, -1e-9, 1e-9, 1e-3, 0.01]) {
        expect(celsiusToCounts(edge + off)).toBe(divider(edge + off));
        expect(celsiusToCounts(edge + off)).toBe(divider(edge + off));
      }
    }
  });

  test("counts fall as it gets hotter, and no plausible roller comes near the rails", () => {
    expect(celsiusToCounts(-15)).toBeLessThan(ADC_OPEN_COUNTS);
    expect(celsiusToCounts(300)).toBeGreaterThan(ADC_SHORT_COUNTS);
    expect(celsiusToCounts(-300)).toBe(ADC_COUNTS_MAX);
    for (let counts = 2; counts < ADC_COUNTS_MAX; counts++) {
      expect(countsToCelsius(counts)).toBeLessThan(countsToCelsius(counts - 1));
    }
  });

  test("broken ones: open at the top rail, short at the bottom, detached shows the air, ageing shifts", () => {
    expect(readCounts({ ...healthyThermistor(), fault: "open" }, 165)).toBe(ADC_COUNTS_MAX);
    expect(readCounts({ ...healthyThermistor(), fault: "short" }, 165)).toBe(0);
    expect(readCelsius({ ...healthyThermistor(), fault: "detached", detachedCelsius: 60 }, 165)).toBeCloseTo(60, 0);
    expect(readCelsius({ ...healthyThermistor(), offsetKelvin: -2 }, 165)).toBeCloseTo(163, 0);
  });
});
