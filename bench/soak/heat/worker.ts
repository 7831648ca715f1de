/** A worker thread of the heat soak: one shift a message. */
import { parentPort, workerData } from "node:worker_threads";
import { SHIFT_SECONDS } from "../../../src/thermal/index.ts";
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

/** What may be besides: the card law off as well, troubles. */
export interface Besides {
  readonly law: boolean;
  readonly troubles: boolean;
}

export function runShift({ seed, where }: ShiftOrder, { law, troubles }: Besides): ShiftRun {
  const plan = drawShift(seed, law);
  return where === "alone" ? shiftAlone(plan, SHIFT_SECONDS, troubles) : shiftOnStack(plan, troubles);
}

const port = parentPort;
if (port !== null) {
  const besides = workerData as Besides;
  port.on("message", (order: ShiftOrder) => {
    const before = process.threadCpuUsage();
    const run = runShift(order, besides);
    const { user, system } = process.threadCpuUsage(before);
    port.postMessage({ run, cpuSeconds: (user + system) / 1e6 } satisfies ShiftDone);
  });
}
