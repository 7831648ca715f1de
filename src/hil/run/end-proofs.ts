/** What must hold at the end of every run, whatever the scenario asked for. */
import { runProblems } from "../../rig/index.ts";
import type { Target } from "../targets/target.ts";

/** In words; empty when all holds. Where the machine is elsewhere only the station's own books can be looked at. */
export function endProblems(target: Target, jobs: number): string[] {
  if (target.sim !== undefined) return runProblems(target.sim, jobs).found;
  const { queued, leased, printing, issued, uncertain, handedOver, ...rest } = target.journal.jobCounts;
  const seen = queued + leased + printing + issued + uncertain + handedOver + rest.void;
  return seen === jobs ? [] : [`${jobs} jobs went in, the journal knows of ${seen}`];
}

/** Issued cards that are truly spoilt; 0 where nobody can know. */
export function spoiltUnseen({ sim }: Target): number {
  return sim === undefined ? 0 : runProblems(sim, 0).spoiltUnseen;
}
