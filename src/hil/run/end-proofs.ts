/** What must hold at the end of every run, whatever the scenario asked for. */
import type { Engine } from "../../hardware-sim/index.ts";
import { runProblems } from "../../rig/index.ts";
import type { Target } from "../targets/target.ts";

export interface EndProofs {
  /** In words; empty when all holds. */
  readonly problems: readonly string[];
  /** Issued cards that are truly spoilt; 0 where nobody can know. */
  readonly spoiltUnseen: number;
}

/** Where the machine is elsewhere only the station's own books can be looked at. */
export function endProofs(target: Target, jobs: number): EndProofs {
  const { sim } = target;
  if (sim !== undefined) {
    const { found, spoiltUnseen } = runProblems(sim, jobs);
    return { problems: [...found, ...sim.printers.flatMap(({ engine }) => memoryProblems(engine))], spoiltUnseen };
  }
  const { queued, leased, printing, issued, uncertain, handedOver, ...rest } = target.journal.jobCounts;
  const seen = queued + leased + printing + issued + uncertain + handedOver + rest.void;
  const problems = seen === jobs ? [] : [`${jobs} jobs went in, the journal knows of ${seen}`];
  return { problems, spoiltUnseen: 0 };
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
