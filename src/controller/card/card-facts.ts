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

  forget(): void {
    this.cardJob = "";
    this.filmJob = "";
    this.serial = "";
    this.known = false;
  }

  onCardState({ row, blobs }: Message): void {
    this.cardJob = bytesText(blobs[row[S.card_job]!]);
    this.filmJob = bytesText(blobs[row[S.film_job]!]);
    this.serial = bytesHex(blobs[row[S.serial]!]);
    this.known = true;
  }

  /** Another card, or none: what was known of the old one is void. */
  onCardChanged(): void {
    this.cardJob = "";
    this.serial = "";
  }

  onEncoded(job: string, serial: string): void {
    this.cardJob = job;
    this.serial = serial;
  }

  onImaged(job: string): void {
    this.filmJob = job;
  }

  facts(telemetry: Telemetry): CardFacts {
    const row = telemetry.path;
    const stop = row[P.card_stop]!;
    const flags = row[P.card_flags]!;
    const film = row[P.film_state]!;
    const inside = isInside(stop);
    const encoded = inside && (flags & CARD_FLAG.encoded) !== 0;
    return {
      stop,
      encoded,
      transferred: inside && (flags & CARD_FLAG.transferred) !== 0,
      suspect: inside && (flags & CARD_FLAG.suspect) !== 0,
      film,
      cardJob: inside ? this.cardJob : "",
      filmJob: film === FILM_STATE.imaged || film === FILM_STATE.imaging ? this.filmJob : "",
      serial: encoded ? this.serial : "",
    };
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

export function suppliesOf({ path: row }: Telemetry): Supplies {
  const sensors = row[P.sensors]!;
  return {
    ribbon: row[P.ribbon_left]! > 0 && isSound(row, NO_RIBBON),
    film: row[P.film_left]! > 0 && isSound(row, NO_FILM),
    blanks: (sensors & SENSOR.hopperEmpty) === 0 && isSound(row, NO_BLANKS),
    outputFree: (sensors & SENSOR.outputFull) === 0 && isSound(row, OUTPUT_FULL),
    rejectFree: (sensors & SENSOR.rejectFull) === 0 && isSound(row, REJECT_FULL),
  };
}
