import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { applyPatch, type Delta, deltaSchema, type Snap, snapSchema } from "../../src/station/api.ts";
import { DELTAS_KEPT_MAX, DeltaRing } from "../../src/station/live/delta-ring.ts";
import { LiveFeed } from "../../src/station/live/live-feed.ts";
import { mergeDiff } from "../../src/station/live/merge-diff.ts";
import { FakeOffice } from "./fake-office.ts";

let clock: VirtualClock;
let office: FakeOffice;
let feed: LiveFeed;
let deltas: Delta[];

beforeEach(() => {
  clock = new VirtualClock();
  office = new FakeOffice();
  feed = new LiveFeed({ clock, source: office, epoch: "e" });
  office.onChange((name, urgent) => feed.changed(name, urgent));
  deltas = [];
  feed.subscribe((message) => deltas.push(deltaSchema.parse(JSON.parse(message.toString()))));
});

const snapshot = (): Snap => snapSchema.parse(JSON.parse(feed.snapshotMessage().toString()));
const counters = (issued: number) => ({ counters: { issued, spoiltSeen: 0, uncertain: 0 } });

describe("merge patches", () => {
  const leaf = fc.oneof(
    fc.integer(),
    fc.string({ maxLength: 3 }),
    fc.boolean(),
    fc.array(fc.integer(), { maxLength: 3 }),
  );
  const { state } = fc.letrec<{ state: Record<string, unknown>; value: unknown }>((tie) => ({
    state: fc.dictionary(fc.constantFrom("a", "b", "c", "d", "constructor", "toString"), tie("value"), { maxKeys: 4 }),
    value: fc.oneof({ depthSize: "small" }, leaf, tie("state")),
  }));

  it("turn any state into any other, over JSON, and say nothing when nothing changed", () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const patch = mergeDiff(before, after);
        const sent: unknown = patch === undefined ? undefined : JSON.parse(JSON.stringify(patch));
        expect(sent === undefined ? before : applyPatch(before, sent)).toEqual(after);
        expect(mergeDiff(after, structuredClone(after))).toBeUndefined();
      }),
    );
  });

  it("are as small as RFC 7396 allows", () => {
    const before = { a: 1, b: { c: 2, d: 3 }, e: [1, 2], f: "x" };
    expect(mergeDiff(before, { a: 1, b: { c: 2, d: 4 }, e: [1, 2, 3] })).toEqual({
      b: { d: 4 },
      e: [1, 2, 3],
      f: null,
    });
  });

  it("leave the old state alone", () => {
    const before = { a: { b: 1 } };
    expect(applyPatch(before, { a: { c: 2 } })).toEqual({ a: { b: 1, c: 2 } });
    expect(before).toEqual({ a: { b: 1 } });
  });
});

describe("the feed", () => {
  it("sends what changed at once when it was quiet, then at most ten times a second", () => {
    office.change("P1", counters(1));
    clock.advance(0);
    expect(deltas.map(({ printers }) => printers)).toEqual([{ P1: { counters: { issued: 1 } } }]);
    for (let i = 2; i <= 100; i++) {
      clock.advance(US_PER_S / 100);
      office.change("P1", counters(i));
    }
    clock.advance(US_PER_S);
    expect(deltas.length).toBeLessThanOrEqual(12);
    expect(deltas.at(-1)!.printers).toEqual({ P1: { counters: { issued: 100 } } });
    expect(deltas.map(({ seq }) => seq)).toEqual(deltas.map((_, i) => i + 1));
  });

  it("sends an urgent change without any wait, with what was waiting", () => {
    office.change("P1", counters(1), true);
    office.change("P2", counters(1));
    office.change("P1", counters(2), true);
    expect(deltas.map(({ printers }) => Object.keys(printers).sort())).toEqual([["P1"], ["P1", "P2"]]);
  });

  it("says nothing when nothing is different", () => {
    office.change("P1", {});
    clock.advance(US_PER_S);
    expect(deltas).toEqual([]);
    expect(feed.seq).toBe(0);
  });

  it("carries the office's own numbers", () => {
    office.issuedToday = 5;
    feed.changed(undefined, false);
    clock.advance(US_PER_S);
    expect(deltas[0]!.office).toEqual({ issuedToday: 5 });
  });

  it("gives a snapshot that equals the first one with all deltas applied", () => {
    const first = snapshot();
    for (let i = 1; i < 20; i++) {
      office.change(
        i % 2 === 0 ? "P1" : "P2",
        i % 5 === 0 ? { reason: { code: "x", params: { i } } } : counters(i),
        i % 3 === 0,
      );
      clock.advance(140_000);
    }
    clock.advance(US_PER_S);
    const printers: Record<string, unknown> = { ...first.printers };
    for (const delta of deltas)
      for (const name in delta.printers) printers[name] = applyPatch(printers[name], delta.printers[name]);
    expect(printers).toEqual(snapshot().printers);
    expect(snapshot().seq).toBe(deltas.length);
  });

  it("replays what a client missed, and only of this epoch", () => {
    for (let i = 1; i <= 3; i++) office.change("P1", counters(i), true);
    const seqs = (missed: Buffer[] | undefined) =>
      missed?.map((message) => JSON.parse(message.toString()).seq as number);
    expect(seqs(feed.missed("e", 1))).toEqual([2, 3]);
    expect(seqs(feed.missed("e", 3))).toEqual([]);
    expect(feed.missed("e", 4)).toBeUndefined();
    expect(feed.missed("other", 1)).toBeUndefined();
    expect(feed.missed(undefined, undefined)).toBeUndefined();
  });
});

describe("the ring of deltas", () => {
  it("forgets the oldest and says so", () => {
    const ring = new DeltaRing(4);
    for (let i = 1; i <= 6; i++) ring.push(Buffer.from(String(i)));
    expect(ring.after(2)?.map(String)).toEqual(["3", "4", "5", "6"]);
    expect(ring.after(1)).toBeUndefined();
    expect(ring.after(7)).toBeUndefined();
    expect(DELTAS_KEPT_MAX).toBe(2000);
  });
});
