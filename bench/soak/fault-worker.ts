/** A worker thread of the fault soak: one run a message, its heap at the end. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { type FaultRun, faultRun } from "./fault-run.ts";

/** The heap is first measured when everything has been loaded and compiled. */
const RUNS_BEFORE_MEASURING = 5;
const BYTES_PER_MEGABYTE = 1_048_576;

export type WorkerReply =
  | { readonly kind: "run"; readonly run: FaultRun }
  | { readonly kind: "end"; readonly firstMegabytes: number; readonly lastMegabytes: number };

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapMegabytes(): number {
  collect();
  return process.memoryUsage().heapUsed / BYTES_PER_MEGABYTE;
}

const port = parentPort;
if (port !== null) {
  const { cards } = workerData as { cards: number };
  let runs = 0;
  let firstMegabytes = 0;
  const reply = (message: WorkerReply): void => port.postMessage(message);
  port.on("message", (order: number | "end") => {
    if (order === "end") {
      const lastMegabytes = heapMegabytes();
      reply({ kind: "end", firstMegabytes: firstMegabytes || lastMegabytes, lastMegabytes });
      port.close();
      return;
    }
    const run = faultRun(order, cards);
    if (++runs === RUNS_BEFORE_MEASURING) firstMegabytes = heapMegabytes();
    reply({ kind: "run", run });
  });
}
