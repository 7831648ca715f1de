/** The way to the data centre that a station file names, over HTTP. */
import type { Clock } from "../base/index.ts";
import { type CentreTransport, HttpTransport, readCentreToken, type StationConfig } from "../station/index.ts";

/** Undefined when the file names none. Throws `InputError` when the token cannot be read. */
export function centreLine(config: StationConfig, clock: Clock, agent: string): CentreTransport | undefined {
  const { centre } = config;
  if (centre === undefined) return undefined;
  const token = centre.tokenFile === undefined ? undefined : readCentreToken(centre.tokenFile);
  return new HttpTransport({ clock, url: centre.url, token, agent });
}
