/**
 * The newest numbers of one engine, beside the statechart: numeric rows as they came, with the printer-clock instant of their
 * arrival. The chart hears only what changes its mind.
 */
import { carveInt32, type Micros } from "../base/index.ts";
import { FIELD, type Message, NO_SENSOR_CENTICELSIUS, SENSOR, u32 } from "../protocol/index.ts";
import { bytesText } from "./wire-text.ts";

export interface EngineIdentity {
  readonly serial: string;
  readonly model: string;
  readonly firmware: string;
  /** Power-ons since the beginning. */
  readonly boots: number;
  /** Largest step id the engine has seen. */
  readonly ledgerHigh: number;
  readonly capabilities: number;
}

const H = FIELD.status_heat;
const P = FIELD.status_path;
const C = FIELD.status_counters;
const I = FIELD.identity;
/** Rows come as our own table has them: a peer's message of another format is not heard. */
const fieldsOf = (fields: object): number => Object.keys(fields).length;

/** Models and firmwares by their bytes as text: some dozens in all, and each printer has one of them. */
const words = new Map<string, string>();
const WORDS_MAX = 64;

function sharedWord(text: string): string {
  const known = words.get(text);
  if (known !== undefined) return known;
  if (words.size === WORDS_MAX) words.clear();
  words.set(text, text);
  return text;
}

/** One by one: for so few numbers a call into the runtime costs more. */
function copyInto(to: Int32Array, from: Int32Array): void {
  for (let i = 0; i < to.length; i++) to[i] = from[i]!;
}

export class Telemetry {
  readonly heat = carveInt32(fieldsOf(H));
  readonly path = carveInt32(fieldsOf(P));
  readonly counters = carveInt32(fieldsOf(C));
  /** -1: never, or not since the link came up. */
  heatAt: Micros = -1;
  pathAt: Micros = -1;
  countersAt: Micros = -1;
  identity: EngineIdentity | undefined;

  /** After a link loss: the numbers stay readable as old ones, but nothing may be decided on them. */
  forget(): void {
    this.heatAt = -1;
    this.pathAt = -1;
    this.countersAt = -1;
    this.identity = undefined;
  }

  onHeat(message: Message, now: Micros): void {
    copyInto(this.heat, message.row);
    this.heatAt = now;
  }

  onPath(message: Message, now: Micros): void {
    copyInto(this.path, message.row);
    this.pathAt = now;
  }

  onCounters(message: Message, now: Micros): void {
    this.counters.set(message.row);
    this.countersAt = now;
  }

  onIdentity({ row, blobs }: Message): EngineIdentity {
    this.identity = {
      serial: bytesText(blobs[row[I.serial]!]),
      model: sharedWord(bytesText(blobs[row[I.model]!])),
      firmware: sharedWord(bytesText(blobs[row[I.firmware]!])),
      boots: u32(row, I.boots),
      ledgerHigh: u32(row, I.ledger_high),
      capabilities: u32(row, I.capabilities),
    };
    return this.identity;
  }

  /** Newest arrival of either status, or -1. */
  get statusAt(): Micros {
    return Math.max(this.heatAt, this.pathAt);
  }

  /** Roller thermistor; NaN while unknown. */
  get rollerCelsius(): number {
    return this.heatAt < 0 ? Number.NaN : this.heat[H.roller_centicelsius]! / 100;
  }

  get headCelsius(): number {
    return this.heatAt < 0 ? Number.NaN : this.heat[H.head_centicelsius]! / 100;
  }

  get setpointCelsius(): number {
    return this.heat[H.setpoint_centicelsius]! / 100;
  }

  /** A sensor's bit in the newest path status. */
  senses(bit: keyof typeof SENSOR): boolean {
    return (this.path[P.sensors]! & SENSOR[bit]) !== 0;
  }

  /** A temperature that the model may lack: undefined then. */
  optionalCelsius(field: "roller2_centicelsius" | "hotzone_centicelsius" | "exit_centicelsius"): number | undefined {
    const centicelsius = this.heat[H[field]]!;
    return this.heatAt < 0 || centicelsius === NO_SENSOR_CENTICELSIUS ? undefined : centicelsius / 100;
  }

  cardsRejected(): number {
    return u32(this.counters, C.cards_rejected);
  }
}
