/** `npm run under-load`: runs the scenario library alone and beside threads that keep every processor busy, and compares each result. */
import { matchesGlob, resolve } from "node:path";
import { compareUnderLoad } from "./load/compare.ts";
import { libraryOf } from "./mutants/run.ts";
import { readOptions } from "./options.ts";

const ROOT = resolve(import.meta.dirname, "..");
const HELP = `npm run under-load [-- OPTIONS]

Runs the scenarios twice, alone and on a machine that is kept busy, and compares verdicts, events and bytes on the wire.

  --only GLOB     only scenarios whose name fits, like "fault-*"
  --parallel N    threads that run scenarios (default 2)
  --burners N     threads that keep the processors busy meanwhile (default 2)
  --json          one document on standard output

Exit codes: 0 nothing differs, 1 a scenario failed, 5 two results differ, 2 nonsense was asked for, 130 interrupted.
`;

function wishes() {
  const values = readOptions("under-load", HELP, {
    only: { type: "string", default: "*" },
    parallel: { type: "string", default: "2" },
    burners: { type: "string", default: "2" },
    json: { type: "boolean", default: false },
  });
  const threads = (name: "parallel" | "burners", low: number): number => {
    const count = Number(values[name]);
    if (!Number.isInteger(count) || count < low || count > 64)
      throw new TypeError(`--${name} is a whole number from ${low} to 64, not "${values[name]}"`);
    return count;
  };
  const files = libraryOf(ROOT).filter((name) => matchesGlob(name, values.only));
  if (files.length === 0) throw new TypeError(`no scenario's name fits "${values.only}"`);
  return { ...values, files, workers: threads("parallel", 1), burners: threads("burners", 1) };
}

async function main(): Promise<number> {
  const wish = wishes();
  let interrupted = false;
  process.once("SIGINT", () => {
    interrupted = true;
  });
  const found = await compareUnderLoad({
    files: wish.files.map((name) => resolve(ROOT, "scenarios", `${name}.yaml`)),
    workers: wish.workers,
    burners: wish.burners,
    onDone: (done, name) => process.stderr.write(`${done}/${wish.files.length} ${name}\n`),
    interrupted: () => interrupted,
  });
  if (interrupted) return 130;
  if (wish.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else {
    for (const { file, what } of found.different) process.stdout.write(`DIFFERENT ${file}: ${what}\n`);
    for (const file of found.failed) process.stdout.write(`FAILED ${file}\n`);
    process.stdout.write(
      `${found.runs} runs of ${wish.files.length} scenarios, half of them beside ${wish.burners} busy threads: ${found.different.length} differ\n`,
    );
  }
  if (found.different.length > 0) return 5;
  return found.failed.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`under-load: ${error.message}; see --help\n`);
  process.exitCode = 2;
}
