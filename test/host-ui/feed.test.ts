import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyPatch, type Delta, type ServerMessage, type Snap } from "../../host-ui/src/api.ts";
import { type Feed, printerOrder, receive } from "../../host-ui/src/live/feed.ts";
import { NOON_UTC_MS, sampleOffice, samplePrinter } from "./samples.ts";

const snap: Snap = {
  type: "snap",
  epoch: "e1",
  seq: 7,
  atMs: NOON_UTC_MS,
  office: sampleOffice(["P2", "P1"]),
  printers: { P1: samplePrinter("P1", NOON_UTC_MS), P2: samplePrinter("P2", NOON_UTC_MS) },
};

function delta(seq: number, printers: Delta["printers"], office?: Delta["office"]): Delta {
  const message: Delta = { type: "delta", seq, atMs: NOON_UTC_MS, printers };
  if (office !== undefined) message.office = office;
  return message;
}

function applied(feed: Feed | undefined, message: ServerMessage): Feed {
  const verdict = receive(feed, message);
  if (verdict.kind !== "applied") throw new Error(`not applied: ${verdict.kind}`);
  return verdict.feed;
}

const start = applied(undefined, snap);

describe("the feed's messages", () => {
  it("applies the next change, to the printers it names only", () => {
    const verdict = receive(start, delta(8, { P1: { temps: { roller: 166.5 }, job: null } }, { issuedToday: 47 }));
    expect(verdict).toMatchObject({ kind: "applied", changed: ["P1"] });
    const feed = applied(start, delta(8, { P1: { temps: { roller: 166.5 }, job: null } }, { issuedToday: 47 }));
    expect(feed.seq).toBe(8);
    expect(feed.printers["P1"]?.temps).toEqual({ ...snap.printers["P1"]?.temps, roller: 166.5 });
    expect(feed.printers["P1"]).not.toHaveProperty("job");
    expect(feed.printers["P2"]).toBe(start.printers["P2"]);
    expect(feed.office.issuedToday).toBe(47);
    expect(start.printers["P1"]?.temps?.roller).toBe(164.83);
  });

  it("sees a gap in changes and in heartbeats, and takes nothing twice", () => {
    expect(receive(start, delta(9, {}))).toEqual({ kind: "gap" });
    expect(receive(undefined, delta(1, {}))).toEqual({ kind: "gap" });
    expect(receive(start, { type: "hb", seq: 8, serverTimeMs: NOON_UTC_MS })).toEqual({ kind: "gap" });
    expect(receive(start, { type: "hb", seq: 7, serverTimeMs: NOON_UTC_MS })).toEqual({ kind: "same" });
    expect(receive(start, delta(7, { P1: { place: "elsewhere" } }))).toEqual({ kind: "same" });
  });

  it("refuses a change that leaves a state which does not fit the schema", () => {
    expect(receive(start, delta(8, { P1: { state: { word: "dancing" } } }))).toMatchObject({ kind: "broken" });
    expect(receive(start, delta(8, { P9: { place: "half a printer" } }))).toMatchObject({ kind: "broken" });
    expect(receive(start, delta(8, {}, { zone: "CET" }))).toMatchObject({ kind: "broken" });
  });

  it("keeps the station file's order and shows printers that it lacks last", () => {
    expect(printerOrder(start)).toEqual(["P2", "P1"]);
    expect(printerOrder({ ...start, office: { ...start.office, printers: ["P1", "gone"] } })).toEqual(["P1", "P2"]);
  });
});

describe("merge patch (RFC 7396, appendix A)", () => {
  const VECTORS: [target: unknown, patch: unknown, result: unknown][] = [
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [
      ["a", "b"],
      ["c", "d"],
      ["c", "d"],
    ],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, null, null],
    [{ a: "foo" }, "bar", "bar"],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  it.each(VECTORS)("%j patched with %j", (target, patch, result) => {
    expect(applyPatch(target, patch)).toEqual(result);
  });

  it("never changes its arguments and settles after one application", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const before = JSON.stringify([target, patch]);
        const once = applyPatch(target, patch);
        expect(JSON.stringify([target, patch])).toBe(before);
        expect(applyPatch(once, patch)).toEqual(once);
      }),
    );
  });
});
