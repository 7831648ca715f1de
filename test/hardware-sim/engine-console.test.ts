import { expect, test } from "vitest";
import { CONSOLE_LINES_MAX, EngineConsole } from "../../src/hardware-sim/console.ts";

test("the console keeps its newest lines, oldest first, and tells readers each line as it comes", () => {
  const said = new EngineConsole();
  const heard: string[] = [];
  const lineOf = (i: number): string => `[${(i / 10).toFixed(3)}] line ${i}`;
  const print = (from: number, to: number): void => {
    for (let i = from; i < to; i++) said.print(i * 100_000, `line ${i}`);
  };
  print(0, 3);
  expect(said.lines).toEqual([0, 1, 2].map(lineOf));
  const enough = said.follow((line) => heard.push(line));
  print(3, CONSOLE_LINES_MAX + 7);
  enough();
  print(CONSOLE_LINES_MAX + 7, CONSOLE_LINES_MAX + 9);
  expect(said.lines).toEqual(Array.from({ length: CONSOLE_LINES_MAX }, (_, i) => lineOf(i + 9)));
  expect(heard).toEqual(Array.from({ length: CONSOLE_LINES_MAX + 4 }, (_, i) => lineOf(i + 3)));
});
