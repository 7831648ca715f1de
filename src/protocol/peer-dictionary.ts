import { inflateSync } from "node:zlib";
import { type Codec, makeCodec } from "./codec.ts";
import { IDENTIFY_ID, IDENTIFY_RESPONSE_ID } from "./dictionary.ts";
import { type FieldSpec, parseFields, parseOutputFields } from "./format.ts";
import { COMMANDS, RESPONSES } from "./messages.ts";

/** Limits for what a peer may send as its dictionary. Real ones are 4-40 kB compressed. */
export const DICTIONARY_BYTES_MAX = 262_144;
export const DICTIONARY_JSON_BYTES_MAX = 2_097_152;
export const DICTIONARY_MESSAGES_MAX = 4096;

/** Ids that a peer's messages are looked up by without a map. */
const SMALL_IDS_MAX = 255;

/** The message with this id, or undefined. */
export function codecOf(messages: PeerMessages, id: number): Codec | undefined {
  return id >= 0 && id <= SMALL_IDS_MAX ? messages.small[id] : messages.byId.get(id);
}

/** One direction of a peer's messages. `ours` of a codec: our own table has this message with exactly this format. */
export interface PeerMessages {
  readonly byId: ReadonlyMap<number, Codec>;
  /** Those with the ids 0..{@link SMALL_IDS_MAX}, at their id: real engines have no others, and each message is looked up. */
  readonly small: readonly (Codec | undefined)[];
  /** Only those that are ours. */
  readonly byName: ReadonlyMap<string, Codec>;
  /** Every name, ours or not. */
  readonly names: ReadonlySet<string>;
}

/** What an engine says about itself and its messages. Shared between links: nobody writes to it. */
export interface PeerDictionary {
  readonly mcu: string;
  readonly version: string;
  readonly clockFreq: number;
  readonly constants: Readonly<Record<string, number | string>>;
  readonly commands: PeerMessages;
  readonly responses: PeerMessages;
}

/** Reads a dictionary. A string is the reason why it cannot be used. */
export function parseDictionary(compressed: Uint8Array): PeerDictionary | string {
  const json = inflate(compressed);
  if (json === undefined) return "its dictionary is damaged";
  if (!isRecord(json)) return "its dictionary is no JSON object";
  const commands = readMessages(json["commands"], COMMANDS, false);
  if (typeof commands === "string") return commands;
  const responses = readMessages(json["responses"], RESPONSES, false);
  if (typeof responses === "string") return responses;
  const output = readMessages(json["output"], {}, true);
  if (typeof output === "string") return output;
  const constants = readConstants(json["config"]);
  const clockFreq = Number(constants["CLOCK_FREQ"]);
  if (!(clockFreq > 0 && clockFreq <= 2 ** 32)) return "its dictionary has no usable CLOCK_FREQ";
  return {
    mcu: text(constants["MCU"]),
    version: text(json["version"]),
    clockFreq,
    constants,
    commands: collect(withFixed(commands, "identify", IDENTIFY_ID, COMMANDS.identify)),
    responses: collect([
      ...withFixed(responses, "identify_response", IDENTIFY_RESPONSE_ID, RESPONSES.identify_response),
      ...output,
    ]),
  };
}

interface Entry {
  readonly id: number;
  readonly name: string;
  readonly fields: readonly FieldSpec[];
  readonly ours: boolean;
}

function collect(entries: readonly Entry[]): PeerMessages {
  const codecs = entries.map(({ id, name, fields, ours }, index) => makeCodec(id, name, fields, index, ours));
  const byId = new Map(codecs.map((codec) => [codec.id, codec]));
  return {
    byId,
    small: Array.from({ length: SMALL_IDS_MAX + 1 }, (_, id) => byId.get(id)),
    byName: new Map(codecs.filter(({ ours }) => ours).map((codec) => [codec.name, codec])),
    names: new Set(codecs.map(({ name }) => name)),
  };
}

/** What is known before the dictionary: the two messages with fixed ids. */
export const BARE_MESSAGES: Pick<PeerDictionary, "commands" | "responses"> = {
  commands: collect(withFixed([], "identify", IDENTIFY_ID, COMMANDS.identify)),
  responses: collect(withFixed([], "identify_response", IDENTIFY_RESPONSE_ID, RESPONSES.identify_response)),
};

function inflate(compressed: Uint8Array): unknown {
  try {
    return JSON.parse(inflateSync(compressed, { maxOutputLength: DICTIONARY_JSON_BYTES_MAX }).toString("utf8"));
  } catch {
    return undefined;
  }
}

function readMessages(table: unknown, own: Readonly<Record<string, string>>, output: boolean): Entry[] | string {
  if (table === undefined) return [];
  if (!isRecord(table)) return "a message table in its dictionary is no object";
  const entries = Object.entries(table);
  if (entries.length > DICTIONARY_MESSAGES_MAX)
    return `its dictionary has more than ${DICTIONARY_MESSAGES_MAX} messages`;
  const messages: Entry[] = [];
  for (const [line, id] of entries) {
    if (typeof id !== "number" || !Number.isInteger(id) || id < -(2 ** 31) || id >= 2 ** 32) {
      return `its dictionary gives "${line.slice(0, 60)}" no usable id`;
    }
    const space = line.indexOf(" ");
    const name = output || space < 0 ? line : line.slice(0, space);
    const format = output || space < 0 ? "" : line.slice(space + 1);
    const fields = output ? parseOutputFields(line) : parseFields(format);
    if (fields === undefined) return `its message "${line.slice(0, 60)}" has a format that is not known here`;
    const ours = Object.hasOwn(own, name) && own[name] === format;
    messages.push({ id: id | 0, name, fields, ours });
  }
  return messages;
}

/** The two messages with fixed ids need not be listed. */
function withFixed(messages: Entry[], name: string, id: number, format: string): Entry[] {
  if (messages.some((message) => message.id === id)) return messages;
  return [...messages, { id, name, fields: parseFields(format) ?? [], ours: true }];
}

function readConstants(config: unknown): Record<string, number | string> {
  const constants: Record<string, number | string> = {};
  if (!isRecord(config)) return constants;
  for (const [name, value] of Object.entries(config)) {
    if (typeof value === "number" || typeof value === "string") constants[name] = value;
  }
  return constants;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 200) : "";
}
