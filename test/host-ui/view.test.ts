import { describe, expect, it } from "vitest";
import { STATE_WORDS } from "../../host-ui/src/api.ts";
import { type BookWorld, FAULT_BOOK_URL, fetchFaultBook } from "../../host-ui/src/fault-book.ts";
import { rememberedLanguage, rememberLanguage } from "../../host-ui/src/language.ts";
import { plainCode, sortedAlarms, stepsOf, titleOf } from "../../host-ui/src/view/alarms.ts";
import { bandPlace, chartRange, gaugeBeyond, gaugeShare } from "../../host-ui/src/view/heat.ts";
import { CARD_AT, CARD_Y, FILM_AT, nipOf } from "../../host-ui/src/view/mechanism-map.ts";
import { mayPause, mayResume } from "../../host-ui/src/view/orders.ts";
import { blanksOf, filmOf, ribbonOf } from "../../host-ui/src/view/supplies.ts";
import { NOON_UTC_MS, SAMPLE_BOOK, sampleAlarm, samplePrinter } from "./samples.ts";

describe("alarms", () => {
  it("come most urgent first, then newest first", () => {
    const [low, old, young, high] = [
      sampleAlarm("airflowWeak", "P3", NOON_UTC_MS),
      sampleAlarm("filmOut", "P2", NOON_UTC_MS - 9),
      sampleAlarm("ribbonOut", "P2", NOON_UTC_MS - 1),
      sampleAlarm("jamNip", "P1", NOON_UTC_MS - 99),
    ];
    expect(sortedAlarms([low, old, young, high])).toEqual([high, young, old, low]);
  });

  it("have words in the chosen language, with their numbers filled in", () => {
    const reason = { code: "filmOut", params: { type: "Fargo" } };
    expect(titleOf(SAMPLE_BOOK, "id", reason)).toBe("Film habis");
    expect(stepsOf(SAMPLE_BOOK, "en", reason)).toEqual(["Load a new Fargo film.", "Close the cover."]);
  });

  it("and the controller's own reasons have words too, with readable numbers", () => {
    const reason = { code: "soaked", params: { seconds: 40, predictedExitCelsius: 79.123456, hotZoneCelsius: 61 } };
    expect(titleOf(SAMPLE_BOOK, "id", reason)).toBe("Jeda 40 dtk: zona panas 61 °C, keping akan keluar pada 79,1 °C");
    expect(titleOf(undefined, "en", { code: "operator", params: {} })).toBe("Paused by an operator");
  });

  it("show their code while nobody has words for it", () => {
    expect(titleOf(undefined, "id", { code: "filmOut", params: {} })).toBe("film out");
    expect(titleOf(SAMPLE_BOOK, "id", { code: "toString", params: {} })).toBe("to string");
    expect(stepsOf(SAMPLE_BOOK, "id", { code: "toString", params: {} })).toEqual([]);
    expect(plainCode("thermistor2Open")).toBe("thermistor2 open");
  });
});

describe("the fault book", () => {
  it("is asked for until it comes, and junk is no book", async () => {
    const answers = [
      () => Promise.reject(new Error("down")),
      () => Promise.resolve({ ok: false, json: () => Promise.resolve({}) }),
      () => Promise.resolve({ ok: true, json: () => Promise.resolve({ jamNip: "junk" }) }),
      () => Promise.resolve({ ok: true, json: () => Promise.resolve(SAMPLE_BOOK) }),
    ];
    const asked: string[] = [];
    const book = await new Promise((resolve) => {
      const world: BookWorld = {
        fetch: (url) => {
          asked.push(url);
          return answers[asked.length - 1]!();
        },
        after: (_delayMs, fire) => fire(),
        chance: () => 0.5,
      };
      fetchFaultBook(world, resolve);
    });
    expect(asked).toEqual(Array(4).fill(FAULT_BOOK_URL));
    expect(book).toEqual(SAMPLE_BOOK);
  });
});

