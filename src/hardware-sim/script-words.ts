/** The words of the script language: what each command takes and what it does. One table; help comes from it. */
import { US_PER_MS, US_PER_S } from "../base/index.ts";
import { type FaultName, STEP_KIND } from "../protocol/index.ts";
import type { Engine } from "./engine.ts";
import type { StepWord } from "./injection-plans.ts";
import { INJECTABLE, type InjectOptions } from "./injections.ts";
import type { SupplyName } from "./lab.ts";

/** What a command does; the second part, when there is one, follows after its delay. */
export interface ScriptAction {
  run(engine: Engine): string;
  readonly later?: { readonly afterUs: number; run(engine: Engine): string };
}

/** A sentence that says what is wrong and what is possible. */
type Parsed = ScriptAction | string;

interface Word {
  readonly usage: string;
  readonly meaning: string;
  parse(args: readonly string[]): Parsed;
}

/** Of a word that is said back. */
const SHOWN_CHARACTERS_MAX = 40;

/** A word as it may stand in a sentence on a terminal: without control characters, and no longer than words are. */
export function shown(word = ""): string {
  const text = word.replace(/[\p{Cc}\p{Cf}\ufffd]/gu, "?");
  return text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}...` : text;
}

const TIME = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const UNIT_US: Readonly<Record<string, number>> = {
  ms: US_PER_MS,
  s: US_PER_S,
  m: 60 * US_PER_S,
  h: 3600 * US_PER_S,
};

/** `500ms`, `120s`, `2m`, `1.5h` in microseconds, or undefined. */
export function parseTime(word: string | undefined): number | undefined {
  const match = TIME.exec(word ?? "");
  return match === null ? undefined : Math.round(Number(match[1]) * UNIT_US[match[2]!]!);
}

function number(word: string | undefined): number | undefined {
  if (word === undefined || !/^-?\d+(\.\d+)?$/.test(word)) return undefined;
  return Number(word);
}

const does = (run: (engine: Engine) => void): ScriptAction => ({
  run(engine) {
    run(engine);
    return "ok";
  },
});

const choice = (usage: string, choices: Readonly<Record<string, (engine: Engine) => void>>, word?: string): Parsed => {
  const run = choices[word ?? ""];
  return run === undefined ? `use: ${usage}` : does(run);
};

const SUPPLIES: ReadonlySet<string> = new Set(["fargo", "datacard", "unknown", "none"]);

function spoolWords(spool: "ribbon" | "film", args: readonly string[]): Parsed {
  const [verb, type, left] = args;
  const usage = `use: ${spool} load [fargo|datacard|unknown|none] [count] | ${spool} left N`;
  if (verb === "left") return measure(`${spool} left N`, type, ({ lab }, many) => lab.setLeft(spool, many));
  if (verb !== "load" || (type !== undefined && !SUPPLIES.has(type))) return usage;
  const many = left === undefined ? undefined : number(left);
  if (left !== undefined && many === undefined) return usage;
  const name = type as SupplyName | undefined;
  return does(({ lab }) => (spool === "ribbon" ? lab.loadRibbon(name, many) : lab.loadFilm(name, many)));
}

function measure(usage: string, word: string | undefined, run: (engine: Engine, value: number) => void): Parsed {
  const value = number(word);
  return value === undefined ? `use: ${usage}` : does((engine) => run(engine, value));
}

function mains(args: readonly string[]): Parsed {
  const [word, length] = args;
  if (word === "on") return does(({ lab }) => lab.restoreMains());
  if (word !== "off")
    return measure("mains off [time] | mains on | mains VOLT", word, ({ lab }, volt) => lab.setMains(volt));
  const off = does(({ lab }) => lab.cutMains());
  if (length === undefined) return off;
  const afterUs = parseTime(length);
  if (afterUs === undefined) return "use: mains off [time], with a time like 500ms, 5s, 2m or 1h";
  return { ...off, later: { afterUs, ...does(({ lab }) => lab.restoreMains()) } };
}

function faultName(word: string | undefined): FaultName | undefined {
  return INJECTABLE.find((name) => name === word);
}

const POSSIBLE = `possible: ${INJECTABLE.join(", ")}`;

const INJECT = "inject FAULT [times N] [value X] [for TIME] [when [step STEP] [card N] [after TIME]]";

function injection(args: readonly string[]): Parsed {
  const fault = faultName(args[0]);
  if (fault === undefined) return `no fault "${shown(args[0])}"; ${POSSIBLE}`;
  const when = args.indexOf("when");
  const strength = wordPairs(args.slice(1, when < 0 ? undefined : when), {
    times: number,
    value: number,
    for: seconds,
  });
  const trigger = wordPairs(when < 0 ? [] : args.slice(when + 1), { step: stepWord, card: number, after: seconds });
  const triggered = Object.keys(trigger ?? {}).length > 0;
  if (strength === undefined || trigger === undefined || when >= 0 !== triggered) return `use: ${INJECT}`;
  const { times, value, for: durationS } = strength;
  const { step, card: nthCard, after: afterS } = trigger;
  const given = <T extends object>(fields: T): T =>
    Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined)) as T;
  const options = given({
    times,
    value,
    durationS,
    trigger: triggered ? given({ step, nthCard, afterS }) : undefined,
  }) as InjectOptions;
  return does(({ lab }) => lab.inject(fault, options));
}

/** `word value` pairs, each word at most once; undefined when something does not belong there. */
function wordPairs<T extends Record<string, (word: string | undefined) => unknown>>(
  args: readonly string[],
  readers: T,
): { [K in keyof T]?: Exclude<ReturnType<T[K]>, undefined> } | undefined {
  const found: Record<string, unknown> = {};
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i]!;
    const value = Object.hasOwn(readers, name) ? readers[name]!(args[i + 1]) : undefined;
    if (value === undefined || name in found) return undefined;
    found[name] = value;
  }
  return found as { [K in keyof T]?: Exclude<ReturnType<T[K]>, undefined> };
}

function seconds(word: string | undefined): number | undefined {
  const us = parseTime(word);
  return us === undefined ? undefined : us / US_PER_S;
}

function stepWord(word: string | undefined): StepWord | undefined {
  return word !== undefined && word !== "none" && Object.hasOwn(STEP_KIND, word) ? (word as StepWord) : undefined;
}

export const WORDS: Readonly<Record<string, Word>> = {
  cover: {
    usage: "cover open|close",
    meaning: "open or close the cover",
    parse: ([word]) =>
      choice("cover open|close", { open: ({ lab }) => lab.openCover(), close: ({ lab }) => lab.closeCover() }, word),
  },
  blanks: {
    usage: "blanks load N",
    meaning: "put blanks into the hopper",
    parse: ([verb, many]) =>
      measure("blanks load N", verb === "load" ? many : undefined, ({ lab }, cards) => lab.loadBlanks(cards)),
  },
  ribbon: {
    usage: "ribbon load [type] [sets] | left N",
    meaning: "change the ribbon, when the machine next stands still; or leave N sets on it, at once",
    parse: (args) => spoolWords("ribbon", args),
  },
  film: {
    usage: "film load [type] [frames] | left N",
    meaning: "change the film, when the machine next stands still; or leave N frames on it, at once",
    parse: (args) => spoolWords("film", args),
  },
  output: {
    usage: "output empty",
    meaning: "empty the output bin",
    parse: ([word]) => choice("output empty", { empty: ({ lab }) => lab.emptyOutput() }, word),
  },
  reject: {
    usage: "reject empty",
    meaning: "empty the reject bin",
    parse: ([word]) => choice("reject empty", { empty: ({ lab }) => lab.emptyReject() }, word),
  },
  card: {
    usage: "card remove",
    meaning: "take the card out of the path",
    parse: ([word]) => choice("card remove", { remove: ({ lab }) => lab.removeCard() }, word),
  },
  room: {
    usage: "room CELSIUS",
    meaning: "temperature of the room",
    parse: ([word]) => measure("room CELSIUS", word, ({ lab }, celsius) => lab.setRoom(celsius)),
  },
  fan: {
    usage: "fan SHARE",
    meaning: "airflow that the fan makes, 0..1 (dust)",
    parse: ([word]) => measure("fan SHARE, 0..1", word, ({ lab }, share) => lab.setAirflow(share)),
  },
  mains: { usage: "mains off [time] | on | VOLT", meaning: "mains voltage, cut or restored", parse: mains },
  boot0: {
    usage: "boot0 on|off",
    meaning: "the jumper that starts the loader in the chip's ROM",
    parse: ([word]) =>
      choice(
        "boot0 on|off",
        { on: ({ lab }) => lab.setBootJumper(true), off: ({ lab }) => lab.setBootJumper(false) },
        word,
      ),
  },
  memory: {
    usage: "memory worn|new",
    meaning: "memory cells at the end of their life, or a new board",
    parse: ([word]) =>
      choice(
        "memory worn|new",
        { worn: ({ lab }) => lab.wearMemory(true), new: ({ lab }) => lab.wearMemory(false) },
        word,
      ),
  },
  flash: {
    usage: "flash cut|rot N",
    meaning: "power fails in the N-th write to the flash from now, or N of its bits flip",
    parse([what, word]) {
      const many = number(word);
      if ((what !== "cut" && what !== "rot") || many === undefined || !Number.isInteger(many)) {
        return "use: flash cut|rot N";
      }
      return does(({ lab }) => (what === "cut" ? lab.cutAtFlashOperation(many) : lab.rotFlash(many)));
    },
  },
  inject: { usage: INJECT, meaning: "put a fault in", parse: injection },
  heal: {
    usage: "heal FAULT",
    meaning: "take the cause of a fault away",
    parse([word]) {
      const fault = faultName(word);
      return fault === undefined ? `no fault "${shown(word)}"; ${POSSIBLE}` : does(({ lab }) => lab.heal(fault));
    },
  },
  state: {
    usage: "state",
    meaning: "what the machine is like now",
    parse: () => ({ run: (engine) => JSON.stringify(engine.lab.state()) }),
  },
  help: { usage: "help", meaning: "this list", parse: () => ({ run: () => SCRIPT_HELP }) },
};

/** All commands, one a line. */
export const SCRIPT_HELP: string = [
  ...Object.values(WORDS).map(({ usage, meaning }) => `${usage.padEnd(34)} ${meaning}`),
  `${"at TIME command".padEnd(34)} the same, that long after the start (500ms, 120s, 2m, 1h)`,
].join("\n");
