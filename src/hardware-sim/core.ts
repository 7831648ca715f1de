/** What the parts of the engine share while they work: the one state, the plant, chance, and the ways out. */
import type { Random } from "../base/index.ts";
import type { Flash, SlotJudge } from "../firmware/index.ts";
import type { ParamsOf, ResponseName } from "../protocol/index.ts";
import type { Plant, PlantInputs } from "../thermal/index.ts";
import type { Behaviours } from "./behaviours.ts";
import type { ModelSpec } from "./models.ts";
import type { CardTruth, EngineState } from "./state.ts";
import type { StepRunner } from "./steps/runner.ts";

/** The firmware's loop, us. */
export const TICK_US = 100_000;
/** The loop while nothing is warm or moves, us. */
export const IDLE_TICK_US = 1_000_000;
/** How identity and dictionary name the version of what runs. */
export const firmwareName = (version: string): string => `sim-${version}`;

/** Something that happened inside, for tests and invariants. `atUs` is engine time. */
export type EngineEvent =
  | { readonly type: "tick"; readonly atUs: number }
  | {
      readonly type: "stepBegun" | "stepEnded";
      readonly atUs: number;
      readonly id: number;
      readonly kind: number;
      readonly result: number;
      readonly fault: number;
    }
  | { readonly type: "nipEntry" | "nipExit"; readonly atUs: number; readonly card: CardTruth }
  | { readonly type: "cardOut"; readonly atUs: number; readonly card: CardTruth }
  | { readonly type: "fault" | "faultCleared"; readonly atUs: number; readonly code: number }
  | { readonly type: "power"; readonly atUs: number; readonly on: boolean };

/** Of the machines, nearly all, to which no card image was brought: it stays empty. */
export const NO_CARD_FILES = new Map<string, Uint8Array>();

export interface Core {
  readonly spec: ModelSpec;
  readonly behaviours: Behaviours;
  /** Bits of `CAPABILITY` that are built in. */
  readonly fitted: number;
  readonly state: EngineState;
  readonly plant: Plant;
  /** Inputs of the plant until the next change; one object, changed in place. */
  readonly inputs: PlantInputsNow;
  /**
   * What can change without heat or a clock does so seldom: a command, a hand, a step that moves on. Such moments are counted here, and who
   * would look at card path, supplies or orders at each tick looks only when the count has moved on since the last look.
   */
  changes: number;
  /** The count at the last look: of the path's status, of supplies, parameters and what acts on the plant. */
  pathSeenAt: number;
  suppliesSeenAt: number;
  parametersSeenAt: number;
  surroundingsSeenAt: number;
  readonly encoderRandom: Random;
  readonly mishapRandom: Random;
  /** Where the firmware lies. */
  readonly flash: Flash;
  /** Which images the boot loader starts. */
  readonly judge: SlotJudge;
  /** Card images that the console brought, by name; gone with the power. */
  cardFiles: Map<string, Uint8Array>;
  /** The newest lines of the console. */
  consoleLines(): readonly string[];
  /** What each step kind does, by `STEP_KIND`. */
  readonly runners: Readonly<Record<number, StepRunner>>;
  /** Sends a response when a host is attached. */
  send<N extends ResponseName>(name: N, params: ParamsOf<N>): void;
  sendRow(name: ResponseName, row: Int32Array): void;
  /** One line on the console, without end of line. */
  print(line: string): void;
  event(event: EngineEvent): void;
  /** The status rows go out with this tick whatever their period. */
  statusNow(): void;
  /** The link drops dead (power lost, processor reset, cable pulled). */
  hangUp(reason: string): void;
  /** The cable was pulled or put back. */
  linkChanged(): void;
}

/** {@link PlantInputs}, writable. */
export type PlantInputsNow = { -readonly [K in keyof PlantInputs]: PlantInputs[K] };
