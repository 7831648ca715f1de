/** A worker thread of the heat soak: one shift a message. */
import { parentPort, workerData } from "node:worker_threads";
import { shiftAlone } from "./alone.ts";
import { shiftOnStack } from "./full.ts";
import { drawShift } from "./plan.ts";
import type { ShiftRun, Where } from "./shift-run.ts";

export interface ShiftOrder {
  readonly seed: number;
  readonly where: Where;
}

export interface ShiftDone {
  readonly run: ShiftRun;
  /** CPU time of it, s. */
  readonly cpuSeconds: number;
}

export function runShift({ seed, where }: ShiftOrder, law: boolean): ShiftRun {
  const plan = drawShift(seed, law);
  return where === "alone" ? shiftAlone(plan) : shiftOnStack(plan);
}

const port = parentPort;
if (port !== null) {
  const { law } = workerData as { law: boolean };
  port.on("message", (order: ShiftOrder) => {
    const before = process.threadCpuUsage();
    const run = runShift(order, law);
    const { user, system } = process.threadCpuUsage(before);
    port.postMessage({ run, cpuSeconds: (user + system) / 1e6 } satisfies ShiftDone);
  });
}
