/** The way to the data centre that a station file names, over HTTP. */
import { readFileSync } from "node:fs";
import type { Clock } from "../base/index.ts";
import { type CentreTransport, HttpTransport, InputError, type StationConfig, systemCode } from "../station/index.ts";

/** Undefined when the file names none. Throws {@link InputError} when the token cannot be read. */
export function centreLine(config: StationConfig, clock: Clock, agent: string): CentreTransport | undefined {
  const { centre } = config;
  if (centre === undefined) return undefined;
  return new HttpTransport({ clock, url: centre.url, token: tokenOf(centre.tokenFile), agent });
}

function tokenOf(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  let token: string;
  try {
    token = readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new InputError(`the centre's token cannot be read (${systemCode(error)})`, { file: path });
  }
  if (/^[\x21-\x7e]{8,200}$/.test(token)) return token;
  throw new InputError("must hold the centre's token: 8..200 printable characters without blanks", { file: path });
}
