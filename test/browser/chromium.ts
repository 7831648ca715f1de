/** The system's Chromium, with nothing that calls home and a profile of its own. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

/** Path of the browser: `CETAK_CHROMIUM`, or where Debian puts it. Throws the line that installs it. */
export function chromiumPath(): string {
  const named = process.env["CETAK_CHROMIUM"];
  const found = [...(named === undefined ? [] : [named]), ...PLACES].find((path) => existsSync(path));
  if (found === undefined) throw new Error("Chromium is missing. Install it: apt-get install -y chromium");
  return found;
}

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export async function openChromium(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), "cetak-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: FLAGS,
    headless: true,
    locale: "en-GB",
    // Not the office's zone, so that a page that reads the browser's zone is found out.
    timezoneId: "America/Lima",
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
