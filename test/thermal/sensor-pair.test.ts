import { expect, test } from "vitest";
import { DISAGREE_SECONDS, newSensorPair, stepSensorPair } from "../../src/thermal/index.ts";

test("two sensors disagree when they are apart for long enough, whichever is the higher", () => {
  for (const [one, other] of [
    [165, 152],
    [152, 165],
  ] as const) {
    const pair = newSensorPair();
    for (let ticks = 1; ticks < DISAGREE_SECONDS * 10 - 1; ticks++)
      expect(stepSensorPair(pair, one, other, 0.1)).toBe(false);
    expect([stepSensorPair(pair, one, other, 0.1), stepSensorPair(pair, one, other, 0.1)]).toContain(true);
  }
});

test("a short excursion, and a difference that sound sensors show, are none", () => {
  const pair = newSensorPair();
  for (let second = 0; second < 100; second++) {
    for (let tick = 0; tick < 20; tick++) expect(stepSensorPair(pair, 165, 140, 0.1)).toBe(false);
    expect(stepSensorPair(pair, 165, 154, 0.1)).toBe(false);
  }
});
