/** A simulated printer in this process, in virtual time: the whole run is a function of scenario and seed. */
import type { Micros } from "../../base/index.ts";
import { type EngineEvent, isRefusal, runScriptLine } from "../../hardware-sim/index.ts";
import { Operator, parseSimUrl, SimStation, type SimStationOptions } from "../../rig/index.ts";
import type { Journal, Office } from "../../station/index.ts";
import { parseQuantity } from "../scenario/quantity.ts";
import type { Scenario } from "../scenario/schema.ts";
import { simUrl } from "../scenario/sim-url.ts";
import type { ActProblem, Target, TargetListener } from "./target.ts";

export interface SimTargetOptions {
  readonly setup: Scenario["setup"];
  readonly seed: number;
  readonly listener: TargetListener;
  /** Hears each write on the wire. */
  readonly record?: (line: string) => void;
  /** Listens to the wire, or stands in for it. */
  readonly around?: NonNullable<SimStationOptions["around"]>;
  /** Time between two looks, us. */
  readonly lookUs: Micros;
}

export class SimTarget implements Target {
  readonly kind = "sim";
  readonly hasLab = true;
  readonly sim: SimStation;
  readonly operator: Operator | undefined;
  private readonly lookUs: Micros;

  constructor({ setup, seed, listener, record, around, lookUs }: SimTargetOptions) {
    this.lookUs = lookUs;
    this.sim = new SimStation({
      printers: [parseSimUrl(simUrl(setup, seed))],
      seed,
      oneOfMany: true,
      onEngineEvent: (_, event: EngineEvent) => listener.onEngineEvent?.(event),
      onOffice: (office) => {
        listener.onOffice(office);
        office.onChange((name, urgent) => {
          if (name !== undefined && urgent) this.operator?.look();
        });
      },
      ...(record === undefined ? {} : { record }),
      ...(around === undefined ? {} : { around }),
    });
    const { name, engine } = this.sim.printers[0]!;
    if (setup.hot !== undefined) engine.truth.core.plant.celsius.fill(parseQuantity(setup.hot)!.amount);
    if (setup.used !== undefined) engine.truth.core.state.ram.keep.ledgerHigh = setup.used;
    if (setup.hands === "auto") {
      this.operator = new Operator({ clock: this.sim.clock, office: () => this.sim.office, name, engine });
    }
  }

  get clock() {
    return this.sim.clock;
  }

  get visits(): number {
    return this.operator?.visits ?? 0;
  }

  get printer(): string {
    return this.sim.printers[0]!.name;
  }

  get office(): Office {
    return this.sim.office;
  }

  get journal(): Journal {
    return this.sim.journal;
  }

  act(line: string, done: (problem?: ActProblem) => void): void {
    const { engine } = this.sim.printers[0]!;
    const answer = runScriptLine(engine, this.clock, line);
    done(isRefusal(answer) ? { kind: "refused", message: answer } : undefined);
  }

  serve(done: () => void): void {
    this.operator?.look();
    done();
  }

  start(): void {
    this.sim.office.start();
    this.operator?.look();
  }

  async play(look: () => boolean): Promise<void> {
    while (!look()) this.clock.advance(this.lookUs);
  }

  lost(): undefined {
    return undefined;
  }

  diverged(): undefined {
    return undefined;
  }

  async stop(): Promise<void> {
    this.sim.stop();
  }
}
