/** A worker thread of the comparison: one cell a message. */
import { parentPort } from "node:worker_threads";
import { type Cell, runCell } from "./contestants.ts";

const port = parentPort;
if (port !== null) {
  port.on("message", (order: Cell | "end") => {
    if (order === "end") port.close();
    else port.postMessage(runCell(order));
  });
}
