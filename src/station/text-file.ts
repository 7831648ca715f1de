/** Small files that people write: read whole, or refused in one sentence. */
import { readFileSync, statSync } from "node:fs";
import { InputError, systemCode } from "./errors.ts";

export interface TextFileKind {
  readonly bytesMax: number;
  /** What should have been named instead of a directory: "a station file", "scenario files". */
  readonly named: string;
  /** What a file of more bytes is too large for: "a station file". */
  readonly one: string;
}

/** Throws {@link InputError}. */
export function readTextFile(path: string, { bytesMax, named, one }: TextFileKind): string {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new InputError(`is a directory; name ${named}`, { file: path });
    if (stat.size > bytesMax) throw new InputError(`is too large for ${one}`, { file: path });
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof TypeError) throw new InputError("is not UTF-8 text", { file: path });
    const code = systemCode(error);
    const why =
      code === "ENOENT" ? "there is no such file" : code === "EACCES" ? "may not be read" : `cannot be read (${code})`;
    throw new InputError(why, { file: path });
  }
}
