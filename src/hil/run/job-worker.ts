/** A thread that runs scenarios: a job comes in, its result goes out. */
import { parentPort } from "node:worker_threads";
import { type RunJob, runJob } from "./jobs.ts";

parentPort?.on("message", (job: RunJob) => {
  void runJob(job).then((result) => parentPort?.postMessage(result));
});
