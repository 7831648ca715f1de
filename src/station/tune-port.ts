/** Tuning a printer's heat over the station's own link: the experiment itself comes from the station's composition. */
import type { Clock } from "../base/index.ts";
import type { LentLink, PrinterController } from "../controller/index.ts";

export const TUNE_CELSIUS_MIN = 100;
export const TUNE_CELSIUS_MAX = 170;
export const TUNE_CYCLES_MIN = 3;
export const TUNE_CYCLES_MAX = 30;
export const TUNE_RULE_WORDS = ["gentle", "klipper"] as const;

export interface TuneWish {
  readonly printer: string;
  /** The link's clock: the wall's. */
  readonly clock: Clock;
  /** The printer's own link; undefined when it cannot be had just now. */
  readonly lend: (...handlers: Parameters<PrinterController["lendLink"]>) => LentLink | undefined;
  readonly atCelsius: number;
  readonly cycles: number;
  readonly rule: (typeof TUNE_RULE_WORDS)[number];
  /** Leave the new gains in the engine. */
  readonly store: boolean;
  readonly onProgress: (progress: { seconds: number; celsius: number; heating: boolean; cycles: number }) => void;
}

export interface RunningTune {
  /** Plain data; rejects with a sentence when it failed. The heater is off either way. */
  readonly ended: Promise<unknown>;
  /** Heater off, gains back. */
  stop(): void;
}

export type TunePort = (wish: TuneWish) => RunningTune;
