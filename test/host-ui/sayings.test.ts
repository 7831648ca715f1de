import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SAYINGS, saying } from "../../host-ui/src/i18n/sayings.ts";

const SRC = join(import.meta.dirname, "../../src");
/** Said by the runtime's own client, not by a source of ours. */
const FOREIGN = new Set(["other side closed"]);

const names = (template: string): string[] => [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();

describe("sentences of the station in Indonesian", () => {
  it("are sentences that the station says: their words stand in its sources", () => {
    const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const sources = files.map((file) => readFileSync(join(SRC, file), "utf8")).join("\n");
    for (const [english] of SAYINGS) {
      if (FOREIGN.has(english)) continue;
      const pieces = english.split(/\{\w+\}:? ?/).filter((piece) => piece.trim().length > 3);
      expect(pieces.length, english).toBeGreaterThan(0);
      for (const piece of pieces) expect(sources, `${english}: "${piece}"`).toContain(piece);
    }
  });

  it("keep their values, and none is hidden by one before it", () => {
    for (const [english, indonesian] of SAYINGS) {
      const values = names(english);
      for (const name of names(indonesian)) expect(values, indonesian).toContain(name);
      const said = english.replace(/\{(\w+)\}/g, "<$1>");
      expect(saying("id", said), english).toBe(indonesian.replace(/\{(\w+)\}/g, "<$1>"));
    }
  });

  it("leave English, and what nobody has translated, as they came", () => {
    expect(saying("en", "nobody listens at tcp://127.0.0.1:1")).toBe("nobody listens at tcp://127.0.0.1:1");
    expect(saying("id", "nobody listens at tcp://127.0.0.1:1")).toContain(
      "tidak ada yang menjawab di tcp://127.0.0.1:1",
    );
    expect(saying("id", "Fargo-1: cannot be paused")).toBe("Fargo-1: tidak dapat dijeda");
    expect(saying("id", "something new")).toBe("something new");
    expect(saying("id", "")).toBe("");
  });
});
