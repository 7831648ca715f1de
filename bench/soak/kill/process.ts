/** The real commands in processes of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const CETAK = fileURLToPath(new URL("../../../bin/cetak.mjs", import.meta.url));

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when the process is gone and its output is read. */
  readonly ended: Promise<void>;
  /** The first match in its output; undefined when it ended without one. */
  sees(pattern: RegExp): Promise<RegExpMatchArray | undefined>;
  output(): string;
}

export function begin(args: readonly string[]): Running {
  const child = spawn(process.execPath, [CETAK, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  let gone = false;
  const waiting = new Set<() => void>();
  const heard = (chunk: unknown): void => {
    text += String(chunk);
    for (const look of [...waiting]) look();
  };
  child.stdout.on("data", heard);
  child.stderr.on("data", heard);
  const ended = new Promise<void>((done) => {
    child.on("close", () => {
      gone = true;
      heard("");
      done();
    });
  });
  const sees = (pattern: RegExp): Promise<RegExpMatchArray | undefined> =>
    new Promise((found) => {
      const look = (): void => {
        const match = pattern.exec(text);
        if (match === null && !gone) return;
        waiting.delete(look);
        found(match ?? undefined);
      };
      waiting.add(look);
      look();
    });
  return { child, ended, sees, output: () => text };
}
