import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findUi, servePages } from "../../src/station/http/static-ui.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "cetak-ui-"));
  for (const page of ["index", "wall", "printer", "lab"]) writeFileSync(join(dir, `${page}.html`), `<p>${page}</p>`);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the built pages", () => {
  it("have one hash that changes with each of them", () => {
    const { hash } = findUi(dir);
    expect(findUi(dir).hash).toBe(hash);
    writeFileSync(join(dir, "wall.html"), "<p>another wall</p>");
    expect(findUi(dir).hash).not.toBe(hash);
    expect(findUi(join(dir, "nowhere"))).toEqual({ dir: undefined, hash: "noui" });
  });

  it.each([
    ["/", "<p>index</p>"],
    ["/wall", "<p>wall</p>"],
    ["/wall?inches=55", "<p>wall</p>"],
    ["/printer/Fargo-1", "<p>printer</p>"],
    ["/printer/Loket%201", "<p>printer</p>"],
    ["/lab", "<p>lab</p>"],
  ])("answer %s", async (url, text) => {
    const app = Fastify();
    await servePages(app, dir);
    const answer = await app.inject({ url });
    expect([answer.statusCode, answer.body]).toEqual([200, text]);
    await app.close();
  });

  it("are explained at each of their addresses while they are not built", async () => {
    const app = Fastify();
    await servePages(app, undefined);
    for (const url of ["/", "/wall", "/printer/Fargo-1", "/lab"]) {
      expect((await app.inject({ url })).body).toContain("npm run build:ui");
    }
    await app.close();
  });
});
