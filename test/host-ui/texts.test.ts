import { describe, expect, it } from "vitest";
import {
  CARD_STOPS,
  FILM_WORDS,
  JOB_CLASSES,
  LINK_STATES,
  LOST_CAUSES,
  PHASE_WORDS,
  STATE_WORDS,
  STEP_WORDS,
} from "../../host-ui/src/api.ts";
import { chartId } from "../../host-ui/src/i18n/state-words.ts";
import { clockText, durationText, filled, number, text } from "../../host-ui/src/i18n/texts.ts";
import { lostCauses, lostWords } from "../../host-ui/src/view/lost.ts";
import { CENTRE_FAULT_NAMES } from "../../src/centre-sim/index.ts";
import { chartJson } from "../../src/controller/index.ts";
import { DICTIONARIES } from "./dictionaries.ts";
import { NOON_UTC_MS } from "./samples.ts";

/** A word that is shown large on a wall. */
const WORD_LETTERS_MAX = 12;

const { id, en } = DICTIONARIES.find(({ name }) => name === "")!;
const keys = Object.keys(id);
const everyKey = DICTIONARIES.flatMap((dictionary) => Object.keys(dictionary.id));
const placeholders = (template: string): string[] => (template.match(/\{\w+\}/g) ?? []).sort();
const letters = (word: string): number => word.replaceAll(" ", "").length;

describe("the lab's dictionary", () => {
  it("has words for all that a simulated data centre can do", () => {
    const lab = DICTIONARIES.find(({ name }) => name === "lab")!;
    expect(Object.keys(lab.id)).toEqual(
      expect.arrayContaining(CENTRE_FAULT_NAMES.map((name) => `centreFault.${name}`)),
    );
  });
});

describe("the dictionary", () => {
  it("has the same keys and placeholders in both languages, and no empty text", () => {
    expect(DICTIONARIES.length).toBeGreaterThan(3);
    for (const { name, id, en } of DICTIONARIES) {
      expect(Object.keys(en).sort(), name).toEqual(Object.keys(id).sort());
      for (const key of Object.keys(id)) {
        expect(placeholders(en[key]!), key).toEqual(placeholders(id[key]!));
        expect(id[key]!.trim(), key).not.toBe("");
        expect(en[key]!.trim(), key).not.toBe("");
      }
    }
  });

  it("keeps state words within twelve letters, in capitals, all different", () => {
    const words = keys.filter((key) => key.startsWith("state.") || key.startsWith("word."));
    expect(words.length).toBeGreaterThan(STATE_WORDS.length);
    for (const dictionary of [id, en]) {
      for (const key of words) {
        expect(letters(dictionary[key]!), key).toBeLessThanOrEqual(WORD_LETTERS_MAX);
        expect(dictionary[key], key).toBe(dictionary[key]!.toUpperCase());
      }
      expect(new Set(words.map((key) => dictionary[key])).size).toBe(words.length);
    }
  });

  it("has a word for everything that the station can say", () => {
    const wanted = [
      ...STATE_WORDS.map((word) => `state.${word}`),
      ...STEP_WORDS.map((word) => `step.${word}`),
      ...PHASE_WORDS.map((word) => `phase.${word}`),
      ...FILM_WORDS.map((word) => `film.${word}`),
      ...LINK_STATES.map((word) => `link.${word}`),
      ...LOST_CAUSES.map((word) => `cause.${word}`),
      ...JOB_CLASSES.map((word) => `class.${word}`),
      ...CARD_STOPS.filter((stop) => stop !== "none" && stop !== "unknown").map((stop) => `stop.${stop}`),
    ];
    expect(wanted.filter((key) => !everyKey.includes(key))).toEqual([]);
  });
});

describe("numbers and times", () => {
  it("are written as each language writes them", () => {
    expect(number("id", 1104)).toBe("1.104");
    expect(number("en", 1104)).toBe("1,104");
    expect(number("id", 164.83, 1)).toBe("164,8");
  });

  it("are the office's, whatever the zone of the screen", () => {
    expect(clockText("id", "WIB", NOON_UTC_MS, "time")).toBe("12:00");
    expect(clockText("en", "WITA", NOON_UTC_MS, "time")).toBe("13:00");
    expect(clockText("id", "WIT", NOON_UTC_MS + 7_000, "seconds")).toBe("14:00:07");
    expect(clockText("id", "WIB", NOON_UTC_MS, "date")).toBe("Selasa, 21 Agustus 2018");
    expect(clockText("id", "WIB", NOON_UTC_MS + 12 * 3_600_000, "time")).toBe("00:00");
  });

  it("tell durations coarsely and never negative", () => {
    expect(durationText("id", -5)).toBe("0 dtk");
    expect(durationText("en", 59_999)).toBe("59 s");
    expect(durationText("en", 60_000)).toBe("1 min");
    expect(durationText("id", 3_660_000)).toBe("1 jam 1 mnt");
    expect(durationText("en", 48 * 3_600_000)).toBe("2 days");
  });

  it("fill templates, and leave what is not given in sight", () => {
    expect(text("id", "supply.cards", { n: 12 })).toBe("12 keping");
    expect(filled("{a} {b} {constructor}", { a: 1 })).toBe("1 {b} {constructor}");
  });
});

describe("lost time", () => {
  it("names the largest cause first and leaves out what lost nothing", () => {
    const lost = { heat: 60, supplies: 7_200, link: 0.4 };
    expect(lostCauses(lost).map(({ cause }) => cause)).toEqual(["supplies", "heat"]);
    expect(lostWords("en", lost)).toBe("supplies 2 h 0 min, heat 1 min");
    expect(lostWords("id", {})).toBe("belum ada");
  });
});

describe("the statechart in Indonesian", () => {
  it("has words for every state that the chart describes, and for no other", () => {
    const { nodes } = chartJson();
    const described = nodes.filter(({ description }) => description !== "").map(({ path }) => path);
    expect(described.length).toBeGreaterThan(40);
    expect(Object.keys(chartId).sort()).toEqual(described.sort());
    for (const { path, description } of nodes) expect(chartId[path]).not.toBe(description);
  });
});
