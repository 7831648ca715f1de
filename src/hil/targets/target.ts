/** What a scenario runs against. The runner knows no more of the device than this. */
import type { Clock } from "../../base/index.ts";
import type { EngineEvent } from "../../hardware-sim/index.ts";
import type { SimStation } from "../../rig/index.ts";
import type { Journal, Office } from "../../station/index.ts";

export interface TargetListener {
  /** An office begins: the first one before it starts, further ones after the host came back. */
  onOffice(office: Office): void;
  /** Only where the printer is simulated in this process. */
  onEngineEvent?(event: EngineEvent): void;
}

export interface Target {
  readonly kind: "sim" | "url" | "replay";
  /** The printer's clock. */
  readonly clock: Clock;
  readonly printer: string;
  readonly office: Office;
  readonly journal: Journal;
  /** The simulator in this process, when there is one. */
  readonly sim: SimStation | undefined;
  /** Causes of faults can be taken away by lines: the machine is simulated. */
  readonly hasLab: boolean;
  /** How often somebody came who looks after the printer. */
  readonly visits: number;
  /** Hands at the machine and faults, in the words of `cetak sim`. `done` hears of what could not be done. */
  act(line: string, done: (problem?: ActProblem) => void): void;
  /** Asks for what the printer waits for, where nobody does it by themselves. */
  serve(done: () => void): void;
  start(): void;
  /** Lets time pass until `look` says so. */
  play(look: () => boolean): Promise<void>;
  /** Why the device is lost, or undefined while it is there. */
  lost(): string | undefined;
  /** Where a recording was left, for replays. */
  diverged(): string | undefined;
  stop(): Promise<void>;
}

export interface ActProblem {
  /** `person`: nobody was there to do it. */
  readonly kind: "refused" | "person" | "device";
  readonly message: string;
}
