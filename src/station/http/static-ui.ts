/** The built web UI, and the plain page that stands in for it until it is built. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

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
export async function servePages(app: FastifyInstance, dir: string | undefined): Promise<void> {
  if (dir === undefined) {
    for (const address of ["/", ...Object.keys(PAGES)]) {
      app.get(address, async (_request, reply) => reply.type("text/html; charset=utf-8").send(NO_UI_PAGE));
    }
    return;
  }
  await app.register(fastifyStatic, { root: dir, cacheControl: false, etag: true });
  for (const [address, file] of Object.entries(PAGES)) {
    app.get(address, async (_request, reply) => reply.sendFile(file));
  }
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
