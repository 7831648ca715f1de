/** A whole station on simulated engines and one virtual clock, over wires in memory: for batches, tests and benchmarks. */
import { type Log, Random, silentLog, VirtualClock } from "../base/index.ts";
import {
  checkEngineInvariants,
  Engine,
  type EngineEvent,
  type EngineSaved,
  plugIntoMemory,
} from "../hardware-sim/index.ts";
import { type Connect, type MemPair, type MemPairOptions, memPair } from "../protocol/index.ts";
import {
  type CentreConfig,
  type CentreTransport,
  createOffice,
  Journal,
  type Office,
  type OfficeOptions,
  type PrinterConfig,
  type StationConfig,
} from "../station/index.ts";
import { giveBackAfterMaking } from "./give-back.ts";
import { HostLife } from "./host-life.ts";
import { inlineMore } from "./inline-more.ts";
import { loadSupplies } from "./load-supplies.ts";
import { WireRecorder } from "./recorder.ts";
import type { SimPrinter } from "./sim-url.ts";
import { keepNurserySmall, MANY_PRINTERS } from "./small-nursery.ts";

export interface SimStationOptions {
  readonly printers: readonly SimPrinter[];
  /** Journal file. Default: in memory, which a restart of the host by {@link SimStation.restartHost} survives all the same. */
  readonly journalPath?: string;
  /** False: the journal file is not flushed at each commit (virtual time needs no durability). */
  readonly durable?: boolean;
  /** Hears each write on each wire, as a line of text. */
  readonly record?: (line: string) => void;
  /** Puts something between the station and each engine: a recorder, or a recording in the engine's place. */
  readonly around?: (printer: string, connect: Connect, clock: VirtualClock) => Connect;
  readonly onEngineEvent?: (printer: number, event: EngineEvent) => void;
  /** The data centre: what the station file says of it, and the way there. */
  readonly centre?: { readonly config: CentreConfig; readonly connect: (clock: VirtualClock) => CentreTransport };
  readonly log?: Log;
  /** Seed of everything that is not inside an engine: back-off, loss on the wires. */
  readonly seed?: number;
  /** Goes on from here: the same printers, a host that starts anew. `journalPath` must be absent. */
  readonly from?: StationSaved;
  /** The instant at which virtual time begins, milliseconds since 1970 UTC. */
  readonly startUtcMs?: number;
  /** What the station file says about the office. */
  readonly place?: Partial<Pick<StationConfig, "office" | "zone">>;
  /** More for the office than a station on simulated engines needs. */
  readonly officeOptions?: Partial<OfficeOptions>;
  /** Sees each office before it starts, also those after a restart of the host. */
  readonly onOffice?: (office: Office) => void;
  /** One of many short runs: the compiler keeps to its own limits ({@link inlineMore}). */
  readonly oneOfMany?: boolean;
}

/** A station whose host is dead: its engines as they stand, and what the host's disk holds. Plain data. */
export interface StationSaved {
  readonly utcMs: number;
  readonly engines: readonly EngineSaved[];
  readonly journal: Uint8Array;
}

/** Shared by all printers on wires that lose nothing and take no time. */
const PLAIN_WIRE: MemPairOptions = {};

/** One printer of the rig: what the station does not know of it. */
export interface RigPrinter {
  readonly name: string;
  readonly spec: SimPrinter;
  readonly engine: Engine;
  readonly pair: MemPair;
}

export class SimStation {
  readonly clock: VirtualClock;
  readonly config: StationConfig;
  readonly printers: readonly RigPrinter[];
  private readonly options: SimStationOptions;
  private readonly connects: ReadonlyMap<string, Connect>;
  private readonly random: Random;
  private readonly centre: CentreTransport | undefined;
  private hosts = 0;
  private alive = true;
  private books: Journal;
  private present: HostLife;
  private current: Office;

  constructor(options: SimStationOptions) {
    const { length: printers } = options.printers;
    if (options.oneOfMany !== true && printers < MANY_PRINTERS) inlineMore();
    this.options = options;
    const startUtcMs = options.from?.utcMs ?? options.startUtcMs;
    this.clock = new VirtualClock(startUtcMs === undefined ? {} : { startUtcMs });
    this.random = new Random(options.seed ?? 1).fork("station");
    this.printers = options.printers.map((spec, index) => {
      keepNurserySmall(index, printers);
      return this.makePrinter(spec, index);
    });
    this.config = { ...stationConfig(this.printers), ...options.place, centre: options.centre?.config };
    this.centre = options.centre?.connect(this.clock);
    const recorder = options.record === undefined ? undefined : new WireRecorder(this.clock, options.record);
    const { around = (_printer, connect) => connect } = options;
    this.connects = new Map(
      this.printers.map(({ name, pair }) => {
        const connect = around(name, pair.connect, this.clock);
        return [name, recorder?.tap(name, connect) ?? connect];
      }),
    );
    this.books = this.openJournal(options.from?.journal);
    this.present = this.newLife();
    this.current = this.makeOffice();
    giveBackAfterMaking(printers, this.clock);
  }

