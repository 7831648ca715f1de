/** Loads the web server with the first start: commands and virtual-time runs that serve nothing do not pay for it. */
import type { ServerOptions, StationServer } from "./server.ts";

/** Throws `InputError` for an address that may not be served, `TransportError` when it is not to be had. */
export async function startServer(options: ServerOptions): Promise<StationServer> {
  const server = await import("./server.ts");
  return server.startServer(options);
}
