import { batchCsv, syntheticPeople } from "../../rig/index.ts";
import { numberOption } from "../options.ts";

/** `cetak sample`: a batch of synthetic people on standard output. */
export function sample(options: { count: string; seed: string }): void {
  const count = numberOption(options.count, "--count", 1, 100_000, true);
  const seed = numberOption(options.seed, "--seed", 0, 2 ** 32, true);
  process.stdout.write(batchCsv(syntheticPeople(count, seed)));
}
