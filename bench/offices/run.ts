/** Runs days on worker threads; the results come in the order of the orders. */
import { Worker } from "node:worker_threads";
import type { DayOrder, DayResult } from "./day-worker.ts";

export async function runDays(
  orders: readonly DayOrder[],
  workers: number,
  show: (done: number) => void,
): Promise<DayResult[]> {
  const results = new Array<DayResult>(orders.length);
  let next = 0;
  let done = 0;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./day-worker.ts", import.meta.url));
      let at = -1;
      const ask = (): void => {
        at = next++;
        worker.postMessage(orders[at] ?? "end");
      };
      worker.on("message", (result: DayResult) => {
        results[at] = result;
        show(++done);
        ask();
      });
      worker.on("error", reject);
      worker.on("exit", () => resolve());
      ask();
    });
  await Promise.all(Array.from({ length: Math.min(workers, orders.length) }, one));
  return results;
}
