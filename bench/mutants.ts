/** `npm run mutants [-- --only GLOB]`: plants bugs into a copy of the sources and shows that the scenario library finds each of them. */
import { writeFileSync } from "node:fs";
import { matchesGlob, resolve } from "node:path";
import { mutantsPage } from "./mutants/page.ts";
import { type Mutant, PatchError, readMutants } from "./mutants/patch.ts";
import { type MutantRun, runMutants } from "./mutants/run.ts";
import { readOptions } from "./options.ts";

const ROOT = resolve(import.meta.dirname, "..");
const LANES_MAX = 16;
const HELP = `npm run mutants [-- OPTIONS]

Plants each bug of bench/mutants/*.patch into a copy of the sources and runs the scenario library against it.

  --only GLOB   only mutants whose name fits, like "0*" or "*lease*"
  --all         the whole library against each, not only until it is killed
  --no-types    do not ask the type checker first
  --no-sound    do not run the library without any bug first
  --parallel N  so many at a time (default 2)
  --list        show what there is and run nothing
  --json        one document on standard output
  --write       write docs/mutants.md (all mutants only)

Exit codes: 0 all killed, 1 one survived or is broken, 2 nonsense was asked for or a patch cannot be read, 130 interrupted.
`;

function wishes() {
  const values = readOptions("mutants", HELP, {
    only: { type: "string", default: "*" },
    all: { type: "boolean", default: false },
    "no-types": { type: "boolean", default: false },
    "no-sound": { type: "boolean", default: false },
    parallel: { type: "string", default: "2" },
    list: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  });
  const lanes = Number(values.parallel);
  if (!Number.isInteger(lanes) || lanes < 1 || lanes > LANES_MAX)
    throw new TypeError(`--parallel is a whole number from 1 to ${LANES_MAX}, not "${values.parallel}"`);
  if (values.write && values.only !== "*") throw new TypeError("--write needs all mutants: leave --only away");
  const mutants = readMutants(resolve(import.meta.dirname, "mutants")).filter(({ name }) =>
    matchesGlob(name, values.only),
  );
  if (mutants.length === 0) throw new TypeError(`no mutant's name fits "${values.only}"; see --list`);
  return { ...values, lanes, mutants };
}

function list(mutants: readonly Mutant[], json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(mutants, null, 2)}\n`);
  else process.stdout.write(mutants.map(({ name, class: of, story }) => `${name} (${of}): ${story}\n`).join(""));
}

function report({ verdicts, scenarios }: MutantRun, json: boolean): void {
  if (json) {
    const rows = verdicts.map(({ mutant: { name, class: of, story }, ...rest }) => ({
      name,
      class: of,
      story,
      ...rest,
    }));
    process.stdout.write(`${JSON.stringify({ scenarios, mutants: rows }, null, 2)}\n`);
    return;
  }
  const count = (fate: string): number => verdicts.filter((verdict) => verdict.fate === fate).length;
  process.stdout.write(
    `${verdicts.length} bugs planted: ${count("killed")} killed, ${count("survived")} survived, ${count("broken")} broken\n`,
  );
}

async function main(): Promise<number> {
  const wish = wishes();
  if (wish.list) {
    list(wish.mutants, wish.json);
    return 0;
  }
  const run = await runMutants({
    root: ROOT,
    mutants: wish.mutants,
    lanes: wish.lanes,
    all: wish.all,
    types: !wish["no-types"],
    sound: !wish["no-sound"],
    say: (line) => process.stderr.write(`${line}\n`),
  });
  if (run.unsound !== undefined) {
    process.stderr.write(`mutants: ${run.unsound}\n`);
    return 1;
  }
  report(run, wish.json);
  if (run.interrupted) return 130;
  if (wish.write) {
    writeFileSync(resolve(ROOT, "docs/mutants.md"), mutantsPage(run.verdicts, run.scenarios));
    process.stderr.write("docs/mutants.md written\n");
  }
  return run.verdicts.every(({ fate }) => fate === "killed") ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const usage = error instanceof TypeError && "code" in error;
  if (!(error instanceof PatchError || error instanceof TypeError)) throw error;
  process.stderr.write(`mutants: ${error.message}${usage ? "; see --help" : ""}\n`);
  process.exitCode = 2;
}
