import { logTo, Random, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { Engine, plugIntoMemory } from "../../src/hardware-sim/index.ts";
import { type MemPair, memPair } from "../../src/protocol/index.ts";
import type { PrinterConfig, StationConfig } from "../../src/station/config/station-config.ts";
import { DEFAULT_POLICY, type Policy } from "../../src/station/jobs/policy.ts";
import { Journal } from "../../src/station/journal/journal.ts";
import { createOffice, type Office } from "../../src/station/office/office.ts";
import { MORNING_MS } from "./journal-fixture.ts";

/** An office with simulated printers behind wires in memory, all on one virtual clock. */
export class OfficeRig {
  readonly clock = new VirtualClock({ startUtcMs: MORNING_MS });
  readonly config: StationConfig;
  readonly engines = new Map<string, Engine>();
  readonly pairs = new Map<string, MemPair>();
  /** Everything that was logged. */
  readonly lines: string[] = [];
  private readonly path: string;
  journal: Journal;
  office: Office;

  constructor(names: readonly string[] = ["P1"], path = ":memory:", policy: Partial<Policy> = {}) {
    this.path = path;
    const printers = names.map((name) => printerConfig(name));
    const rest = { zone: "WIB", language: "id", dataDir: "/nowhere", bind: "127.0.0.1", port: 0 } as const;
    this.config = { office: "Dinas Contoh", printers, ...rest, policy: { ...DEFAULT_POLICY, ...policy } };
    names.forEach((name, i) => {
      const engine = new Engine({ model: "hdp5000", clock: this.clock, seed: i + 1 });
      const pair = memPair(this.clock);
      plugIntoMemory(engine, pair);
      this.engines.set(name, engine);
      this.pairs.set(name, pair);
    });
    this.journal = this.openJournal();
    this.office = this.makeOffice();
  }

  engine(name = "P1"): Engine {
    return this.engines.get(name)!;
  }

  seconds(n: number): void {
    this.clock.advance(n * US_PER_S);
  }

  /** Lets time pass until it is so; throws after `max` seconds. */
  until(what: () => boolean, max = 1200): void {
    for (let s = 0; s < max; s++) {
      if (what()) return;
      this.seconds(1);
    }
    throw new Error(`it never happened; P1 is ${this.pathOfP1()}`);
  }

  /** The station stops at once, wherever its cards are, and comes back on the same journal. */
  restartStation(): void {
    this.office.stop();
    this.journal.close();
    this.journal = this.openJournal();
    this.office = this.makeOffice();
    this.office.start();
  }

  private pathOfP1(): string {
    return this.office.printerState("P1").state.path;
  }

  private openJournal(): Journal {
    return new Journal({ path: this.path, durable: false, zone: "WIB", utcMs: () => this.clock.utcMs() });
  }

  private makeOffice(): Office {
    return createOffice({
      clock: this.clock,
      linkClock: this.clock,
      config: this.config,
      journal: this.journal,
      connectFor: ({ name }) => this.pairs.get(name)!.connect,
      random: new Random(7),
      log: logTo((_level, event, fields) => this.lines.push(`${event} ${JSON.stringify(fields)}`)),
    });
  }
}

function printerConfig(name: string): PrinterConfig {
  const none = { console: undefined, serial: undefined };
  return { name, place: "Loket", link: `mem:${name}`, model: "hdp5000", simulate: {}, ...none };
}
