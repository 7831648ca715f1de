/**
 * One row in a process of its own: what the compiler learnt from the rows before would make the next one slower or faster than it is in a program
 * that does nothing else. This file is also that process: it measures the row that it is told, and sends what came out.
 *
 * Code is kept compiled, as the program itself keeps it. A process that strips types does so in WebAssembly whose memory grows, and from then on
 * each access to any typed array asks first whether its memory is still there: only the first start after an installation is like that.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ROWS } from "./all-rows.ts";
import type { RowResult } from "./harness.ts";

const HERE = fileURLToPath(import.meta.url);
const KEPT_COMPILED = fileURLToPath(new URL("../node_modules/.cache/cetak-bench", import.meta.url));

/** Of the process that only loads, so that the others find all compiled. */
const NO_ROW = "";
let compiled: Promise<unknown> | undefined;

/** Throws when the process ends without a result. */
export async function measureApart(name: string): Promise<RowResult> {
  compiled ??= run(NO_ROW);
  await compiled;
  return (await run(name)) as RowResult;
}

function run(name: string): Promise<unknown> {
  const child = fork(HERE, [name], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, NODE_COMPILE_CACHE: KEPT_COMPILED },
  });
  let answer: unknown;
  child.once("message", (message) => {
    answer = message;
  });
  // Not before its end: what it compiled is written then.
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (answer !== undefined) resolve(answer);
      else reject(new Error(`the row "${name}" could not be measured: its process ended with ${signal ?? code}`));
    });
  });
}

async function measureHere(name: string): Promise<void> {
  const row = ROWS.find((entry) => entry.name === name);
  if (row === undefined && name !== NO_ROW) throw new Error(`there is no row "${name}"`);
  process.send?.((await row?.run()) ?? "loaded");
  process.disconnect?.();
}

if (process.argv[1] === HERE) await measureHere(process.argv[2] ?? NO_ROW);
