/** Signals of a recording as a value change dump (IEEE 1364), for wave viewers. */
import { ENGINE_STATE, FAULT_CODE, HEAT_FLAG, NO_SENSOR_CENTICELSIUS, nameOf } from "../../protocol/index.ts";
import type { Recording } from "./recording.ts";

/**
 * `all`: temperatures and duty as reals, the state as a word of 8 bits, flags and faults as wires. `wires`: only wires of one
 * bit, the state as one wire for each of its values: logic analysers' programs read nothing else.
 */
export const VCD_KINDS = ["all", "wires"] as const;
export type VcdKind = (typeof VCD_KINDS)[number];

/** Identifiers are made of the printable characters. */
const ID_FIRST = 33;
const ID_CHARACTERS = 94;
const STATE_BITS = 8;

interface Signal {
  readonly printer: string;
  readonly name: string;
  readonly kind: "wire" | "word" | "real";
  /** Message whose values it is read from, and how; undefined: not known. */
  readonly message: string;
  readonly read: (values: Readonly<Record<string, number>>) => number | undefined;
}

/** The whole dump. Times are microseconds since the first packet. */
export function vcdOf(recording: Recording, kind: VcdKind = "all"): string {
  const signals = recording.printers.flatMap((printer) => signalsOf(printer, kind));
  const lines = headerOf(recording, signals);
  const known = new Map<Signal, number | undefined>();
  lines.push("#0", "$dumpvars", ...signals.map((signal, i) => change(signal, i, undefined)), "$end");
  const zero = recording.items[0]?.utcUs ?? 0;
  let written = 0;
  for (const { utcUs, printer, block } of recording.items) {
    for (const { name, values } of block?.messages ?? []) {
      const changes: string[] = [];
      for (const [i, signal] of signals.entries()) {
        if (signal.printer !== printer || signal.message !== name) continue;
        const value = signal.read(values);
        if (known.get(signal) === value) continue;
        known.set(signal, value);
        changes.push(change(signal, i, value));
      }
      if (changes.length === 0) continue;
      // Times of a dump only grow, also where a clock was set back.
      const at = Math.max(written, utcUs - zero);
      if (at !== written) lines.push(`#${at}`);
      written = at;
      lines.push(...changes);
    }
  }
  const last = recording.items.at(-1);
  if (last !== undefined && last.utcUs - zero > written) lines.push(`#${last.utcUs - zero}`);
  return `${lines.join("\n")}\n`;
}

function signalsOf(printer: string, kind: VcdKind): Signal[] {
  const make = (name: string, as: Signal["kind"], message: string, read: Signal["read"]): Signal => ({
    printer,
    name,
    kind: as,
    message,
    read,
  });
  const celsius = (name: string, field: string): Signal =>
    make(name, "real", "status_heat", (values) => {
      const raw = values[field]!;
      return raw === NO_SENSOR_CENTICELSIUS ? undefined : raw / 100;
    });
  const reals = [
    celsius("roller_celsius", "roller_centicelsius"),
    celsius("roller2_celsius", "roller2_centicelsius"),
    celsius("head_celsius", "head_centicelsius"),
    celsius("hotzone_celsius", "hotzone_centicelsius"),
    celsius("exit_celsius", "exit_centicelsius"),
    celsius("setpoint_celsius", "setpoint_centicelsius"),
    make("duty_percent", "real", "status_heat", (values) => values["duty_permille"]! / 10),
    make("fan_percent", "real", "status_heat", (values) => values["fan_permille"]! / 10),
    make("state", "word", "status_path", (values) => values["state"]!),
  ];
  const flags = Object.entries(HEAT_FLAG).map(([flag, mask]) =>
    make(`heat_${flag}`, "wire", "status_heat", (values) => ((values["flags"]! & mask) === 0 ? 0 : 1)),
  );
  const states = Object.values(ENGINE_STATE).map((state) =>
    make(`st_${nameOf(ENGINE_STATE, state)}`, "wire", "status_path", (values) => (values["state"] === state ? 1 : 0)),
  );
  const faults = Object.entries(FAULT_CODE).map(([fault, code]) =>
    make(`fault_${fault}`, "wire", "status_path", (values) => faultBit(values, code)),
  );
  return kind === "all" ? [...reals, ...flags, ...faults] : [...flags, ...states, ...faults];
}

/** Fault n is bit n of two words. */
function faultBit(values: Readonly<Record<string, number>>, code: number): number {
  const word = values[code < 32 ? "fault_low" : "fault_high"]!;
  return (word >>> (code & 31)) & 1;
}

function headerOf(recording: Recording, signals: readonly Signal[]): string[] {
  const lines = ["$version cetak $end", "$timescale 1 us $end"];
  const ids = new Map(signals.map((signal, i) => [signal, idOf(i)]));
  for (const printer of recording.printers) {
    lines.push(`$scope module ${printer.replace(/[^\w]/g, "_") || "printer"} $end`);
    for (const signal of signals) {
      if (signal.printer !== printer) continue;
      const type = { wire: "wire 1", word: `wire ${STATE_BITS}`, real: "real 64" }[signal.kind];
      const range = signal.kind === "word" ? ` [${STATE_BITS - 1}:0]` : "";
      lines.push(`$var ${type} ${ids.get(signal)!} ${signal.name}${range} $end`);
    }
    lines.push("$upscope $end");
  }
  lines.push("$enddefinitions $end");
  return lines;
}

function change(signal: Signal, place: number, value: number | undefined): string {
  const id = idOf(place);
  if (signal.kind === "wire") return `${value ?? "x"}${id}`;
  if (signal.kind === "word") return `b${value === undefined ? "x" : value.toString(2)} ${id}`;
  // A real has no unknown: not a number.
  return `r${value ?? "nan"} ${id}`;
}

function idOf(place: number): string {
  let id = "";
  let rest = place;
  do {
    id += String.fromCharCode(ID_FIRST + (rest % ID_CHARACTERS));
    rest = Math.floor(rest / ID_CHARACTERS);
  } while (rest > 0);
  return id;
}
