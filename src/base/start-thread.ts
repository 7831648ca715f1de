/** Worker threads that take the program's compiled code from where this thread keeps it. */
import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import type { ThreadStart } from "./thread-start.ts";

/** Begins a thread with `script`; `data` is the thread's `workerData`. A thread by itself would compile all that it loads anew. */
export function startThread(script: URL, data: object): Worker {
  const start: ThreadStart = { script: script.href, compiledDir: compiledDir() };
  return new Worker(new URL("./thread-start.ts", import.meta.url), { workerData: { ...data, ...start } });
}

/** As it was asked for: the runtime answers with a folder of its own version below it. */
function compiledDir(): string | undefined {
  const dir = getCompileCacheDir();
  return dir === undefined ? undefined : dirname(dir);
}
