import type { Contestant, Row } from "../harness.ts";
import { powerRun } from "../soak/power/run.ts";
import { stableOf } from "../soak/power/starts.ts";

const RUNS = 10;
const MACHINE = "hdp5000?";

/** Runs of the power soak a second: from a saved state, through the cuts, to settled cards, with all proofs. */
export function powerForks(): Row {
  let seed = 1;
  const forks: Contestant = {
    name: "runs from saved states",
    units: RUNS,
    run: () => {
      for (let i = 0; i < RUNS; i++) {
        const { problems } = powerRun(seed++, 1);
        if (problems.length > 0) throw new Error(`seed ${seed - 1}: ${problems[0]}`);
      }
    },
  };
  const cold: Contestant = {
    name: "only the way to those states, from power-on",
    units: 1,
    run: () => void stableOf(MACHINE, 1),
  };
  return {
    title: "power cuts in virtual time",
    unit: "runs",
    contestants: [forks, cold],
    limit: "each run is about 4 minutes of one printer at work: a boot, a warm-up, a card",
  };
}
