import { expect, test } from "vitest";
import type { PaceSample } from "../../src/controller/index.ts";
import { DEFAULT_SETTINGS } from "../../src/controller/settings.ts";
import { thermalPacer } from "../../src/controller/thermal-pacer.ts";
import type { HeatMemory } from "../../src/thermal/index.ts";

const WARM: PaceSample = {
  nowUs: 0,
  rollerCelsius: 160,
  headCelsius: 58,
  duty: 0.2,
  mainsVolt: 230,
  fanPermille: 1000,
  imaging: false,
  transferring: false,
  working: true,
};

/** An hour of cards in an office with weak air. */
function work(pacer: ReturnType<typeof thermalPacer>, fromSeconds: number): void {
  for (let s = 0; s < 3600; s++) {
    const transferring = s % 54 > 45;
    pacer.update({ ...WARM, nowUs: (fromSeconds + s) * 1e6, transferring, headCelsius: 58 + s / 400 });
  }
}

test("a pacer goes on with what is remembered of the machine that it meets, and learns of strangers from the beginning", () => {
  const first = thermalPacer(DEFAULT_SETTINGS);
  first.meet?.("A1");
  expect(first.learnt?.(), "nothing was read yet").toBeUndefined();
  first.update(WARM);
  expect(first.learnt?.(), "no card was made").toBeUndefined();
  work(first, 1);
  const learnt = first.learnt?.();
  expect(learnt?.serial).toBe("A1");
  const known = first.airflow?.()?.sigma ?? 1;
  expect(known).toBeLessThan(0.2);

  const asked: string[] = [];
  const recall = (serial: string): HeatMemory | undefined => {
    asked.push(serial);
    return serial === "A1" ? { atUs: 0, numbers: learnt!.numbers } : undefined;
  };
  const next = thermalPacer(DEFAULT_SETTINGS, recall);
  // A status may come before anybody knows whose it is.
  next.update(WARM);
  expect(next.airflow?.()?.sigma).toBeGreaterThan(0.3);
  next.meet?.("A1");
  next.update({ ...WARM, nowUs: 100_000 });
  expect(next.airflow?.()?.sigma).toBeLessThan(known + 0.05);
  next.meet?.("A1");
  expect(asked, "the same machine again is nothing new").toEqual(["A1"]);

  next.meet?.("B2");
  expect(next.airflow?.()).toBeUndefined();
  next.update({ ...WARM, nowUs: 200_000 });
  expect(next.airflow?.()?.sigma).toBeGreaterThan(0.3);
});
