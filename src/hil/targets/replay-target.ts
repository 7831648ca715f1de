/** A recording as the device: the station meets the bytes of then, in virtual time. What people did then is in the recording. */
import type { Micros } from "../../base/index.ts";
import { SIM_MODELS } from "../../rig/index.ts";
import type { Journal, Office } from "../../station/index.ts";
import type { Scenario } from "../scenario/schema.ts";
import { FieldReplay } from "../trace/field-replay.ts";
import { fieldTape } from "../trace/field-tape.ts";
import { type Recording, RecordingError } from "../trace/recording.ts";
import { Replay } from "../trace/replay.ts";
import { SimTarget } from "./sim-target.ts";
import type { ActProblem, Target, TargetListener } from "./target.ts";

/** The printer of this station, and so the one that is meant in a recording of several. */
const RIG_NAME = "P1";

export interface ReplayTargetOptions {
  readonly setup: Scenario["setup"];
  readonly seed: number;
  readonly listener: TargetListener;
  readonly recording: Recording;
  readonly lookUs: Micros;
  /** By what the host is judged: its orders, or every byte. */
  readonly by: ReplayJudge;
}

/**
 * `orders`: any recording, also from a real wire. `bytes`: recordings in virtual time, by the same version with the same
 * settings: then not even an acknowledgement may differ.
 */
export type ReplayJudge = "orders" | "bytes";

/** Why a recording cannot stand in for an engine, as {@link RecordingError} says it; undefined when it can. */
export function replayProblem(recording: Recording, by: ReplayJudge): string | undefined {
  if (by === "bytes") return undefined;
  try {
    fieldTape(recording, onlyPrinter(recording) ?? RIG_NAME);
    return undefined;
  } catch (error) {
    if (error instanceof RecordingError) return error.message;
    throw error;
  }
}

const onlyPrinter = ({ printers }: Recording): string | undefined => (printers.length === 1 ? printers[0] : undefined);

export class ReplayTarget implements Target {
  readonly kind = "replay";
  readonly hasLab = false;
  readonly visits = 0;
  /** What really happened in the machine nobody knows any more. */
  readonly sim = undefined;
  private readonly host: SimTarget;
  private replay: Replay | FieldReplay | undefined;

  /** Throws `RecordingError` when the recording cannot be replayed. */
  constructor({ setup, seed, listener, recording, lookUs, by }: ReplayTargetOptions) {
    const one = onlyPrinter(recording);
    const tape = by === "orders" ? fieldTape(recording, one ?? RIG_NAME) : undefined;
    const profile = SIM_MODELS.find((model) => model === tape?.model) ?? setup.profile;
    this.host = new SimTarget({
      // The machine of this station stands apart: nothing is asked of it, and nobody looks after it.
      setup: { ...setup, profile, hands: "script" },
      seed,
      listener: { onOffice: (office) => listener.onOffice(office) },
      lookUs,
      around: (printer, _connect, clock) => {
        const named = one ?? printer;
        this.replay =
          tape === undefined
            ? new Replay({ recording, printer: named, clock })
            : new FieldReplay({
                tape,
                printer: named,
                clock,
                serial: () => this.host.sim.printers[0]!.engine.truth.state.serial,
              });
        return this.replay.connect;
      },
    });
  }

  get clock() {
    return this.host.clock;
  }

  get printer(): string {
    return this.host.printer;
  }

  get office(): Office {
    return this.host.office;
  }

  get journal(): Journal {
    return this.host.journal;
  }

  act(_line: string, done: (problem?: ActProblem) => void): void {
    done();
  }

  serve(done: () => void): void {
    done();
  }

  start(): void {
    this.host.start();
  }

  play(look: () => boolean): Promise<void> {
    return this.host.play(look);
  }

  lost(): undefined {
    return undefined;
  }

  diverged(): string | undefined {
    return this.replay?.divergence?.sentence;
  }

  stop(): Promise<void> {
    return this.host.stop();
  }
}
