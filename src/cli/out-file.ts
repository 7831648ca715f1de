/** Files that a command was told to write: refused before the work when they cannot be, and in one sentence. */
import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { systemCode } from "../station/index.ts";
import { CommandError, EXIT } from "./exit-codes.ts";

/** Throws {@link CommandError} (exit 2) now, not after the work whose result would have nowhere to go. Creates nothing. */
export function checkOutFiles(...paths: readonly (string | undefined)[]): void {
  const named = paths.filter((path) => path !== undefined);
  const whole = named.map((path) => resolve(path));
  const twice = named.find((_, i) => whole.indexOf(whole[i]!) !== i);
  if (twice !== undefined)
    throw new CommandError(EXIT.usage, `${twice} is named for two outputs; name another file for one of them`);
  for (const path of named) checkOutFile(path);
}

/**
 * What a command reads is not what it writes over, by whatever name: a batch, an office file, a private key or a journal would be
 * gone. Throws {@link CommandError} (exit 2).
 */
export function keepInputs(inputs: readonly string[], ...outputs: readonly (string | undefined)[]): void {
  for (const output of outputs) {
    const file = output === undefined ? undefined : statSync(output, { throwIfNoEntry: false });
    if (file === undefined || !file.isFile()) continue;
    const same = inputs.some((input) => {
      const read = statSync(input, { throwIfNoEntry: false });
      return read?.ino === file.ino && read.dev === file.dev;
    });
    if (same)
      throw new CommandError(EXIT.usage, `${output} is read here and is not written over; name another file to write`);
  }
}

function checkOutFile(path: string): void {
  let there = false;
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new CommandError(EXIT.usage, `${path} is a folder; name a file`);
    there = true;
    accessSync(path, constants.W_OK);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    if (there || systemCode(error) !== "ENOENT") throw notWritten(path, error);
    checkOutFolder(dirname(path));
  }
}

/** The folder in which files will be made. Throws {@link CommandError} (exit 2). */
export function checkOutFolder(path: string): void {
  try {
    if (!statSync(path).isDirectory()) throw new CommandError(EXIT.usage, `${path} is a file; name a folder`);
    accessSync(path, constants.W_OK);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const missing = systemCode(error) === "ENOENT";
    const why = missing ? "is not there; make it first" : "takes no files from this user";
    throw new CommandError(EXIT.usage, `folder ${path} ${why}`);
  }
}

export interface OutFileOptions {
  /** Permissions of a new file. */
  readonly mode?: number;
  /** A file that is there already is left alone, and that is the error. */
  readonly isNew?: boolean;
  /** What to do about one that is there already. */
  readonly instead?: string;
}

/** Throws {@link CommandError}: exit 3 when the disk is full, else 2. */
export function writeOutFile(path: string, contents: string | Uint8Array, options: OutFileOptions = {}): void {
  const { mode, isNew = false, instead } = options;
  try {
    writeFileSync(path, contents, { flag: isNew ? "wx" : "w", ...(mode === undefined ? {} : { mode }) });
  } catch (error) {
    if (instead === undefined || systemCode(error) !== "EEXIST") throw notWritten(path, error);
    throw new CommandError(EXIT.usage, `${path} is there already; ${instead}`);
  }
}

export function notWritten(path: string, error: unknown): CommandError {
  const full = systemCode(error) === "ENOSPC";
  return new CommandError(full ? EXIT.device : EXIT.usage, `${path} cannot be written: ${whyNot(error)}`);
}

/** Why a file is not to be had, in words for whoever named it. */
export function whyNot(error: unknown): string {
  switch (systemCode(error)) {
    case "ENOENT":
      return "there is no such file or folder";
    case "EISDIR":
      return "it is a folder";
    case "ENOTDIR":
      return "a part of its path is a file, not a folder";
    case "EEXIST":
      return "it is there already, and is not overwritten";
    case "EACCES":
    case "EPERM":
      return "this user may not";
    case "EROFS":
      return "the disk is read-only";
    case "ENOSPC":
      return "the disk is full";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
