/** What the rig's tests share: rows of synthetic people, a printer by its URL, and the proofs that every run must pass. */
import { expect } from "vitest";
import { batchCsv, parseSimUrl, type SimStation, syntheticPeople } from "../../src/rig/index.ts";
import { type JobRow, parseJobFile } from "../../src/station/index.ts";

export function rowsOf(count: number, seed = 1): JobRow[] {
  return [...parseJobFile(Buffer.from(batchCsv(syntheticPeople(count, seed))), "batch.csv", "WIB").rows];
}

export const printer = (url: string) => parseSimUrl(url);

/** No invariant was ever broken, and no card carries another person's film. */
export function expectSafe(station: SimStation): void {
  expect(station.violations()).toEqual([]);
  for (const { engine } of station.printers) {
    for (const card of engine.truth.cards) {
      if (card.place === "output") expect(card.filmJob).toBe(card.chipJob);
    }
  }
}

/** Cards that truly came out, by job. */
export function cardsByJob(station: SimStation): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { engine } of station.printers) {
    for (const card of engine.truth.cards) {
      if (card.place === "output") counts.set(card.chipJob, (counts.get(card.chipJob) ?? 0) + 1);
    }
  }
  return counts;
}

/** Nobody has two cards; every issued job has exactly one; jobs without a card are open, void or uncertain. */
export function expectOneCardEach(station: SimStation, jobs: number): void {
  const cards = cardsByJob(station);
  for (const [job, count] of cards) expect({ job, count }).toEqual({ job, count: 1 });
  const { issued, uncertain, queued, leased, printing } = station.journal.jobCounts;
  expect(issued + uncertain + queued + leased + printing + station.journal.jobCounts.void).toBe(jobs);
  expect(cards.size).toBeGreaterThanOrEqual(issued);
  expect(cards.size).toBeLessThanOrEqual(issued + uncertain);
}
