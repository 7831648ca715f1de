/** A worker thread of the power soak: a stretch of seeds a message. */
import { parentPort, workerData } from "node:worker_threads";
import { type PowerRun, powerRun } from "./run.ts";

export interface Stretch {
  readonly from: number;
  readonly count: number;
}

export interface Done {
  readonly runs: readonly PowerRun[];
  /** CPU time of this thread, s. */
  readonly cpuSeconds: number;
}

const port = parentPort;
if (port !== null) {
  const { printers } = workerData as { printers: number };
  port.on("message", ({ from, count }: Stretch) => {
    const before = process.threadCpuUsage();
    const runs = Array.from({ length: count }, (_, i) => powerRun(from + i, printers));
    const { user, system } = process.threadCpuUsage(before);
    port.postMessage({ runs, cpuSeconds: (user + system) / 1e6 } satisfies Done);
  });
}
