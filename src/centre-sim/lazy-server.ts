/** Loads the web server when it is wanted: virtual time serves nothing and does not pay for it. */
import type { CentreServer, CentreServerOptions } from "./http-server.ts";

/** Throws what listening throws (`EADDRINUSE`). */
export async function startCentreServer(options: CentreServerOptions): Promise<CentreServer> {
  const server = await import("./http-server.ts");
  return server.startCentreServer(options);
}
