/** Makes a failing scenario as small as it can be while it still fails in the same way. */
import type { FailureKind, RunResult } from "../run/result.ts";
import type { Scenario } from "../scenario/schema.ts";

/** Runs that one failure may cost. */
export const SHRINK_RUNS_MAX = 40;

export type RunOnce = (scenario: Scenario) => Promise<RunResult>;

/** Faults go one by one, then cards, then what makes them special. */
export async function shrink(scenario: Scenario, kind: FailureKind, run: RunOnce): Promise<Scenario> {
  let best = scenario;
  let runs = 0;
  const stillFails = async (candidate: Scenario): Promise<boolean> => {
    if (++runs > SHRINK_RUNS_MAX) return false;
    return (await run(candidate)).failures.some((failure) => failure.kind === kind);
  };
  for (let changed = true; changed && runs < SHRINK_RUNS_MAX; ) {
    changed = false;
    for (const candidate of smaller(best)) {
      if (!(await stillFails(candidate))) continue;
      best = candidate;
      changed = true;
      break;
    }
  }
  return { ...best, name: `${best.name}, shrunk` };
}

/** The next smaller ones, the boldest first. */
function smaller(scenario: Scenario): Scenario[] {
  const { faults, setup } = scenario;
  const found: Scenario[] = [];
  if (faults.length > 1) {
    found.push({ ...scenario, faults: faults.slice(0, faults.length >> 1) });
    found.push({ ...scenario, faults: faults.slice(faults.length >> 1) });
  }
  for (const gone of faults) found.push({ ...scenario, faults: faults.filter((fault) => fault !== gone) });
  const cards = cardsOf(scenario);
  for (const fewer of [1, cards >> 1, cards - 1]) {
    if (fewer >= 1 && fewer < cards) found.push({ ...scenario, steps: [{ jobs: fewer }, ...scenario.steps.slice(1)] });
  }
  const plain = { profile: setup.profile, hands: setup.hands } as const;
  if (Object.keys(setup).length > Object.keys(plain).length) {
    found.push({ ...scenario, setup: plain });
    for (const key of ["baud", "loss", "corrupt", "sensors", "nip", "room", "fan"] as const) {
      if (setup[key] === undefined) continue;
      const { [key]: _, ...rest } = setup;
      found.push({ ...scenario, setup: rest });
    }
  }
  return found;
}

const cardsOf = ({ steps }: Scenario): number => {
  const [first] = steps;
  return first !== undefined && "jobs" in first ? first.jobs : 0;
};
