/** What every run must prove at its end, from the simulator's truth and from the journal. */
import { jobKey } from "../station/index.ts";
import type { SimStation } from "./sim-station.ts";

const EVENTS_READ_MAX = 200_000;

export interface Proofs {
  /** In words; empty when all holds. */
  readonly found: string[];
  /** Issued cards that are truly spoilt: a figure, not a broken promise (a lying sensor cannot be seen through). */
  readonly spoiltUnseen: number;
}

/** Invariants of the engine, one card a person, each job ended once, books and truth agree. */
export function runProblems(station: SimStation, jobs: number): Proofs {
  const found = station.violations().map((words) => `invariant: ${words}`);
  const { issued, handedOver, uncertain, queued, leased, printing } = station.journal.jobCounts;
  const ended = issued + handedOver + uncertain + station.journal.jobCounts.void;
  const open = queued + leased + printing;
  if (ended + open !== jobs) found.push(`${jobs} jobs went in, ${ended} ended and ${open} are open`);

  const out = new Map<string, number>();
  let spoiltUnseen = 0;
  for (const { engine } of station.printers) {
    for (const { place, chipJob, filmJob, quality, number } of engine.truth.cards) {
      if (place !== "output") continue;
      if (chipJob !== filmJob) found.push(`card ${number} has the chip of ${chipJob} and the film of ${filmJob}`);
      const job = chipJob;
      out.set(job, (out.get(job) ?? 0) + 1);
      const isSpoilt = quality === "warp" || quality === "melt" || quality === "peel";
      if (isSpoilt && station.journal.jobState(job) === "issued") spoiltUnseen++;
    }
  }
  for (const [job, count] of out) {
    if (count > 1) found.push(`job ${job} came out ${count} times`);
    const state = station.journal.jobState(job);
    if (state !== "issued" && state !== "uncertain") found.push(`a card of job ${job} came out, but it is ${state}`);
  }
  const valid = new Map<number, number>();
  for (const { job, state } of station.journal.cards()) {
    if (state !== "valid") continue;
    valid.set(job, (valid.get(job) ?? 0) + 1);
    if (!out.has(jobKey(job))) found.push(`job ${jobKey(job)} is issued, but no card of it came out`);
  }
  for (const [job, count] of valid) if (count > 1) found.push(`job ${jobKey(job)} has ${count} valid cards`);
  if (valid.size !== issued) found.push(`${issued} jobs are issued with ${valid.size} valid cards`);
  found.push(...endedTwice(station));
  return { found, spoiltUnseen };
}

/** A job that was issued or became uncertain has ended: the controller may say so once. */
function endedTwice(station: SimStation): string[] {
  const ends = new Map<string, number>();
  for (const { code, detail } of station.journal.newestEvents(EVENTS_READ_MAX)) {
    if (code !== "card.issued" && code !== "card.uncertain") continue;
    const job = String(detail["job"]);
    ends.set(job, (ends.get(job) ?? 0) + 1);
  }
  return [...ends].filter(([, count]) => count > 1).map(([job, count]) => `job ${job} ended ${count} times`);
}
