/** All cells of the comparison, on worker threads. */
import type { Cell, CellResult } from "./contestants.ts";
import { onWorkers } from "./on-workers.ts";

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

/** Results in the order of `cells`. */
export const runGrid = (
  cells: readonly Cell[],
  workers: number,
  heard: (done: number) => void,
): Promise<CellResult[]> => onWorkers(new URL("./cell-worker.ts", import.meta.url), cells, workers, heard);
