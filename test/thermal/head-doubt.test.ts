import { expect, test } from "vitest";
import { cardExitCelsius, HDP5000, SoakEstimator } from "../../src/thermal/index.ts";

/** An hour of a soaked machine, then the head's sensor says something else for a while. */
function exitAfter(headCelsius: number, seconds: number): { before: number; after: number } {
  const estimator = new SoakEstimator(HDP5000);
  let nowUs = 0;
  const feed = (head: number): void => {
    nowUs += 1_000_000;
    estimator.update({
      nowUs,
      rollerCelsius: 165,
      headCelsius: head,
      duty: 0.25,
      mainsVolt: 230,
      fanPermille: 1000,
      imaging: false,
      transferring: false,
      working: false,
    });
  };
  for (let s = 0; s < 3600; s++) feed(65);
  const exit = (): number => {
    const { hotZoneCelsius, platenCelsius } = estimator.view;
    expect(hotZoneCelsius).toBeLessThan(100);
    return cardExitCelsius(HDP5000, estimator.cardCelsius, 165, platenCelsius);
  };
  const before = exit();
  for (let s = 0; s < seconds; s++) feed(headCelsius);
  return { before, after: exit() };
}

test("a head temperature that jumps is not believed: a hot machine does not look cold", () => {
  const { before, after } = exitAfter(0, 60);
  expect(before).toBeGreaterThan(70);
  expect(after).toBeGreaterThan(before - 1);
});

test("what a head can really do is believed", () => {
  const { before, after } = exitAfter(63, 240);
  expect(after).toBeLessThan(before - 0.2);
});
