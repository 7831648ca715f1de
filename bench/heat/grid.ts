/** All cells of the comparison, on worker threads. */
import { Worker } from "node:worker_threads";
import type { Cell, CellResult } from "./contestants.ts";

const ROOMS_CELSIUS = [24, 28, 33, 36] as const;
const AIRFLOWS = [1, 0.8, 0.6, 0.5, 0.2, 0] as const;
const MACHINES = ["hdp5000", "sr300"] as const;

/** `quick`: one machine, one room, three airflows. */
export function gridCells(quick: boolean): Cell[] {
  const machines = quick ? MACHINES.slice(0, 1) : MACHINES;
  const rooms = quick ? [33] : ROOMS_CELSIUS;
  const airflows = quick ? [0.8, 0.5, 0.2] : AIRFLOWS;
  return machines.flatMap((machine) =>
    rooms.flatMap((roomCelsius) => airflows.map((airflow) => ({ machine, roomCelsius, airflow }))),
  );
}

/** Results in the order of `cells`, whatever order they come in. */
export async function runGrid(
  cells: readonly Cell[],
  workers: number,
  heard: (done: number) => void,
): Promise<CellResult[]> {
  const results: CellResult[] = [];
  let next = 0;
  let done = 0;
  const runWorker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./cell-worker.ts", import.meta.url));
      let index = -1;
      const ask = (): void => {
        index = next++;
        worker.postMessage(cells[index] ?? "end");
      };
      worker.on("message", (result: CellResult) => {
        results[index] = result;
        heard(++done);
        ask();
      });
      worker.on("error", reject);
      worker.on("exit", () => resolve());
      ask();
    });
  await Promise.all(Array.from({ length: Math.min(workers, cells.length) }, runWorker));
  return results;
}
