/** Work on several threads: all of it once, in order, and whoever presses Ctrl-C is heard between two jobs. */
import { mkdtempSync, rmSync } from "node:fs";
import { enableCompileCache, getCompileCacheDir } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shareOut } from "../../src/hil/run/share-out.ts";
import { doubled } from "./doubling.ts";

const script = new URL("./doubling-worker.ts", import.meta.url);
const numbers = (count: number, from = 100): number[] => Array.from({ length: count }, (_, i) => from + i);

test.each([1, 2, 3])(
  "on %i threads each job is done once, and results come in the order of the jobs",
  async (threads) => {
    const heard: number[] = [];
    const jobs = numbers(50);
    const results = await shareOut({ script, jobs, run: doubled, threads, onDone: (result) => heard.push(result) });
    expect(results).toEqual(jobs.map((number) => 2 * number));
    expect(heard.toSorted((a, b) => a - b)).toEqual(results);
  },
);

test("other threads do their part while this one is busy", async () => {
  let mine = 0;
  const results = await shareOut({
    script,
    jobs: numbers(8),
    run: async (number) => {
      mine++;
      // Until another thread has taken all the rest.
      if (mine === 1) await heardOf(7);
      return 2 * number;
    },
    threads: 2,
    onDone: () => tell(),
  });
  expect(results).toEqual(numbers(8).map((number) => 2 * number));
  expect(mine).toBe(1);
});

let heard = 0;
let enough: (() => void) | undefined;
let wanted = 0;
function heardOf(count: number): Promise<void> {
  wanted = count;
  return new Promise((done) => {
    enough = done;
  });
}
function tell(): void {
  if (++heard === wanted) enough?.();
}

test("other threads keep compiled code where this one does", async () => {
  const dir = mkdtempSync(join(tmpdir(), "cetak-compiled-"));
  enableCompileCache(dir);
  let others = 0;
  let othersDone = (): void => {};
  const results = await shareOut({
    script: new URL("./compiled-worker.ts", import.meta.url),
    jobs: numbers(3),
    run: async () => {
      // Until another thread has answered twice.
      await new Promise<void>((done) => {
        othersDone = done;
      });
      return getCompileCacheDir();
    },
    threads: 2,
    onDone: () => {
      if (++others === 2) othersDone();
    },
  });
  rmSync(dir, { recursive: true, force: true });
  expect(results[0]).toContain("cetak-compiled-");
  expect(new Set(results).size).toBe(1);
});

test("an event that comes meanwhile ends it after the job in work, on one thread too", async () => {
  let stop = false;
  setImmediate(() => {
    stop = true;
  });
  const results = await shareOut({
    script,
    jobs: numbers(10_000),
    run: doubled,
    threads: 1,
    interrupted: () => stop,
  });
  expect(results.length).toBeGreaterThanOrEqual(1);
  expect(results.length).toBeLessThan(10);
});

test.each([1, 2])("a job that throws on %i threads ends all with its error", async (threads) => {
  await expect(shareOut({ script, jobs: [1, 13, 2], run: doubled, threads })).rejects.toThrow("thirteen");
});
