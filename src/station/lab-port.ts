/**
 * Hands at simulated machines and their surroundings: what the station's composition may offer, and a real station never has.
 * The station only carries commands there; it does not know what a simulator is.
 */
import type { LabEngine, LabTime } from "./api-lab.ts";

export interface LabPort {
  /** Printers that are simulated, in the order of the station file. */
  readonly printers: readonly string[];
  /** What a machine is like now. Rejects with `CommandRefused` (`device`) when it cannot be asked. */
  state(printer: string): Promise<LabEngine>;
  /**
   * One line of the simulator's script language (`film load fargo 100`, `mains off 5s`), at once. Answers what it says.
   * Rejects with `CommandRefused`: `invalid` with what is possible instead, `device` when the machine cannot be reached.
   */
  act(printer: string, line: string): Promise<string>;
  /** All words of that language, one a line. */
  readonly help: string;
  /** Faults that can be put in. */
  readonly faults: readonly string[];
  /** The pace of the simulated world; undefined where a real printer shares it. */
  readonly time: LabTimeControl | undefined;
}

export interface LabTimeControl {
  now(): LabTime;
  /** Times as fast as real, 0.1..20. */
  setSpeed(times: number): void;
  pause(): void;
  resume(): void;
  /** Lets so many seconds of the simulated world pass, then pauses. */
  step(seconds: number): void;
}
