/** `npm run soak -- KIND [options]`: long runs with seeds, for nights and release days. */
import { sayHelp } from "./options.ts";
import { soakFaults } from "./soak/faults.ts";
import { soakFlash } from "./soak/flash.ts";
import { soakFuzz } from "./soak/fuzz.ts";
import { soakHeat } from "./soak/heat.ts";
import { soakKill } from "./soak/kill.ts";
import { soakPower } from "./soak/power.ts";
import { soakWal } from "./soak/wal.ts";

const KINDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  faults: soakFaults,
  flash: soakFlash,
  fuzz: soakFuzz,
  heat: soakHeat,
  kill: soakKill,
  power: soakPower,
  wal: soakWal,
};

const USAGE = `Usage: npm run soak -- KIND [OPTIONS]
  faults batches of cards with up to six random faults each; every invariant holds, every job ends once
         --runs N --cards N --workers N --seed N
  heat   six-hour shifts on machines that are not as their profile says
         --shifts N --full N (on the full stack) --minutes N (at most) --workers N --seed N
         --only SEED [--stack] [--law] (one shift again) --troubles (covers, power cuts, jams, cables) --write (docs/heat-soak.md)
  power  host, engine or both lose power at a seeded instant of a card; the card in flight is settled and compared
         --cuts N --printers N --workers N --seed N --only SEED --write (docs/power.md)
  kill   the real station process is killed while it prints
         --times N --printers N --people N --seed N
  wal    a journal from every prefix of its write-ahead log
         --runs N --operations N --files N --seed N
  flash  power lost at every write of a firmware upload, rotten flash, hostile images
         --kib N --every N --rot N --fuzz N --seed N
  fuzz   damaged and random bytes at both ends of the link
         --bytes N --seed N
Each kind also takes --json. Exit code: 0 all well, 1 something broke, 2 nonsense was asked for, 130 interrupted.
`;

sayHelp(USAGE);
const [kind = "", ...args] = process.argv.slice(2);
const soak = KINDS[kind];
if (soak === undefined) {
  process.stderr.write(`soak: say what: npm run soak -- ${Object.keys(KINDS).join("|")} [options]; see --help\n`);
  process.exitCode = 2;
} else process.exitCode = await soak(args);
