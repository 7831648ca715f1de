import { describe, expect, it } from "vitest";
import { ageMs, freshness, worse } from "../../host-ui/src/age.ts";
import { OFFSET_WINDOW_MS, ServerClock } from "../../host-ui/src/live/server-clock.ts";
import { wordOf } from "../../host-ui/src/view/word.ts";
import { NOON_UTC_MS, samplePrinter } from "./samples.ts";

describe("age of a value", () => {
  it.each([
    [0, "fresh"],
    [2_999, "fresh"],
    [3_000, "ageing"],
    [14_999, "ageing"],
    [15_000, "stale"],
    [undefined, "never"],
  ] as const)("%s ms is %s", (age, word) => {
    expect(freshness(age)).toBe(word);
  });

  it("is unknown without a time or a clock, and never negative", () => {
    expect(ageMs(undefined, NOON_UTC_MS)).toBeUndefined();
    expect(ageMs(NOON_UTC_MS, undefined)).toBeUndefined();
    expect(ageMs(0, NOON_UTC_MS)).toBeUndefined();
    expect(ageMs(NOON_UTC_MS + 400, NOON_UTC_MS)).toBe(0);
  });

  it("of two takes the older", () => {
    expect(worse("fresh", "stale")).toBe("stale");
    expect(worse("ageing", "fresh")).toBe("ageing");
    expect(worse("never", "stale")).toBe("never");
  });
});

describe("the station's clock", () => {
  it("runs on by the page's clock when nothing comes any more", () => {
    const clock = new ServerClock();
    expect(clock.utcMsAt(5)).toBeUndefined();
    clock.sample(NOON_UTC_MS, 1_000);
    expect(clock.utcMsAt(1_000 + 3_600_000)).toBe(NOON_UTC_MS + 3_600_000);
  });

  it("is not set back by messages that crawl: they show their age", () => {
    const clock = new ServerClock();
    clock.sample(NOON_UTC_MS, 1_000);
    clock.sample(NOON_UTC_MS + 1_000, 10_000);
    expect(clock.utcMsAt(10_000)).toBe(NOON_UTC_MS + 9_000);
  });

  it("follows a station whose clock was set back, after the window", () => {
    const clock = new ServerClock();
    clock.sample(NOON_UTC_MS, 0);
    for (let ms = 1_000; ms <= OFFSET_WINDOW_MS + 1_000; ms += 1_000) clock.sample(NOON_UTC_MS - 7_000 + ms, ms);
    expect(clock.utcMsAt(OFFSET_WINDOW_MS + 1_000)).toBe(NOON_UTC_MS - 7_000 + OFFSET_WINDOW_MS + 1_000);
  });

  it("takes a clock set forward at once, and forgets on reset", () => {
    const clock = new ServerClock();
    clock.sample(NOON_UTC_MS, 0);
    clock.sample(NOON_UTC_MS + 60_000, 1_000);
    expect(clock.utcMsAt(1_000)).toBe(NOON_UTC_MS + 60_000);
    clock.reset();
    expect(clock.known).toBe(false);
  });
});

describe("the word on a panel", () => {
  const printing = samplePrinter("P1", NOON_UTC_MS);

  it("is what the printer says while it is heard", () => {
    expect(wordOf(printing, "fresh")).toMatchObject({ key: "state.printing", tone: "active", last: undefined });
    expect(wordOf(printing, "ageing")).toMatchObject({ key: "state.printing" });
  });

  it("is OFFLINE when the data is old, with the last word beside it", () => {
    expect(wordOf(printing, "stale")).toEqual({
      key: "state.offline",
      shape: "cross",
      tone: "off",
      last: "state.printing",
    });
  });

  it("is OFFLINE when a linked printer was never heard", () => {
    expect(wordOf(printing, "never").key).toBe("state.offline");
  });

  it("names what has run out and what is jammed", () => {
    const state = { ...printing.state, word: "supplyOut" as const };
    const word = (code: string): string => wordOf({ ...printing, state, reason: { code, params: {} } }, "fresh").key;
    expect(word("filmOut")).toBe("word.filmOut");
    expect(word("ribbonOut")).toBe("word.ribbonOut");
    expect(word("somethingNew")).toBe("state.supplyOut");
    const faulted = { ...printing, state: { ...printing.state, word: "faulted" as const } };
    expect(wordOf({ ...faulted, reason: { code: "jamExit", params: {} } }, "fresh").key).toBe("word.jam");
    const open = { ...faulted, reason: { code: "coverOpen", params: {} } };
    expect(wordOf(open, "fresh", "P2")).toMatchObject({ key: "word.coverOpen", shape: "diamond", tone: "attention" });
    expect(wordOf(open, "fresh", "P1")).toMatchObject({ shape: "triangle", tone: "alarm" });
    expect(wordOf(open, "fresh")).toMatchObject({ shape: "triangle", tone: "alarm" });
    // A code that merely stands beside a healthy state does not rename it.
    expect(wordOf({ ...printing, reason: { code: "filmOut", params: {} } }, "fresh").key).toBe("state.printing");
  });
});
