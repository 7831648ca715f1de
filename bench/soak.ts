/** `npm run soak -- KIND [options]`: long runs with seeds, for nights and release days. */
import { soakFlash } from "./soak/flash.ts";
import { soakFuzz } from "./soak/fuzz.ts";
import { soakHeat } from "./soak/heat.ts";
import { soakKill } from "./soak/kill.ts";
import { soakPower } from "./soak/power.ts";
import { soakWal } from "./soak/wal.ts";

const KINDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  flash: soakFlash,
  fuzz: soakFuzz,
  heat: soakHeat,
  kill: soakKill,
  power: soakPower,
  wal: soakWal,
};

const [kind = "", ...args] = process.argv.slice(2);
const soak = KINDS[kind];
if (soak === undefined) {
  process.stderr.write(
    `soak: say what: npm run soak -- ${Object.keys(KINDS).join("|")} [--runs N] [--seed S] [--json]\n`,
  );
  process.exitCode = 2;
} else process.exitCode = await soak(args);
