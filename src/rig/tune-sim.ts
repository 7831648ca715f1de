/** Auto-tune of a simulated engine in virtual time, over a wire in memory. */
import { Random, US_PER_S, VirtualClock } from "../base/index.ts";
import { Engine, plugIntoMemory } from "../hardware-sim/index.ts";
import { memPair } from "../protocol/index.ts";
import type { SimPrinter } from "./sim-url.ts";
import { EngineTune, type TuneOptions } from "./tune-engine.ts";
import { type TuneEnd, TuneError } from "./tune-result.ts";

/** Virtual time that no experiment needs. */
const LIMIT_US = 12 * 3600 * US_PER_S;

export interface SimTuneOptions extends Omit<TuneOptions, "clock" | "connect" | "onEnd"> {
  readonly spec: SimPrinter;
  /** The engine before it is connected: for faults and mains. */
  readonly prepare?: (engine: Engine, clock: VirtualClock) => void;
}

/** How it ended; the engine, still running, for a look at what it has become. */
export function tuneSimulated(options: SimTuneOptions): { end: TuneEnd | TuneError; engine: Engine; tune: EngineTune } {
  const clock = new VirtualClock();
  const { spec } = options;
  const engine = new Engine({
    model: spec.model,
    clock,
    seed: spec.seed,
    behaviours: { roomCelsius: spec.roomCelsius, airflow: spec.fan, capabilities: spec.sensors ?? [] },
  });
  const pair = memPair(clock, {
    baud: spec.baud,
    lossPerBlock: spec.lossPerBlock,
    corruptPerByte: spec.corruptPerByte,
    random: new Random(spec.seed).fork("wire 0"),
  });
  plugIntoMemory(engine, pair);
  options.prepare?.(engine, clock);
  let end: TuneEnd | TuneError | undefined;
  const tune = new EngineTune({ ...options, clock, connect: pair.connect, onEnd: (outcome) => (end = outcome) });
  tune.start();
  while (end === undefined && clock.now() < LIMIT_US) clock.advance(US_PER_S);
  end ??= new TuneError("deadline", "the experiment did not end");
  return { end, engine, tune };
}
