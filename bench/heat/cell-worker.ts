/** A worker thread of the comparison: one cell a message. */
import { type Cell, type CellResult, runCell } from "./contestants.ts";
import { workOff } from "./on-workers.ts";

workOff<Cell, CellResult>(runCell);
