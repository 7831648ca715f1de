/** The built web UI, and the plain page that stands in for it until it is built. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface StaticUi {
  /** Directory of the built page, undefined when there is none. */
  readonly dir: string | undefined;
  /** Changes whenever the page does: its entry file names the others by hash. */
  readonly hash: string;
}

export function findUi(dir: string | undefined): StaticUi {
  if (dir === undefined || !existsSync(join(dir, "index.html"))) return { dir: undefined, hash: "noui" };
  const entry = readFileSync(join(dir, "index.html"));
  return { dir, hash: createHash("sha256").update(entry).digest("hex").slice(0, 12) };
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
