import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
    servePages(app, dir);
    const answer = await app.inject({ url });
    expect([answer.statusCode, answer.body]).toEqual([200, text]);
    await app.close();
  });

  it("are explained at each of their addresses while they are not built", async () => {
    const app = Fastify();
    servePages(app, undefined);
    for (const url of ["/", "/wall", "/printer/Fargo-1", "/lab"]) {
      expect((await app.inject({ url })).body).toContain("npm run build:ui");
    }
    await app.close();
  });
});

describe("a file of the built pages", () => {
  const TEXT = "export const answer = 42;\n";
  const ask = async (url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") => {
    const app = Fastify();
    servePages(app, dir);
    const answer = await app.inject({ url, headers, method });
    await app.close();
    return answer;
  };
  beforeEach(() => {
    mkdirSync(join(dir, "assets"));
    writeFileSync(join(dir, "assets", "page-1a2b.js"), TEXT);
    writeFileSync(join(dir, ".secret"), "hidden");
  });

  it("comes with its type, its length and an entity tag by which it is not sent twice", async () => {
    const first = await ask("/assets/page-1a2b.js");
    expect([first.statusCode, first.body]).toEqual([200, TEXT]);
    expect(first.headers["content-type"]).toBe("application/javascript; charset=utf-8");
    expect(first.headers["content-length"]).toBe(String(TEXT.length));
    const { etag } = first.headers;
    expect(etag).toMatch(/^W?\/?".+"$/);
    expect(first.headers["cache-control"]).toBeUndefined();
    const second = await ask("/assets/page-1a2b.js", { "if-none-match": String(etag) });
    expect([second.statusCode, second.body]).toEqual([304, ""]);
  });

  it("is sent in part, or not at all, as the request says", async () => {
    const part = await ask("/assets/page-1a2b.js", { range: "bytes=7-11" });
    expect([part.statusCode, part.body]).toEqual([206, TEXT.slice(7, 12)]);
    expect(part.headers["content-range"]).toBe(`bytes 7-11/${TEXT.length}`);
    expect((await ask("/assets/page-1a2b.js", { range: "bytes=900-" })).statusCode).toBe(416);
    const head = await ask("/assets/page-1a2b.js", {}, "HEAD");
    expect([head.statusCode, head.body, head.headers["content-length"]]).toEqual([200, "", String(TEXT.length)]);
  });

  it.each(["/assets/none.js", "/assets", "/assets/", "/.secret", "/nowhere"])("is not found at %s", async (url) => {
    expect((await ask(url)).statusCode).toBe(404);
  });

  it.each(["/../secret.txt", "/assets/..%2f..%2fsecret.txt", "/%2e%2e/%2e%2e/etc/passwd", "/assets/%00", "/%zz"])(
    "never lies outside the pages: %s",
    async (url) => {
      const answer = await ask(url);
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
      expect(answer.body).not.toContain("root:");
    },
  );
});
