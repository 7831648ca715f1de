/** The built web UI, and the plain page that stands in for it until it is built. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import send from "@fastify/send";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

export interface StaticUi {
  /** Directory of the built page, undefined when there is none. */
  readonly dir: string | undefined;
  /** Changes whenever a page does: its entry files name the others by hash. */
  readonly hash: string;
}

/** Addresses of the pages beside `/`, and their entry files. */
const PAGES = { "/wall": "wall.html", "/printer/:name": "printer.html", "/lab": "lab.html" } as const;

export function findUi(dir: string | undefined): StaticUi {
  if (dir === undefined || !existsSync(join(dir, "index.html"))) return { dir: undefined, hash: "noui" };
  const hash = createHash("sha256");
  const entries = readdirSync(dir).filter((name) => name.endsWith(".html"));
  for (const name of entries.sort())
    hash
      .update(name)
      .update("\0")
      .update(readFileSync(join(dir, name)));
  return { dir, hash: hash.digest("hex").slice(0, 12) };
}

/** Serves the pages, or the one that says that they are not built. */
export function servePages(app: FastifyInstance, dir: string | undefined): void {
  if (dir === undefined) {
    for (const address of ["/", ...Object.keys(PAGES)]) {
      app.get(address, async (_request, reply) => reply.type("text/html; charset=utf-8").send(NO_UI_PAGE));
    }
    return;
  }
  const serve = (url: string, pathOf: (request: FastifyRequest) => string): void => {
    app.route({
      method: ["GET", "HEAD"],
      url,
      handler: (request, reply) => sendFile(request, reply, dir, pathOf(request)),
    });
  };
  for (const [address, file] of Object.entries(PAGES)) serve(address, () => `/${file}`);
  serve("/*", ({ raw }) => (raw.url ?? "/").split("?", 1)[0]!);
}

/**
 * One file below `dir`, as the request has it: with an entity tag, whole or in part, or "not changed". What leads out of the
 * directory, into a folder or to a hidden file is not found or forbidden. `path` is written as in an address.
 */
async function sendFile(request: FastifyRequest, reply: FastifyReply, dir: string, path: string): Promise<unknown> {
  const found = await send(request.raw, path, { root: dir, cacheControl: false });
  if (found.type === "directory" || found.statusCode === 404) return reply.callNotFound();
  if (found.type === "error") throw found.metadata.error;
  return reply.code(found.statusCode).headers(found.headers).send(found.stream);
}

export const NO_UI_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Cetak</title>
<h1>The web page is not built</h1>
<p>Run <code>npm run build:ui</code> and start the station again. The station itself is running:
<a href="/api/snapshot">snapshot</a>, <a href="/metrics">metrics</a>.</p>
<p lang="id">Halaman web belum dibangun. Jalankan <code>npm run build:ui</code> lalu mulai ulang stasiun.</p>
</html>
`;
