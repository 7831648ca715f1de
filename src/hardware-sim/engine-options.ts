/** What an engine is made of, and what a saved one consists of. */
import type { Clock, Log } from "../base/index.ts";
import type { FlashSaved } from "../firmware/index.ts";
import type { EngineLinkSaved } from "../protocol/index.ts";
import type { Behaviours } from "./behaviours.ts";
import type { EngineEvent, PlantInputsNow } from "./core.ts";
import type { ModelName } from "./models.ts";
import type { EngineState } from "./state.ts";
import type { Said } from "./status-pace.ts";

export interface EngineOptions {
  readonly model: ModelName;
  readonly clock: Clock;
  /** Chance of everything in this machine. Same seed, same bytes. */
  readonly seed: number;
  readonly behaviours?: Partial<Behaviours>;
  /** What the dictionary says as SIM_SPEED (1 = real time); the clock itself decides how fast time passes. */
  readonly speed?: number;
  readonly serial?: string;
  /** Public keys in PEM whose images it starts, beside the development key. */
  readonly trust?: readonly string[];
  /** The image that it leaves the factory with, instead of the present one. */
  readonly firmware?: Uint8Array;
  readonly log?: Log;
  readonly onEvent?: (event: EngineEvent) => void;
}

/** A saved engine: plain data, safe for JSON. */
export interface EngineSaved {
  state: EngineState;
  behaviours: Behaviours;
  speed: number;
  /** Engine time at which it was saved. */
  atUs: number;
  plant: number[];
  inputs: PlantInputsNow;
  encoderRandom: number[];
  mishapRandom: number[];
  link: EngineLinkSaved;
  said: Said;
  /** Sectors of the flash that differ from the factory's; none in a state that an older Cetak saved. */
  flash?: FlashSaved;
  trust?: readonly string[];
  cardFiles?: readonly (readonly [name: string, base64: string])[];
}
