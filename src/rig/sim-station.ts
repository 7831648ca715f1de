/** A whole station on simulated engines and one virtual clock, over wires in memory: for batches, tests and benchmarks. */
import { type Log, Random, silentLog, VirtualClock } from "../base/index.ts";
import { checkEngineInvariants, Engine, type EngineEvent, plugIntoMemory } from "../hardware-sim/index.ts";
import { type Connect, type MemPair, memPair } from "../protocol/index.ts";
import { createOffice, Journal, type Office, type PrinterConfig, type StationConfig } from "../station/index.ts";
import { loadSupplies } from "./load-supplies.ts";
import { WireRecorder } from "./recorder.ts";
import type { SimPrinter } from "./sim-url.ts";

export interface SimStationOptions {
  readonly printers: readonly SimPrinter[];
  /** Journal file. Default: in memory, which a restart of the host by {@link SimStation.restartHost} survives all the same. */
  readonly journalPath?: string;
  /** False: the journal file is not flushed at each commit (virtual time needs no durability). */
  readonly durable?: boolean;
  /** Hears each write on each wire, as a line of text. */
  readonly record?: (line: string) => void;
  readonly onEngineEvent?: (printer: number, event: EngineEvent) => void;
  readonly log?: Log;
  /** Seed of everything that is not inside an engine: back-off, loss on the wires. */
  readonly seed?: number;
}

/** One printer of the rig: what the station does not know of it. */
export interface RigPrinter {
  readonly name: string;
  readonly spec: SimPrinter;
  readonly engine: Engine;
  readonly pair: MemPair;
}

export class SimStation {
  readonly clock = new VirtualClock();
  readonly config: StationConfig;
  readonly journal: Journal;
  readonly printers: readonly RigPrinter[];
  private readonly options: SimStationOptions;
  private readonly connects: ReadonlyMap<string, Connect>;
  private readonly random: Random;
  private hosts = 0;
  private current: Office;

  constructor(options: SimStationOptions) {
    this.options = options;
    this.random = new Random(options.seed ?? 1).fork("station");
    this.printers = options.printers.map((spec, index) => this.makePrinter(spec, index));
    this.config = stationConfig(this.printers);
    const recorder = options.record === undefined ? undefined : new WireRecorder(this.clock, options.record);
    this.connects = new Map(
      this.printers.map(({ name, pair }) => [name, recorder?.tap(name, pair.connect) ?? pair.connect]),
    );
    this.journal = new Journal({
      path: options.journalPath ?? ":memory:",
      durable: options.durable ?? false,
      zone: this.config.zone,
      utcMs: () => this.clock.utcMs(),
    });
    this.current = this.makeOffice();
  }

  get office(): Office {
    return this.current;
  }

  /** The host process dies and a new one starts on the same journal; the engines go on meanwhile. */
  restartHost(): Office {
    this.current.stop();
    for (const { pair } of this.printers) pair.cut("the host process ended");
    this.current = this.makeOffice();
    this.current.start();
    return this.current;
  }

  /**
   * Lets time pass until `done` says so (looked at each `stepUs`) or `limitUs` have passed; false when they have.
   */
  runUntil(done: () => boolean, limitUs: number, stepUs = 1_000_000): boolean {
    const end = this.clock.now() + limitUs;
    while (!done()) {
      if (this.clock.now() >= end) return false;
      this.clock.advance(stepUs);
    }
    return true;
  }

  /** Everything that any engine's invariants have to say, with the printer's name. Empty when all is well. */
  violations(): string[] {
    return this.printers.flatMap(({ name, engine }) =>
      checkEngineInvariants(engine).map((words) => `${name}: ${words}`),
    );
  }

  stop(): void {
    this.current.stop();
    for (const { engine } of this.printers) engine.stop();
    this.journal.close();
  }

  private makePrinter(spec: SimPrinter, index: number): RigPrinter {
    const engine = new Engine({
      model: spec.model,
      clock: this.clock,
      seed: spec.seed,
      behaviours: {
        roomCelsius: spec.roomCelsius,
        airflow: spec.fan,
        protection: spec.protection,
        supplies: spec.supplies.unlimited ? "unlimited" : "limited",
        capabilities: spec.sensors ?? [],
        springNip: spec.springNip ?? true,
      },
      onEvent: (event) => this.options.onEngineEvent?.(index, event),
      ...(this.options.log === undefined ? {} : { log: this.options.log }),
    });
    loadSupplies(engine, spec.supplies);
    const pair = memPair(this.clock, {
      baud: spec.baud,
      lossPerBlock: spec.lossPerBlock,
      corruptPerByte: spec.corruptPerByte,
      random: this.random.fork(`wire ${index}`),
    });
    plugIntoMemory(engine, pair);
    return { name: `P${index + 1}`, spec, engine, pair };
  }

  private makeOffice(): Office {
    const specOf = new Map(this.printers.map((printer) => [printer.name, printer.spec]));
    return createOffice({
      clock: this.clock,
      linkClock: this.clock,
      config: this.config,
      journal: this.journal,
      connectFor: (printer) => this.connects.get(printer.name)!,
      settingsFor: (printer) => {
        const { setpointCelsius, protection } = specOf.get(printer.name)!;
        return { setpointCelsius, protection };
      },
      random: this.random.fork(`host ${this.hosts++}`),
      log: this.options.log ?? silentLog,
    });
  }
}

function stationConfig(printers: readonly RigPrinter[]): StationConfig {
  return {
    office: "virtual",
    zone: "WIB",
    language: "en",
    dataDir: "",
    bind: "127.0.0.1",
    port: 0,
    printers: printers.map(
      ({ name, spec, engine }): PrinterConfig => ({
        name,
        place: "-",
        link: `mem:${name}`,
        console: undefined,
        model: spec.model,
        serial: engine.truth.state.serial,
        simulate: undefined,
      }),
    ),
  };
}
