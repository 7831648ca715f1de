import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  newRelay,
  RELAY_BAND_KELVIN,
  RELAY_CYCLES_MIN,
  RELAY_CYCLES_SKIPPED,
  type RelayFinding,
  relayFinding,
  relayGains,
  stepRelay,
} from "../../src/thermal/index.ts";

/** A reading that swings by itself, whatever the relay does: what is measured is then known. */
function swing(amplitude: number, period: number, cycles: number): RelayFinding | undefined {
  const relay = newRelay(165);
  for (let tick = 0; tick < (cycles + 0.8) * period * 10; tick++) {
    const seconds = tick / 10;
    stepRelay(relay, seconds, 162.5 + amplitude * Math.sin((2 * Math.PI * seconds) / period));
  }
  return relayFinding(relay, 1);
}

describe("the relay", () => {
  test("switches off at the temperature and on 5 K below, and nowhere between", () => {
    const relay = newRelay(165);
    const readings = [20, 164.9, 165, 166, 161, 160.1, 160, 158, 164.9, 165];
    expect(readings.map((reading, i) => stepRelay(relay, i, reading))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(relay.cycles).toEqual([{ periodSeconds: 7, amplitudeKelvin: 4, heatingSeconds: 3 }]);
  });

  test("finds amplitude and period of any swing that is wider than its band", () => {
    fc.assert(
      fc.property(
        fc.double({ min: RELAY_BAND_KELVIN / 2 + 0.2, max: 20, noNaN: true }),
        fc.double({ min: 20, max: 200, noNaN: true }),
        (amplitude, period) => {
          const found = swing(amplitude, period, RELAY_CYCLES_SKIPPED + 5)!;
          expect(found.cycles).toBeGreaterThanOrEqual(RELAY_CYCLES_MIN);
          expect(Math.abs(found.amplitudeKelvin - amplitude)).toBeLessThan(0.02 * amplitude);
          expect(Math.abs(found.periodSeconds - period)).toBeLessThan(0.2);
          expect(found.gainPerKelvin).toBeCloseTo(4 / (Math.PI * found.amplitudeKelvin), 9);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("says nothing from too few oscillations", () => {
    expect(swing(5, 80, RELAY_CYCLES_SKIPPED + RELAY_CYCLES_MIN - 1)).toBeUndefined();
    expect(swing(5, 80, RELAY_CYCLES_SKIPPED + RELAY_CYCLES_MIN)?.cycles).toBe(RELAY_CYCLES_MIN);
  });

  test("weak mains count: the gain is that of nominal power", () => {
    const relay = newRelay(165);
    for (let i = 0; i < 6000; i++) stepRelay(relay, i / 10, 162.5 + 5 * Math.sin(i / 100));
    const ratio = relayFinding(relay, 0.7225)!.gainPerKelvin / relayFinding(relay, 1)!.gainPerKelvin;
    expect(ratio).toBeCloseTo(0.7225, 9);
  });

  test("the gains of Klipper's rule, and gentler ones", () => {
    const found = { ...swing(5.38, 80, 8)!, gainPerKelvin: 0.237, periodSeconds: 79.8 };
    const klipper = relayGains(found, "klipper");
    expect(klipper.kp).toBeCloseTo(0.1422, 4);
    expect(klipper.ki).toBeCloseTo(0.003564, 5);
    expect(klipper.kd).toBeCloseTo(1.4184, 3);
    const gentle = relayGains(found, "gentle");
    expect(gentle.kp).toBeCloseTo(0.0995, 3);
    expect(gentle.ki).toBeCloseTo(0.00119, 4);
    expect(gentle.kd).toBeCloseTo(0.993, 2);
  });
});
