/** A recording as the device: the station meets the bytes of then, in virtual time. What people did then is in the recording. */
import type { Micros } from "../../base/index.ts";
import type { Journal, Office } from "../../station/index.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Recording } from "../trace/recording.ts";
import { Replay } from "../trace/replay.ts";
import { SimTarget } from "./sim-target.ts";
import type { ActProblem, Target, TargetListener } from "./target.ts";

export interface ReplayTargetOptions {
  readonly setup: Scenario["setup"];
  readonly seed: number;
  readonly listener: TargetListener;
  readonly recording: Recording;
  readonly lookUs: Micros;
}

export class ReplayTarget implements Target {
  readonly kind = "replay";
  /** What really happened in the machine nobody knows any more. */
  readonly sim = undefined;
  private readonly host: SimTarget;
  private replay: Replay | undefined;

  constructor({ setup, seed, listener, recording, lookUs }: ReplayTargetOptions) {
    this.host = new SimTarget({
      // The machine of this station stands apart: nothing is asked of it, and nobody looks after it.
      setup: { ...setup, hands: "script" },
      seed,
      listener: { onOffice: (office) => listener.onOffice(office) },
      lookUs,
      around: (printer, _connect, clock) => {
        const only = recording.printers.length === 1 ? recording.printers[0]! : printer;
        this.replay = new Replay({ recording, printer: only, clock });
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
