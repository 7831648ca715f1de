/** A command in this process: what the real one prints and ends with, without the second that starting a process takes. */
import { main } from "../../src/cli/main.ts";
import type { Ended } from "./cli.ts";

/** One at a time: it borrows the process's outputs and its exit code. */
export async function inProcess(args: readonly string[]): Promise<Ended> {
  const { stdout, stderr } = process;
  const writes = { out: stdout.write, err: stderr.write };
  const listeners = stdout.listeners("error");
  const codeBefore = process.exitCode;
  const said = { out: "", err: "" };
  const into = (which: "out" | "err") =>
    ((text: string | Uint8Array) => {
      said[which] += typeof text === "string" ? text : Buffer.from(text).toString();
      return true;
    }) as typeof stdout.write;
  stdout.write = into("out");
  stderr.write = into("err");
  process.exitCode = undefined;
  try {
    await main(args);
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    stdout.write = writes.out;
    stderr.write = writes.err;
    process.exitCode = codeBefore;
    for (const listener of stdout.listeners("error")) {
      if (!listeners.includes(listener)) stdout.off("error", listener as (error: Error) => void);
    }
  }
}
