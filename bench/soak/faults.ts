/** `npm run soak -- faults`: batches of cards with random faults, by the name under which the other long runs are found; `cetak swarm` does it. */
import { availableParallelism } from "node:os";
import { main } from "../../src/cli/main.ts";
import { readWishes } from "../wishes.ts";

const NUMBERS = {
  runs: { byDefault: 2_000, low: 1, high: 1_000_000 },
  cards: { byDefault: 50, low: 1, high: 1_000 },
  seed: { byDefault: 1, low: 0, high: 2 ** 31 },
  workers: { byDefault: Math.min(2, availableParallelism()), low: 1, high: 16 },
} as const;

/** Exit code as of `cetak swarm`; 2 when nonsense was asked for. */
export async function soakFaults(args: readonly string[]): Promise<number> {
  const wishes = readWishes(args, NUMBERS, ["json"]);
  if (typeof wishes === "string") {
    process.stderr.write(`soak: ${wishes}\n`);
    return 2;
  }
  const { runs, cards, seed, workers, json } = wishes;
  const seeds = `${seed}..${seed + runs - 1}`;
  await main([
    "swarm",
    "--seeds",
    seeds,
    "--cards",
    `${cards}`,
    "--parallel",
    `${workers}`,
    ...(json ? ["--json"] : []),
  ]);
  return Number(process.exitCode ?? 0);
}
