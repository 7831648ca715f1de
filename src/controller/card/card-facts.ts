/** What the engine's sensors and memory say of the card inside and of the film, at one instant. */
import {
  CARD_FLAG,
  CARD_STOP,
  FAULT_CODE,
  type FaultName,
  FIELD,
  FILM_STATE,
  type Message,
  SENSOR,
} from "../../protocol/index.ts";
import type { Telemetry } from "../telemetry.ts";
import { bytesHex, bytesText } from "../wire-text.ts";

export interface CardFacts {
  /** `CARD_STOP`. */
  readonly stop: number;
  readonly encoded: boolean;
  readonly transferred: boolean;
  /** Moved or was hot when power, cover or stop interrupted: not to be trusted. */
  readonly suspect: boolean;
  /** `FILM_STATE`. */
  readonly film: number;
  /** Job on the chip; empty when blank or unknown. */
  readonly cardJob: string;
  /** Job whose image is on the film. */
  readonly filmJob: string;
  /** Chip serial, when the engine has read it. */
  readonly serial: string;
}

const P = FIELD.status_path;
const S = FIELD.card_state;

/** Whether a card stands anywhere between hopper and bins. */
export function isInside(stop: number): boolean {
  return stop !== CARD_STOP.none && stop !== CARD_STOP.output && stop !== CARD_STOP.reject;
}

/** Follows whose card and whose film it is: from `card_state`, and from steps that ended well. */
export class CardWatch {
  private cardJob = "";
  private filmJob = "";
  private serial = "";
  /** False until the engine answered `card_get` since the link came up. */
  known = false;
  /** Asked for with each status and each thought, and others only when something of the card has changed. */
  private seen: CardFacts | undefined;
  private seenFlags = 0;

  forget(): void {
    this.seen = undefined;
    this.cardJob = "";
    this.filmJob = "";
    this.serial = "";
    this.known = false;
  }

  onCardState({ row, blobs }: Message): void {
    this.seen = undefined;
    this.cardJob = bytesText(blobs[row[S.card_job]!]);
    this.filmJob = bytesText(blobs[row[S.film_job]!]);
    this.serial = bytesHex(blobs[row[S.serial]!]);
    this.known = true;
  }

  /** Another card, or none: what was known of the old one is void. */
  onCardChanged(): void {
    this.seen = undefined;
    this.cardJob = "";
    this.serial = "";
  }

  onEncoded(job: string, serial: string): void {
    this.seen = undefined;
    this.cardJob = job;
    this.serial = serial;
  }

  onImaged(job: string): void {
    this.seen = undefined;
    this.filmJob = job;
  }

  facts(telemetry: Telemetry): CardFacts {
    const row = telemetry.path;
    const stop = row[P.card_stop]!;
    const flags = row[P.card_flags]!;
    const film = row[P.film_state]!;
    const { seen } = this;
    if (seen !== undefined && seen.stop === stop && seen.film === film && this.seenFlags === flags) return seen;
    const inside = isInside(stop);
    const encoded = inside && (flags & CARD_FLAG.encoded) !== 0;
    this.seenFlags = flags;
    this.seen = {
      stop,
      encoded,
      transferred: inside && (flags & CARD_FLAG.transferred) !== 0,
      suspect: inside && (flags & CARD_FLAG.suspect) !== 0,
      film,
      cardJob: inside ? this.cardJob : "",
      filmJob: film === FILM_STATE.imaged || film === FILM_STATE.imaging ? this.filmJob : "",
      serial: encoded ? this.serial : "",
    };
    return this.seen;
  }
}

/** What of the consumables is proven present, and which bins have room. */
export interface Supplies {
  readonly ribbon: boolean;
  readonly film: boolean;
  readonly blanks: boolean;
  readonly outputFree: boolean;
  readonly rejectFree: boolean;
}

/** The bits of some faults in the two fault words. */
interface FaultBits {
  readonly low: number;
  readonly high: number;
}

function bitsOf(...faults: FaultName[]): FaultBits {
  let [low, high] = [0, 0];
  for (const fault of faults) {
    const code = FAULT_CODE[fault];
    if (code < 32) low |= 1 << code;
    else high |= 1 << (code & 31);
  }
  return { low, high };
}

const NO_RIBBON = bitsOf("ribbonOut", "ribbonNotRecognised");
const NO_FILM = bitsOf("filmOut", "filmNotRecognised");
const NO_BLANKS = bitsOf("blanksEmpty");
const OUTPUT_FULL = bitsOf("outputFull");
const REJECT_FULL = bitsOf("rejectFull");

const isSound = (row: Int32Array, { low, high }: FaultBits): boolean =>
  (row[P.fault_low]! & low) === 0 && (row[P.fault_high]! & high) === 0;

/** All that there are, a bit each from ribbon to room for rejects: the same object for the same supplies. */
const SUPPLIES: readonly Supplies[] = Array.from({ length: 32 }, (_, bits) => ({
  ribbon: (bits & 1) !== 0,
  film: (bits & 2) !== 0,
  blanks: (bits & 4) !== 0,
  outputFree: (bits & 8) !== 0,
  rejectFree: (bits & 16) !== 0,
}));

export function suppliesOf({ path: row }: Telemetry): Supplies {
  const sensors = row[P.sensors]!;
  let bits = 0;
  if (row[P.ribbon_left]! > 0 && isSound(row, NO_RIBBON)) bits |= 1;
  if (row[P.film_left]! > 0 && isSound(row, NO_FILM)) bits |= 2;
  if ((sensors & SENSOR.hopperEmpty) === 0 && isSound(row, NO_BLANKS)) bits |= 4;
  if ((sensors & SENSOR.outputFull) === 0 && isSound(row, OUTPUT_FULL)) bits |= 8;
  if ((sensors & SENSOR.rejectFull) === 0 && isSound(row, REJECT_FULL)) bits |= 16;
  return SUPPLIES[bits]!;
}
