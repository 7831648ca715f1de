/** Runs the real command in a process of its own, as a person would. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const CETAK = resolve(import.meta.dirname, "../../bin/cetak.mjs");
const running = new Set<ChildProcess>();
const folders: string[] = [];

/**
 * Ends what a test left running and removes its folders. Each test file registers it itself, `afterEach(cleanUp)`: test files
 * share their modules, so a hook in this one would belong to the first file only.
 */
export function cleanUp(): void {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the match when the output (both streams) has one; rejects when the process ends before. */
  sees(pattern: RegExp): Promise<RegExpMatchArray>;
  type(line: string): void;
  output(): string;
}

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "cetak-"));
  folders.push(path);
  return path;
}

/** `bin`: that of another tree. */
export function begin(args: readonly string[], cwd?: string, bin = CETAK): RunningCommand {
  const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ["pipe", "pipe", "pipe"] });
  running.add(child);
  let out = "";
  let err = "";
  const waiting = new Set<() => void>();
  const heard = (): void => {
    for (const look of [...waiting]) look();
  };
  child.stdout.on("data", (chunk) => {
    out += chunk;
    heard();
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
    heard();
  });
  const ended = new Promise<Ended>((done) => {
    child.on("close", (code) => {
      running.delete(child);
      done({ code, out, err });
      heard();
    });
  });
  return {
    child,
    ended,
    output: () => out + err,
    type: (line) => void child.stdin.write(`${line}\n`),
    sees: (pattern) =>
      new Promise((found, lost) => {
        const look = (): void => {
          const match = pattern.exec(out) ?? pattern.exec(err);
          if (match !== null) {
            waiting.delete(look);
            found(match);
          } else if (child.exitCode !== null) {
            waiting.delete(look);
            lost(new Error(`ended with ${child.exitCode} before ${pattern}: ${out}${err}`));
          }
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Runs to the end. */
export const run = (args: readonly string[], cwd?: string): Promise<Ended> => {
  const command = begin(args, cwd);
  command.child.stdin?.end();
  return command.ended;
};
