/** Orders carried out on worker threads, one at a time each. */
import { parentPort, Worker } from "node:worker_threads";

/** Results in the order of `orders`, whatever order they come in. `script` calls {@link workOff}. */
export async function onWorkers<Order, Result>(
  script: URL,
  orders: readonly Order[],
  workers: number,
  heard: (done: number) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  let done = 0;
  const runWorker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script);
      let index = -1;
      const ask = (): void => {
        index = next++;
        worker.postMessage(orders[index] ?? "end");
      };
      worker.on("message", (result: Result) => {
        results[index] = result;
        heard(++done);
        ask();
      });
      worker.on("error", reject);
      worker.on("exit", () => resolve());
      ask();
    });
  await Promise.all(Array.from({ length: Math.min(workers, orders.length) }, runWorker));
  return results;
}

/** The worker's side: answers each order until told that there are no more. */
export function workOff<Order, Result>(work: (order: Order) => Result): void {
  const port = parentPort;
  port?.on("message", (order: Order | "end") => {
    if (order === "end") port.close();
    else port.postMessage(work(order));
  });
}
