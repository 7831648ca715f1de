/** One lab command to a simulated engine in another process (`cetak sim --control tcp://127.0.0.1:PORT`). */
import { connect } from "node:net";
import { isRefusal } from "../hardware-sim/index.ts";
import { CommandRefused } from "../station/index.ts";

const ANSWER_MS_MAX = 3_000;
const ANSWER_BYTES_MAX = 64 * 1024;

/** The answer. Rejects with {@link CommandRefused}: `invalid` when the line was not understood, `device` without an answer. */
export function askLabLine(url: string, line: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect(Number(port), hostname);
    const fail = (why: string): void => {
      socket.destroy();
      reject(new CommandRefused("device", `no simulated engine takes commands at ${url}: ${why}`));
    };
    socket.setTimeout(ANSWER_MS_MAX, () => fail("it does not answer"));
    socket.on("error", (error) => fail(error.message));
    socket.on("close", () => fail("it hung up"));
    socket.on("connect", () => socket.write(`${line}\n`));
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("utf8");
      const end = heard.indexOf("\n");
      if (end < 0 && heard.length <= ANSWER_BYTES_MAX) return;
      if (end < 0) return fail("it answers without end");
      const answer = heard.slice(0, end);
      if (isRefusal(answer)) reject(new CommandRefused("invalid", answer));
      else resolve(answer);
      socket.destroy();
    });
  });
}
