/** A worker thread of the forecast: one future a message. */
import { parentPort, workerData } from "node:worker_threads";
import type { WorkingOffice } from "../day/remedies.ts";
import { type Future, liveFuture } from "./forecast-run.ts";

export interface ForecastTask {
  /** Of the offices that the worker was given. */
  readonly office: number;
  readonly seed: number;
}

export interface ForecastWork {
  readonly offices: readonly WorkingOffice[];
  readonly kind: string;
  readonly job: number;
}

export interface ForecastAnswer extends ForecastTask {
  readonly future: Future;
}

const port = parentPort;
if (port !== null) {
  const { offices, kind, job } = workerData as ForecastWork;
  port.on("message", (task: ForecastTask | "end") => {
    if (task === "end") return port.close();
    const future = liveFuture({ office: offices[task.office]!, seed: task.seed, kind, job });
    port.postMessage({ ...task, future } satisfies ForecastAnswer);
  });
}
