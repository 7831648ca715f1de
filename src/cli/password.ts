/** Passwords for commands: from a file, the environment, or typed without being shown. Never from the command line itself. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { systemCode } from "../station/index.ts";
import { CommandError, EXIT } from "./exit-codes.ts";

export const PASSWORD_VARIABLE = "CETAK_PASSWORD";

/** The first line of `file`, else the variable; undefined: nobody gave one. Throws {@link CommandError} (2). */
export function givenPassword(file: string | undefined): string | undefined {
  if (file === undefined) return process.env[PASSWORD_VARIABLE];
  try {
    return readFileSync(file, "utf8").split(/\r?\n/)[0]!;
  } catch (error) {
    const why = systemCode(error) === "ENOENT" ? "there is no such file" : `cannot be read (${systemCode(error)})`;
    throw new CommandError(EXIT.usage, `--password-file ${file}: ${why}`);
  }
}

/** The given one, or asks at a terminal. Throws {@link CommandError} (2) where nobody can be asked. */
export async function wantedPassword(file: string | undefined, question: string): Promise<string> {
  const given = givenPassword(file);
  if (given !== undefined) return given;
  if (process.stdin.isTTY !== true) {
    throw new CommandError(EXIT.usage, `${question}: give it with --password-file or in ${PASSWORD_VARIABLE}`);
  }
  return ask(question);
}

function ask(question: string): Promise<string> {
  process.stderr.write(`${question}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise((resolve, reject) => {
    let answer: string | undefined;
    lines.on("SIGINT", () => lines.close());
    lines.on("close", () => {
      process.stderr.write("\n");
      if (answer === undefined) reject(new CommandError(EXIT.interrupted, "interrupted"));
      else resolve(answer);
    });
    lines.question("", (text) => {
      answer = text;
      lines.close();
    });
  });
}
