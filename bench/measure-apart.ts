/**
 * One row in a process of its own: what the compiler learnt from the rows before would make the next one slower or faster than it is in a program
 * that does nothing else. This file is also that process: it measures the row that it is told, and sends what came out.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ROWS } from "./all-rows.ts";
import type { RowResult } from "./harness.ts";

const HERE = fileURLToPath(import.meta.url);

/** Throws when the process ends without a result. */
export function measureApart(name: string): Promise<RowResult> {
  const child = fork(HERE, [name], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  return new Promise((resolve, reject) => {
    child.once("message", (result) => {
      resolve(result as RowResult);
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      reject(new Error(`the row "${name}" could not be measured: its process ended with ${signal ?? code}`));
    });
  });
}

async function measureHere(name: string): Promise<void> {
  const row = ROWS.find((entry) => entry.name === name);
  if (row === undefined) throw new Error(`there is no row "${name}"`);
  process.send?.(await row.run());
  process.disconnect?.();
}

if (process.argv[1] === HERE) await measureHere(process.argv[2] ?? "");