describe("the mechanism and the heat", () => {
  it("put the card where it is", () => {
    const way = ["hopper", "cleaner", "encoder", "turn", "nip", "cooling", "exit", "output"] as const;
    const across = way.map((stop) => CARD_AT[stop]!.x);
    expect(across).toEqual([...across].sort((a, b) => a - b));
    expect(CARD_AT.reject!.y).toBeGreaterThan(CARD_Y);
    expect([CARD_AT.none, CARD_AT.unknown, FILM_AT.idle]).toEqual([undefined, undefined, undefined]);
    expect(nipOf("nip")).toBe("closed");
    expect([nipOf("heating"), nipOf(undefined)]).toEqual(["open", "open"]);
  });

  it("know the band from 160 to 170 and the gauge's ends", () => {
    expect([159.99, 160, 170, 170.01].map(bandPlace)).toEqual(["below", "in", "in", "above"]);
    expect([20, 150, 165, 180, 228].map(gaugeShare)).toEqual([0, 0, 0.5, 1, 1]);
    expect([149.9, 150, 180, 180.1].map(gaugeBeyond)).toEqual(["low", undefined, undefined, "high"]);
  });
});

describe("the chart's scale", () => {
  it("stays around the band while the roller works, and follows it when it is cold", () => {
    expect(chartRange([])).toEqual([150, 180]);
    expect(chartRange([25, 90, null, 164.8])).toEqual([150, 180]);
    expect(chartRange([25, 90.4])).toEqual([20, 180]);
    expect(chartRange([164, 203.2])).toEqual([150, 210]);
    expect(chartRange([165, 118.3, null])).toEqual([110, 180]);
  });
});

describe("supplies", () => {
  const supplies = samplePrinter("P1", NOON_UTC_MS).supplies!;

  it("have a level and a share of a new one", () => {
    expect(ribbonOf(supplies)).toEqual({ left: 312, share: 312 / 500, level: "enough" });
    expect(filmOf({ ...supplies, film: { type: "fargo", left: 50 } }, "hdp5000").level).toBe("low");
    expect(filmOf({ ...supplies, film: { type: "none", left: 0 } }, "sr300").level).toBe("out");
    expect(filmOf({ ...supplies, film: { type: "datacard", left: 1_000 } }, "sr300").share).toBe(1);
    expect(ribbonOf({ ...supplies, ribbon: { type: "fargo", left: 900 } }).share).toBe(1);
  });

  it("say of blanks only what the machine knows", () => {
    expect(blanksOf({ ...supplies, blanks: { empty: false } })).toBeUndefined();
    expect(blanksOf({ ...supplies, blanks: { empty: true } })).toMatchObject({ left: 0, level: "out" });
    expect(blanksOf({ ...supplies, blanks: { empty: false, left: 15 } })?.level).toBe("low");
  });
});

describe("the language", () => {
  it("is kept in the browser, and a browser that refuses is no obstacle", () => {
    const kept = new Map<string, string>();
    const memory = { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => kept.set(k, v) };
    expect(rememberedLanguage(memory)).toBeUndefined();
    rememberLanguage(memory, "en");
    expect(rememberedLanguage(memory)).toBe("en");
    const refuse = (): never => {
      throw new Error("denied");
    };
    rememberLanguage({ getItem: refuse, setItem: refuse }, "id");
    expect(rememberedLanguage({ getItem: refuse, setItem: refuse })).toBeUndefined();
    expect(rememberedLanguage({ getItem: () => "fr", setItem: refuse })).toBeUndefined();
  });
});

describe("pause and resume", () => {
  it("are offered only where they can make sense, on every page alike", () => {
    const words = STATE_WORDS.filter((word) => mayPause({ word, path: word }));
    expect(words).not.toContain("offline");
    expect(words).not.toContain("faulted");
    expect(words).toContain("printing");
    expect(STATE_WORDS.filter((word) => mayResume({ word, path: word }))).toEqual(["paused"]);
    expect(mayResume({ word: "coolingDown", path: "coolingDown.ordered" })).toBe(true);
  });
});
