/** What an auto-tune yields: samples while it runs, and its end. */
import type { PidGains, RelayFinding, TuneRule } from "../thermal/index.ts";

export interface TuneSample {
  /** Since the heat first went on, in the engine's time. */
  readonly seconds: number;
  readonly celsius: number;
  readonly heating: boolean;
  /** Oscillations so far. */
  readonly cycles: number;
}

export interface TuneEnd {
  readonly model: string;
  readonly sim: boolean;
  readonly atCelsius: number;
  /** Heater power during the experiment over that at nominal mains. */
  readonly mainsShare: number;
  readonly finding: RelayFinding;
  readonly rule: TuneRule;
  /** Gains of the engine before, in duty at nominal mains per K, per K s, and s per K. */
  readonly before: PidGains;
  readonly proposed: PidGains;
  /** The proposed ones are in the engine's memory; else those from before. */
  readonly stored: boolean;
}

/** `failed`: a fault, or a reading out of bounds, ended it. */
export type TuneFailure = "failed" | "device" | "deadline" | "refused" | "interrupted";

const EXIT_CODES: Readonly<Record<TuneFailure, number>> = {
  failed: 1,
  device: 3,
  deadline: 4,
  refused: 8,
  interrupted: 130,
};

/** One sentence; the heater is off. */
export class TuneError extends Error {
  override readonly name = "TuneError";
  readonly failure: TuneFailure;
  readonly exitCode: number;

  constructor(failure: TuneFailure, sentence: string) {
    super(sentence);
    this.failure = failure;
    this.exitCode = EXIT_CODES[failure];
  }
}
