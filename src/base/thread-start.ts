/** Where a thread begins: what was kept compiled is used before anything of the program is loaded. A thread does not inherit that. */
import { enableCompileCache } from "node:module";
import { workerData } from "node:worker_threads";

export interface ThreadStart {
  /** URL of the module that works; it ends when its work does. */
  readonly script: string;
  /** Where compiled code is kept, undefined when nowhere. */
  readonly compiledDir: string | undefined;
}

const { script, compiledDir } = workerData as ThreadStart;
if (compiledDir !== undefined) enableCompileCache(compiledDir);
await import(script);
