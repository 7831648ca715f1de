/** What must hold at the end of every run, whatever the scenario asked for. */
import type { Engine } from "../../hardware-sim/index.ts";
import { runProblems } from "../../rig/index.ts";
import type { Target } from "../targets/target.ts";

/** In words; empty when all holds. Where the machine is elsewhere only the station's own books can be looked at. */
export function endProblems(target: Target, jobs: number): string[] {
  const { sim } = target;
  if (sim !== undefined)
    return [...runProblems(sim, jobs).found, ...sim.printers.flatMap(({ engine }) => memoryProblems(engine))];
  const { queued, leased, printing, issued, uncertain, handedOver, ...rest } = target.journal.jobCounts;
  const seen = queued + leased + printing + issued + uncertain + handedOver + rest.void;
  return seen === jobs ? [] : [`${jobs} jobs went in, the journal knows of ${seen}`];
}

/** The ledger in memory cells is the one that the firmware works with, each step in a cell of its own. */
function memoryProblems({ truth }: Engine): string[] {
  if (!truth.powered) return [];
  const { ram, nvram } = truth.state;
  const found: string[] = [];
  if (ram.ledger.length > nvram.slots.length)
    found.push(`the ledger has ${ram.ledger.length} steps and cells for ${nvram.slots.length}`);
  const lost = ram.ledger.filter(({ id, slot }) => idIn(nvram.slots[slot]?.b.text) !== id);
  if (lost.length > 0)
    found.push(`${lost.length} steps of the ledger are not in its memory cells, the first ${lost[0]!.id}`);
  return found;
}

const idIn = (text: string | undefined): number | undefined =>
  text === undefined || text === "" ? undefined : (JSON.parse(text) as { id: number }).id;

/** Issued cards that are truly spoilt; 0 where nobody can know. */
export function spoiltUnseen({ sim }: Target): number {
  return sim === undefined ? 0 : runProblems(sim, 0).spoiltUnseen;
}
