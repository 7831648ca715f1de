/** When the next card may start and when it may enter the nip: the thermal governor as the driver sees it. */
import type { Micros } from "../base/index.ts";
import type { HeatMemory } from "../thermal/index.ts";

/** What the sensors say, with each status. */
export interface PaceSample {
  readonly nowUs: Micros;
  readonly rollerCelsius: number;
  readonly headCelsius: number;
  /** Heater duty 0..1. */
  readonly duty: number;
  readonly mainsVolt: number;
  readonly fanPermille: number;
  readonly imaging: boolean;
  /** A card is in the nip. */
  readonly transferring: boolean;
  /** Something moves. */
  readonly working: boolean;
  readonly coverOpen?: boolean;
  /** Of the last card, where a sensor at the exit tells it. */
  readonly exitCelsius?: number | undefined;
}

/** The next card, as far as it is foreseen: heat may come just in time for it. */
export interface PaceCard {
  /** When it will be at the nip, by the printer's clock. */
  readonly nipAtUs: Micros;
  /** Around the roller, and of the card before the nip. */
  readonly zoneCelsius: number;
  readonly cardCelsius: number;
}

export type PaceReason = Readonly<Record<string, string | number>>;
/** `print` and `warm` may name the set-point to print at. `warm`: the roller must be hotter first. `rest`: too much heat elsewhere; keep the roller at `rollerCelsius` meanwhile. */
export type PaceDecision =
  | { readonly action: "print"; readonly rollerCelsius?: number; readonly card?: PaceCard }
  | { readonly action: "warm"; readonly rollerCelsius?: number; readonly card?: PaceCard; readonly reason: PaceReason }
  | { readonly action: "rest"; readonly rollerCelsius: number; readonly card?: PaceCard; readonly reason: PaceReason };

/** What is remembered of the heat of the machine with this serial; undefined: nothing. */
export type RecallHeat = (serial: string) => HeatMemory | undefined;

export interface HeatLearnt {
  /** Of the machine that it was learnt of. */
  readonly serial: string;
  /** Of a {@link HeatMemory}. */
  readonly numbers: Float64Array;
}

export interface Pacer {
  /** The sample is good inside the call only. */
  update(sample: PaceSample): void;
  /** May a card be fed now? */
  decide(nowUs: Micros, rollerCelsius: number): PaceDecision;
  /** May the card that waits go into the nip now? */
  mayTransfer(): boolean;
  /** Who is at the printer's place now; nothing is new where it was there before. */
  meet?(serial: string): void;
  /** What has been learnt of the machine, for {@link meet}; undefined: nothing that would be worth it. */
  learnt?(): HeatLearnt | undefined;
  /** Whether this engine can be told of a card that will come. */
  canAnnounce?(can: boolean): void;
  /** No card is wanted after this instant of the printer's clock; undefined: nobody knows. */
  workEndsAt?(atUs: Micros | undefined): void;
  /** Heat into the roller that nobody commanded, W: the slow heat balance. */
  residualWatt?(): number;
  /** Share of the commanded heat that arrives, over what it usually is on this machine: 1 sound. */
  heaterShare?(): number;
  /** What has been learnt of the airflow at full fan, 0..1, and its standard deviation; undefined: nothing yet. */
  airflow?(): { readonly airflow: number; readonly sigma: number } | undefined;
}

/** From this roller reading on a card may be started or a transfer ordered: the engine itself waits for the gate of 160-170. [E] */
export const NEAR_CELSIUS = 150;
/** Below this a printer that was hot counts as cold again. [E] */
export const NEAR_LOST_CELSIUS = 140;

/** `protection=off`: prints on whatever the soak does. */
export function unpaced(): Pacer {
  let near = false;
  return {
    update: () => {},
    decide: (_, rollerCelsius) => {
      near = rollerCelsius >= (near ? NEAR_LOST_CELSIUS : NEAR_CELSIUS);
      return near ? { action: "print" } : { action: "warm", reason: { code: "heating" } };
    },
    mayTransfer: () => true,
  };
}