  get office(): Office {
    return this.current;
  }

  /** That of the present host, or of the one that died last. */
  get journal(): Journal {
    return this.books;
  }

  /** The present host's, to make it die at a certain action. Whoever does must look at `dead` after each alarm and call {@link killHost}. */
  get life(): HostLife {
    return this.present;
  }

  get hostRuns(): boolean {
    return this.alive;
  }

  /** The host process dies: its memory is gone, the journal stays as the disk has it. The engines go on. */
  killHost(): void {
    if (!this.alive) return;
    this.alive = false;
    const { present, books, printers } = this;
    present.end();
    if (present.diskAtDeath === undefined) this.books = books.afterDeath();
    this.current.stop();
    for (const { pair } of printers) pair.cut("the host process ended");
    if (present.diskAtDeath === undefined) return;
    books.close();
    this.books = this.openJournal(present.diskAtDeath);
  }

  /** A new host process starts on what the last one left. Does nothing while one runs. */
  startHost(): Office {
    if (this.alive) return this.current;
    this.alive = true;
    this.present = this.newLife();
    this.current = this.makeOffice();
    this.current.start();
    return this.current;
  }

  /** The host process dies and a new one starts on the same journal; the engines go on meanwhile. */
  restartHost(): Office {
    this.killHost();
    return this.startHost();
  }

  /** Everything but the host's own memory and the bytes under way. Not from inside an alarm of an engine. */
  save(): StationSaved {
    const engines = this.printers.map(({ engine }) => engine.save());
    return { utcMs: this.clock.utcMs(), engines, journal: this.books.image() };
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
    this.books.close();
  }

  /** Its writes are actions of whichever host lives at that moment. */
  private openJournal(image?: Uint8Array): Journal {
    return new Journal({
      path: this.options.journalPath ?? ":memory:",
      durable: this.options.durable ?? false,
      zone: this.config.zone,
      utcMs: () => this.clock.utcMs(),
      ...(this.options.journalPath === undefined ? { watch: () => this.present?.onJournalWrite() } : {}),
      ...(image === undefined ? {} : { image }),
    });
  }

  private newLife(): HostLife {
    return new HostLife(() => this.books.image());
  }

  private makePrinter(spec: SimPrinter, index: number): RigPrinter {
    const engine = this.makeEngine(spec, index);
    const { baud, lossPerBlock, corruptPerByte } = spec;
    const random = lossPerBlock > 0 || corruptPerByte > 0 ? this.random.fork(`wire ${index}`) : undefined;
    const plain = baud === undefined && random === undefined;
    const pair = memPair(
      this.clock,
      plain ? PLAIN_WIRE : { baud, lossPerBlock, corruptPerByte, ...(random && { random }) },
    );
    plugIntoMemory(engine, pair);
    return { name: spec.name ?? `P${index + 1}`, spec, engine, pair };
  }

  private makeEngine(spec: SimPrinter, index: number): Engine {
    const { onEngineEvent } = this.options;
    const options = {
      clock: this.clock,
      ...(onEngineEvent === undefined ? {} : { onEvent: (event: EngineEvent) => onEngineEvent(index, event) }),
      ...(this.options.log === undefined ? {} : { log: this.options.log }),
    };
    const saved = this.options.from?.engines[index];
    if (saved !== undefined) return Engine.restore(saved, options);
    const engine = new Engine({
      ...options,
      model: spec.model,
      seed: spec.seed,
      behaviours: {
        roomCelsius: spec.roomCelsius,
        airflow: spec.fan,
        protection: spec.protection,
        supplies: spec.supplies.unlimited ? "unlimited" : "limited",
        capabilities: spec.sensors ?? [],
        springNip: spec.springNip ?? true,
      },
    });
    loadSupplies(engine, spec.supplies);
    return engine;
  }

  private makeOffice(): Office {
    const specOf = new Map(this.printers.map((printer) => [printer.name, printer.spec]));
    const { present, connects } = this;
    const office = createOffice({
      clock: this.clock,
      linkClock: this.clock,
      config: this.config,
      journal: this.books,
      connectFor: (printer) => present.around(connects.get(printer.name)!),
      ...(this.centre === undefined ? {} : { centre: present.toCentre(this.centre) }),
      settingsFor: (printer) => {
        const { setpointCelsius, protection } = specOf.get(printer.name)!;
        return { setpointCelsius, protection };
      },
      random: this.random.fork(`host ${this.hosts++}`),
      log: this.options.log ?? silentLog,
      ...this.options.officeOptions,
    });
    this.options.onOffice?.(office);
    return office;
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
