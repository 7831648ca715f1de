/** The secret between the stations and their data centre: a file at either end. */
import { InputError } from "../errors.ts";
import { readTextFile } from "../text-file.ts";

const TOKEN_TEXT = { bytesMax: 4_096, named: "the file that holds the token", one: "the data centre's token" };

/** Throws {@link InputError}. */
export function readCentreToken(path: string): string {
  const token = readTextFile(path, TOKEN_TEXT).trim();
  if (/^[\x21-\x7e]{8,200}$/.test(token)) return token;
  throw new InputError("must hold the centre's token: 8..200 printable characters without blanks", { file: path });
}
