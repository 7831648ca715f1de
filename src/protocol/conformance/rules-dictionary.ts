import { inflateSync } from "node:zlib";
import { US_PER_S } from "../../base/index.ts";
import { CONTENT_BYTES_MAX } from "../block.ts";
import { IDENTIFY_CHUNK_BYTES } from "../handshake.ts";
import { COMMANDS, RESPONSES } from "../messages.ts";
import { DICTIONARY_BYTES_MAX, DICTIONARY_JSON_BYTES_MAX, parseDictionary } from "../peer-dictionary.ts";
import type { RawPeer } from "./raw-peer.ts";
import { type Bench, must, type Rule, skip } from "./rule.ts";

/** The clock is watched for so long. */
const CLOCK_WATCH_US = US_PER_S;
/** How far an engine's clock may be off its CLOCK_FREQ: crystals are far better, RC oscillators are not. */
const CLOCK_ERROR_MAX = 0.03;

/** One piece of the dictionary; asked three times, since answers may be lost. */
async function piece(peer: RawPeer, offset: number, count: number): Promise<Uint8Array> {
  for (let tries = 0; tries < 3; tries++) {
    const said = await peer.ask("identify", { offset, count }, "identify_response", (p) => p.offset === offset);
    if (said !== undefined) return said.params.data;
    await peer.settle();
  }
  must(false, `identify offset=${offset} count=${count} was not answered`);
}

/** The whole dictionary, as the stock host fetches it. */
export async function download(peer: RawPeer): Promise<Uint8Array> {
  const bytes: number[] = [];
  for (;;) {
    const data = await piece(peer, bytes.length, IDENTIFY_CHUNK_BYTES);
    if (data.length === 0) return Uint8Array.from(bytes);
    bytes.push(...data);
    must(bytes.length <= DICTIONARY_BYTES_MAX, `the dictionary does not end within ${DICTIONARY_BYTES_MAX} bytes`);
  }
}

const pieces: Rule = {
  id: "C-20",
  title:
    "identify answers with the bytes from the offset on, never more than asked for, and never with too few to get on",
  async run({ peer }) {
    const whole = await download(peer);
    for (const [offset, count] of [
      [0, 1],
      [3, 7],
      [39, 40],
      [1, 52],
      [0, 255],
      [whole.length - 3, 40],
    ] as const) {
      const data = await piece(peer, offset, count);
      const what = `identify offset=${offset} count=${count}`;
      must(data.length <= Math.min(count, CONTENT_BYTES_MAX - 2), `${what} was answered with ${data.length} bytes`);
      must(data.length > 0, `${what} was answered with nothing although the dictionary goes on`);
      const same = data.every((byte, i) => byte === whole[offset + i]);
      must(same, `${what} was answered with other bytes than before`);
    }
    return `${whole.length} bytes`;
  },
};

const ends: Rule = {
  id: "C-21",
  title: "identify from the end on, beyond it, or for no bytes is answered with an empty piece and the same offset",
  async run({ peer }) {
    const { length } = await download(peer);
    for (const [offset, count] of [
      [length, 40],
      [length + 1, 40],
      [2 ** 31, 1],
      [2 ** 32 - 1, 255],
      [0, 0],
    ] as const) {
      const data = await piece(peer, offset, count);
      must(data.length === 0, `identify offset=${offset} count=${count} was answered with ${data.length} bytes`);
    }
    return undefined;
  },
};

const json: Rule = {
  id: "C-22",
  title: "The dictionary is zlib-compressed JSON with commands, responses, config with CLOCK_FREQ and MCU, and version",
  async run({ peer }) {
    const bytes = await download(peer);
    let whole: Record<string, unknown>;
    try {
      const text = inflateSync(bytes, { maxOutputLength: DICTIONARY_JSON_BYTES_MAX }).toString("utf8");
      whole = JSON.parse(text) as Record<string, unknown>;
    } catch {
      must(false, "it is not zlib-compressed JSON");
    }
    for (const key of ["commands", "responses", "config"]) {
      must(typeof whole[key] === "object" && whole[key] !== null, `it has no object "${key}"`);
    }
    must(typeof whole["version"] === "string", 'it has no text "version"');
    const config = whole["config"] as Record<string, unknown>;
    must(Number(config["CLOCK_FREQ"]) > 0, "its config has no usable CLOCK_FREQ");
    must(typeof config["MCU"] === "string", "its config has no MCU");
    const parsed = parseDictionary(bytes);
    must(typeof parsed !== "string", String(parsed));
    return `${parsed.mcu} ${parsed.version}`;
  },
};

