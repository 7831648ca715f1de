/** `npm run soak -- KIND [options]`: long runs with seeds, for nights and release days. */
import { soakFaults } from "./soak/faults.ts";
import { soakFuzz } from "./soak/fuzz.ts";

const KINDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  faults: soakFaults,
  fuzz: soakFuzz,
};

const [kind = "", ...args] = process.argv.slice(2);
const soak = KINDS[kind];
if (soak === undefined) {
  process.stderr.write(
    `soak: say what: npm run soak -- ${Object.keys(KINDS).join("|")} [--runs N] [--seed S] [--json]\n`,
  );
  process.exitCode = 2;
} else process.exitCode = await soak(args);
