/** A simulated engine in wall time on real endpoints, with its memory in a file if wanted. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { type Clock, type Log, ScaledClock, silentLog } from "../base/index.ts";
import {
  Engine,
  type EngineEvent,
  type EngineSaved,
  isSerial,
  SERIAL_CHARACTERS_MAX,
  type ServedEngine,
  serveEngine,
  type TwinCondition,
  twinEngine,
} from "../hardware-sim/index.ts";
import { InputError, StorageError, systemCode } from "../station/index.ts";
import type { SimPrinter } from "./sim-url.ts";

export interface HostedEngineOptions {
  readonly spec: SimPrinter;
  readonly clock: Clock;
  /** How fast its time passes, 0.1..20. */
  readonly speed: number;
  /** `tcp://host:port` (port 0: any free one) or `pty:///path`. */
  readonly linkUrl: string;
  readonly consoleUrl?: string;
  readonly serial?: string;
  /** Public keys in PEM whose firmware it starts, beside the development key. */
  readonly trust?: readonly string[];
  /** Image that a new machine comes with. Throws a RangeError when it would not start. */
  readonly firmware?: Uint8Array;
  /** A new machine comes in this condition. */
  readonly twin?: TwinCondition;
  /** Where the machine is remembered: heat, supplies, card path, NVRAM. */
  readonly stateFile?: string;
  /** Hears what happens inside; must not call back into the engine. */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined;
  readonly log?: Log;
}

/** What a state file holds. `clean`: written at the end of the process; otherwise the process died, like a power cut. */
interface StateFile {
  readonly kind: "cetak simulated engine";
  readonly clean: boolean;
  readonly saved: EngineSaved;
}

export class HostedEngine {
  readonly engine: Engine;
  /** The engine's own time. */
  readonly clock: ScaledClock;
  readonly served: ServedEngine;
  /** Not remembered from a state file. */
  readonly isNew: boolean;
  private readonly stateFile: string | undefined;
  private saving = false;

  private constructor(
    engine: Engine,
    clock: ScaledClock,
    served: ServedEngine,
    isNew: boolean,
    stateFile: string | undefined,
    heard: HostedEngineOptions["onEvent"],
  ) {
    this.engine = engine;
    this.isNew = isNew;
    this.clock = clock;
    this.served = served;
    this.stateFile = stateFile;
    engine.onEvent = heard;
    if (stateFile === undefined) return;
    this.write(false);
    engine.onEvent = (event) => {
      if (event.type !== "tick") this.saveSoon();
      heard?.(event);
    };
  }

  /** Rejects with a sentence when an endpoint or the state file cannot be had. */
  static async open(options: HostedEngineOptions): Promise<HostedEngine> {
    const clock = new ScaledClock(options.clock, options.speed);
    const old = remembered(options, clock);
    const engine = old ?? makeEngine(options, clock);
    let served: ServedEngine | undefined;
    try {
      served = await serveEngine(engine, options.linkUrl, options.consoleUrl, clock);
      return new HostedEngine(engine, clock, served, old === undefined, options.stateFile, options.onEvent);
    } catch (error) {
      engine.onEvent = undefined;
      engine.stop();
      await served?.close();
      throw error;
    }
  }

  /** Remembers the machine as it stands, hangs up and ends. */
  async close(): Promise<void> {
    this.engine.onEvent = undefined;
    try {
      if (this.stateFile !== undefined) this.write(true);
    } finally {
      this.engine.stop();
      await this.served.close();
    }
  }

  /** After the engine has finished what it is doing: it cannot be saved from inside its own event. */
  private saveSoon(): void {
    if (this.saving) return;
    this.saving = true;
    setImmediate(() => {
      this.saving = false;
      if (this.engine.onEvent !== undefined) this.write(false);
    });
  }

  private write(clean: boolean): void {
    remember(this.stateFile!, this.engine.save(), clean);
  }
}

/** The next engine on this state file is the saved one. `clean` false: after a power cut. Throws {@link StorageError}. */
export function remember(path: string, saved: EngineSaved, clean: boolean): void {
  const file: StateFile = { kind: "cetak simulated engine", clean, saved };
  try {
    writeFileSync(`${path}.new`, JSON.stringify(file));
    renameSync(`${path}.new`, path);
  } catch (error) {
    const code = systemCode(error);
    const why = code === "ENOSPC" ? "the disk is full; free some space and start again" : `cannot be written (${code})`;
    throw new StorageError(`${path}: ${why}`);
  }
}

function makeEngine(options: HostedEngineOptions, clock: Clock): Engine {
  const { spec, speed, serial, trust, firmware, log, twin } = options;
  const usual = {
    clock,
    seed: spec.seed,
    speed,
    behaviours: {
      roomCelsius: spec.roomCelsius,
      airflow: spec.fan,
      protection: spec.protection,
      supplies: supplyWish(spec),
      capabilities: spec.sensors ?? [],
      springNip: spec.springNip ?? true,
    },
    log: log ?? silentLog,
    ...(trust === undefined ? {} : { trust }),
  } as const;
  if (twin !== undefined) return twinEngine(twin, usual);
  if (serial !== undefined && !isSerial(serial)) {
    throw new InputError(`the serial of a simulated engine is 1..${SERIAL_CHARACTERS_MAX} printable characters`);
  }
  return new Engine({
    ...usual,
    model: spec.model,
    ...(serial === undefined ? {} : { serial }),
    ...(firmware === undefined ? {} : { firmware }),
  });
}

const supplyWish = ({ supplies }: SimPrinter): "unlimited" | "limited" =>
  supplies.unlimited ? "unlimited" : "limited";

/** The machine of the state file, if there is one: as it stood, or after a power cut when its process had died. */
function remembered({ stateFile, speed, spec, log }: HostedEngineOptions, clock: Clock): Engine | undefined {
  if (stateFile === undefined || !existsSync(stateFile)) return undefined;
  let file: StateFile;
  try {
    file = JSON.parse(readFileSync(stateFile, "utf8")) as StateFile;
    if (file.kind !== "cetak simulated engine") throw new Error("not a state file");
  } catch {
    throw new InputError("is not the memory of a simulated engine; name another file to begin with a new machine", {
      file: stateFile,
    });
  }
  if (file.saved.state.model !== spec.model) {
    throw new InputError(
      `is the memory of a ${file.saved.state.model}, not of a ${spec.model}; name another file, or delete it to begin anew`,
      {
        file: stateFile,
      },
    );
  }
  const { saved } = file;
  // How supplies are counted is a wish of whoever starts it, like the speed; all else is the machine's condition.
  const behaviours = { ...saved.behaviours, supplies: supplyWish(spec) };
  const engine = Engine.restore({ ...saved, behaviours, speed }, { clock, log: log ?? silentLog });
  if (!file.clean) {
    engine.lab.cutMains();
    engine.lab.restoreMains();
  }
  return engine;
}
