import { fieldsOf, type Message } from "./codec.ts";
import { faultName, faultNames } from "./fault-codes.ts";
import {
  CARD_FLAG,
  CARD_STOP,
  ENGINE_STATE,
  FILM_STATE,
  HEAT_FLAG,
  NO_SENSOR_CENTICELSIUS,
  nameOf,
  PARAM,
  REFUSAL,
  SENSOR,
  STEP_KIND,
  STEP_PHASE,
  STEP_RESULT,
  SUPPLY_TYPE,
} from "./wire-enums.ts";

/** A unit at the end of a field name, how many of it make one shown unit, and how that is written. */
const UNITS: readonly (readonly [string, number, string])[] = [
  ["centicelsius", 100, "C"],
  ["decicelsius", 10, "C"],
  ["permille", 10, "%"],
  ["decivolt", 10, "V"],
  ["milliampere", 1, "mA"],
  ["rpm", 1, "rpm"],
  ["ms", 1, "ms"],
];

/** Tables by the end of a field name; the longer name first. */
const ENUMS: readonly (readonly [string, Record<string, number>])[] = [
  ["film_state", FILM_STATE],
  ["state", ENGINE_STATE],
  ["kind", STEP_KIND],
  ["result", STEP_RESULT],
  ["phase", STEP_PHASE],
  ["stop", CARD_STOP],
  ["reason", REFUSAL],
  ["type", SUPPLY_TYPE],
  ["index", PARAM],
];
const BITS: Readonly<Record<string, Record<string, number>>> = {
  "status_heat.flags": HEAT_FLAG,
  "status_path.sensors": SENSOR,
  "status_path.card_flags": CARD_FLAG,
  "card_state.flags": CARD_FLAG,
};
/** Readable text. Every other byte string is shown as hex, and a job only by its last two characters. */
const TEXTS = new Set(["identity.serial", "identity.model", "identity.firmware"]);

/**
 * One line for people and logs: `status_heat roller=165.23C duty=41.2% ...`. Names and units from the table, numbers of
 * enumerations as words. Jobs are masked: nothing here leads to a person.
 */
export function logText(message: Message): string {
  const parts: string[] = [message.name];
  for (const [i, { name, kind }] of fieldsOf(message.name).entries()) {
    const raw = message.row[i]!;
    if (kind === "bytes") parts.push(`${name}=${bytesText(message.name, name, message.blobs[raw]!)}`);
    else parts.push(numberText(message.name, name, kind === "u32" ? raw >>> 0 : raw));
  }
  return parts.join(" ");
}

function numberText(message: string, name: string, value: number): string {
  const bits = BITS[`${message}.${name}`];
  if (bits !== undefined) return `${name}=${bitNames(bits, value)}`;
  if (name === "fault_low") return `${name}=${faultNames(value, 0).join("+") || "none"}`;
  if (name === "fault_high") return `${name}=${faultNames(0, value).join("+") || "none"}`;
  if (name === "code" || name === "fault" || name.endsWith("_fault")) {
    return `${name}=${value === 0 ? "none" : (faultName(value) ?? value)}`;
  }
  for (const [unit, per, sign] of UNITS) {
    if (name !== unit && !name.endsWith(`_${unit}`)) continue;
    const short = name === unit ? name : name.slice(0, -unit.length - 1);
    if (value === NO_SENSOR_CENTICELSIUS && per === 100) return `${short}=none`;
    return `${short}=${per === 1 ? value : (value / per).toFixed(per === 100 ? 2 : 1)}${sign}`;
  }
  for (const [end, table] of ENUMS) {
    if (name === end || name.endsWith(`_${end}`)) return `${name}=${nameOf(table, value)}`;
  }
  return `${name}=${value}`;
}

function bitNames(bits: Readonly<Record<string, number>>, value: number): string {
  const set = Object.keys(bits).filter((bit) => (value & bits[bit]!) !== 0);
  return set.join("+") || "none";
}

function bytesText(message: string, name: string, bytes: Uint8Array): string {
  if (bytes.length === 0) return '""';
  if (name === "job" || name.endsWith("_job")) return `*${printable(bytes.subarray(-2))}`;
  if (TEXTS.has(`${message}.${name}`)) return `"${printable(bytes)}"`;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

function printable(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
}
