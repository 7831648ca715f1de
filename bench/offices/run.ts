/** Runs days on worker threads; the results come in the order of the orders. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { DayOrder, DayResult } from "./day-worker.ts";

/** Results of an earlier run that was interrupted: only good for the very same sources. */
export function keptResults(path: string): DayResult[] {
  if (path === "" || !existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  // A line that was cut off is a day that is lived through again.
  return lines.filter((line) => line.endsWith("}")).map((line) => JSON.parse(line) as DayResult);
}

export async function runDays(
  orders: readonly DayOrder[],
  o: { readonly workers: number; readonly keep: string; readonly show: (done: number) => void },
): Promise<DayResult[]> {
  const kept = keptResults(o.keep);
  const results = orders.map((order) => kept.find((known) => known.case === order.case && known.seed === order.seed));
  const open = orders.map((order, at) => ({ order, at })).filter(({ at }) => results[at] === undefined);
  let next = 0;
  let done = orders.length - open.length;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./day-worker.ts", import.meta.url));
      let task = open[next++];
      worker.on("message", (result: DayResult) => {
        results[task!.at] = result;
        if (o.keep !== "") appendFileSync(o.keep, `${JSON.stringify(result)}\n`);
        o.show(++done);
        task = open[next++];
        worker.postMessage(task?.order ?? "end");
      });
      worker.on("error", reject);
      worker.on("exit", () => resolve());
      worker.postMessage(task?.order ?? "end");
    });
  await Promise.all(Array.from({ length: Math.min(o.workers, open.length) }, one));
  return results.filter((result) => result !== undefined);
}
