/**
 * Hands at simulated machines and their surroundings: what the station's composition may offer, and a real station never has.
 * The station only carries commands there; it does not know what a simulator is.
 */
import type { LabCentreState, LabEngine, LabHours, LabPointView, LabRewindState, LabTime } from "./api-lab.ts";
import type { Caller } from "./commands/command.ts";

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
  /** The simulated data centre; undefined where the centre is real, or there is none. */
  readonly centre: LabCentre | undefined;
  readonly rewind: LabRewind;
}

/** `again`: to the state that was gone back to last. */
export type LabWayBack = "step" | "fault" | "again";

/** Puts the whole simulated world back to a saved state: machines, station, journal. */
export interface LabRewind {
  now(): LabRewindState;
  /**
   * Goes back soon after it has returned: the station begins anew from there. `point`: the one that was seen, so that asking
   * twice does not go back twice. Throws `CommandRefused` (`refused`) where there is no way back, or no such state any more.
   */
  go(way: LabWayBack, point: number | undefined, caller: Caller): LabPointView;
}

/** All reject with `CommandRefused`: `invalid` with what is possible instead, `device` when it cannot be reached. */
export interface LabCentre {
  /** Rejects never: what is wrong stands in it. */
  state(): Promise<LabCentreState>;
  /** `rate`: part of the requests, 0..1; default all. `value`: in the fault's unit; default its usual one. */
  inject(fault: string, rate: number | undefined, value: number | undefined): Promise<void>;
  /** Without a name: all. */
  heal(fault: string | undefined): Promise<void>;
  /** Undefined: always open. */
  setHours(hours: LabHours | undefined): Promise<void>;
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
