/** A service hall without engines: printers that take a job, are busy for a card's time, and issue it. One virtual clock. */
import { type Micros, Random, silentLog, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { SimCentre, type SimCentreOptions } from "../../src/centre-sim/index.ts";
import type { JobSource } from "../../src/controller/index.ts";
import type { CentreBanner } from "../../src/station/centre/centre-banner.ts";
import { CentreClient } from "../../src/station/centre/centre-client.ts";
import { CENTRE_DEFAULTS, type CentreConfig } from "../../src/station/centre/centre-config.ts";
import type { CentreJob } from "../../src/station/centre/schema.ts";
import type { CentreTransport } from "../../src/station/centre/transport.ts";
import { Journal } from "../../src/station/journal/journal.ts";
import { MORNING_MS } from "../station/journal-fixture.ts";

export const CARD_US: Micros = 60 * US_PER_S;

export interface HallOptions {
  readonly printers?: number;
  readonly records: readonly CentreJob[];
  readonly config?: Partial<CentreConfig>;
  readonly centre?: Partial<Omit<SimCentreOptions, "clock" | "records">>;
  readonly seed?: number;
  /** Between the client and the simulated centre. */
  readonly around?: (transport: CentreTransport) => CentreTransport;
}

/** Print requests of first-time holders who were never here before. */
export function records(count: number): CentreJob[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `R${i + 1}`,
    nik: `990101010190${String(i + 1).padStart(4, "0")}`,
    name: `Orang ${i + 1}`,
    class: "first" as const,
    subdistrict: "Gandus",
    requestedAt: "2018-01-05",
  }));
}

interface Place {
  readonly name: string;
  job: string;
  /** It asks for work each minute, and when it is woken. */
  asksAt: Micros;
  /** Its card comes out then; -1: the job is not begun. */
  doneAt: Micros;
  /** Somebody paused it before the first step. */
  paused: boolean;
}

export class Hall {
  readonly clock = new VirtualClock({ startUtcMs: MORNING_MS });
  readonly centre: SimCentre;
  readonly config: CentreConfig;
  readonly journal: Journal;
  readonly places: Place[];
  banner: CentreBanner | undefined;
  client: CentreClient;
  private readonly o: HallOptions;
  private readonly transport: CentreTransport;
  private jobs: JobSource;
  private chips = 0;

  constructor(options: HallOptions) {
    this.o = options;
    const { seed = 1 } = options;
    this.config = { ...CENTRE_DEFAULTS, url: "mem:", station: "UJI", tokenFile: undefined, ...options.config };
    this.centre = new SimCentre({ clock: this.clock, seed, records: options.records, ...options.centre });
    this.transport = options.around?.(this.centre.transport) ?? this.centre.transport;
    this.journal = new Journal({ path: ":memory:", zone: "WIB", utcMs: () => this.clock.utcMs() });
    this.places = Array.from({ length: options.printers ?? 2 }, (_, i) => ({
      name: `P${i + 1}`,
      job: "",
      asksAt: 0,
      doneAt: -1,
      paused: false,
    }));
    [this.client, this.jobs] = this.newClient();
    const tick = this.clock.timer(() => {
      for (const place of this.places) this.work(place);
      tick.armAfter(US_PER_S);
    });
    tick.armAfter(US_PER_S);
    this.client.start();
  }

  private newClient(): [CentreClient, JobSource] {
    const client = new CentreClient({
      clock: this.clock,
      transport: this.transport,
      random: new Random(`${this.o.seed ?? 1} client`),
      config: this.config,
      zone: "WIB",
      log: silentLog,
      journal: this.journal,
      printers: this.places.length,
      takes: (printer) => this.places.some(({ name, job }) => name === printer && job === ""),
      giveBack: (printer, job) => this.giveBack(printer, job),
      onWork: () => {
        for (const place of this.places) place.asksAt = 0;
      },
      onBanner: (banner) => {
        this.banner = banner;
      },
    });
    return [client, client.source(this.journal.jobs)];
  }

  /** The client's memory is gone; the journal stays. What the places print goes on. */
  restartClient(): void {
    this.client.stop();
    [this.client, this.jobs] = this.newClient();
    this.client.start();
  }

  private work(place: Place): void {
    const now = this.clock.now();
    if (place.job === "") {
      if (now < place.asksAt) return;
      place.asksAt = now + 60 * US_PER_S;
      place.job = this.jobs.take(place.name)?.job ?? "";
      if (place.job === "") return;
      place.doneAt = -1;
    }
    if (place.doneAt < 0) {
      if (place.paused) return;
      this.journal.steps.intend({ printer: place.name, job: place.job, kind: 1, arg: 0 });
      place.doneAt = now + CARD_US;
    } else if (now >= place.doneAt && !place.paused) {
      this.jobs.issued(place.name, place.job, (++this.chips).toString(16).padStart(8, "0").toUpperCase());
      place.job = "";
      place.asksAt = now;
    }
  }

  /** As a controller does: only what it has not begun. */
  private giveBack(printer: string, job: string): void {
    const place = this.places.find(({ name }) => name === printer);
    if (place?.job !== job || place.doneAt >= 0) return;
    place.job = "";
    this.jobs.giveBack(printer, job, "operator");
  }

  minutes(count: number): void {
    this.clock.advance(count * 60 * US_PER_S);
  }

  seconds(count: number): void {
    this.clock.advance(count * US_PER_S);
  }

  /** Events of the journal by code. */
  events(code: string): number {
    return this.journal.newestEvents(10_000).filter((event) => event.code === code).length;
  }

  /** Serials of the cards that each side calls valid. */
  valid(): { here: string[]; there: string[] } {
    const here = this.journal.cards().filter(({ state }) => state === "valid");
    const there = this.centre.store.sql("SELECT serial FROM cards WHERE state = 'valid'").all();
    return {
      here: here.map(({ serial }) => serial).sort(),
      there: there.map(({ serial }) => String(serial)).sort(),
    };
  }
}