const ids: Rule = {
  id: "C-23",
  title: "identify_response has the id 0, identify the id 1, and no two messages of one direction share an id",
  async run({ peer }) {
    const whole = JSON.parse(inflateSync(await download(peer)).toString("utf8")) as Record<string, object | undefined>;
    const commands = Object.entries(whole["commands"] ?? {}) as [string, number][];
    const answers = Object.entries({ ...whole["responses"], ...whole["output"] }) as [string, number][];
    for (const [what, entries, name, id] of [
      ["commands", commands, `identify ${COMMANDS.identify}`, 1],
      ["responses", answers, `identify_response ${RESPONSES.identify_response}`, 0],
    ] as const) {
      const seen = new Set(entries.map(([, number]) => number | 0));
      must(seen.size === entries.length, `two ${what} share an id`);
      const fixed = entries.find(([, number]) => number === id);
      must(fixed === undefined || fixed[0] === name, `the id ${id} is "${fixed?.[0]}", not "${name}"`);
    }
    return `${commands.length} commands, ${answers.length} responses`;
  },
};

const stock: Rule = {
  id: "C-24",
  title:
    "get_uptime, get_clock, get_config and emergency_stop exist in the stock form; the three questions are answered",
  async run({ peer }) {
    const { commands, responses } = peer.dictionary!;
    for (const name of ["get_uptime", "get_clock", "get_config", "emergency_stop"] as const) {
      must(commands.byName.has(name), `${name} is missing or has parameters`);
    }
    for (const name of ["uptime", "clock", "config"] as const) {
      must(responses.byName.has(name), `${name} is missing or has other parameters than ${RESPONSES[name]}`);
    }
    must((await peer.ask("get_uptime", {}, "uptime")) !== undefined, "get_uptime was not answered");
    must((await peer.ask("get_clock", {}, "clock")) !== undefined, "get_clock was not answered");
    must((await peer.ask("get_config", {}, "config")) !== undefined, "get_config was not answered");
    return undefined;
  },
};

function needsClock({ peer }: Bench): void {
  const { commands, responses } = peer.dictionary!;
  const there = (["uptime", "clock"] as const).every((n) => commands.byName.has(`get_${n}`) && responses.byName.has(n));
  if (!there) skip("the engine has no get_clock and get_uptime in the stock form");
}

/** A reading of the clock, and when at the earliest and at the latest it was taken. */
async function reading(bench: Bench): Promise<{ clock: number; from: number; to: number }> {
  const from = bench.clock.now();
  const said = await bench.peer.ask("get_clock", {}, "clock");
  must(said !== undefined, "get_clock was not answered");
  return { clock: said.params.clock, from, to: said.atUs };
}

const rate: Rule = {
  id: "C-25",
  title: "The clock never runs backwards and counts CLOCK_FREQ a second (times SIM_SPEED in a simulator)",
  async run(bench) {
    needsClock(bench);
    const perUs = (bench.peer.dictionary!.clockFreq * bench.speed) / US_PER_S;
    const first = await reading(bench);
    let last = first;
    while (last.to - first.to < CLOCK_WATCH_US) {
      await bench.pause(CLOCK_WATCH_US / 10);
      const now = await reading(bench);
      must(((now.clock - last.clock) | 0) >= 0, `the clock went from ${last.clock} back to ${now.clock}`);
      last = now;
    }
    const ticks = (last.clock - first.clock) >>> 0;
    const least = (last.from - first.to) * perUs * (1 - CLOCK_ERROR_MAX);
    const most = (last.to - first.from) * perUs * (1 + CLOCK_ERROR_MAX);
    must(ticks >= least && ticks <= most, `${ticks} ticks instead of ${Math.round(least)} to ${Math.round(most)}`);
    return `${ticks} ticks in ${Math.round((last.to - first.to) / 1000)} ms`;
  },
};

const uptime: Rule = {
  id: "C-26",
  title: "uptime and clock are one clock: the lower half of uptime is the clock",
  async run(bench) {
    needsClock(bench);
    const before = await reading(bench);
    const up = await bench.peer.ask("get_uptime", {}, "uptime");
    must(up !== undefined, "get_uptime was not answered");
    const after = await reading(bench);
    const span = (after.clock - before.clock) >>> 0;
    const at = (up.params.clock - before.clock) >>> 0;
    must(at <= span, `uptime says ${up.params.clock} between the clocks ${before.clock} and ${after.clock}`);
    return undefined;
  },
};

export const DICTIONARY_RULES: readonly Rule[] = [pieces, ends, json, ids, stock, rate, uptime];
