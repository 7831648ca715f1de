/**
 * The station's side of the data centre. It looks at what the journal holds and at the line, does what is due, and is looked
 * at again when something is heard or a time comes: there is no other state than the journal's tables and what is under way.
 */
import { type Clock, type Log, type Micros, type Random, type Timer, US_PER_S } from "../../base/index.ts";
import type { EventSink, JobSource } from "../../controller/index.ts";
import type { Zone } from "../api.ts";
import type { AuditSink } from "../commands/command.ts";
import type { JobRow } from "../jobs/job-row.ts";
import type { NotQueued } from "../journal/job-import.ts";
import { Activations } from "./activations.ts";
import { BannerJudge, type CentreBanner } from "./centre-banner.ts";
import type { CentreConfig } from "./centre-config.ts";
import type { CentreTable } from "./centre-table.ts";
import { Claims } from "./claims.ts";
import { Deliveries } from "./deliveries.ts";
import { LeaseBook } from "./lease-book.ts";
import { CentreLine, type LineState } from "./line.ts";
import type { OutboxTable, RefusedResult } from "./outbox-table.ts";
import { Renewals } from "./renewals.ts";
import { type Policy, Stock, type StockView, sooner } from "./stock.ts";
import type { CentreTransport } from "./transport.ts";

/** Cards activated ahead of their start, where there are leased jobs ahead. */
const AHEAD_PER_PRINTER = 2;
const FLUSH_LOOK_US = US_PER_S / 10;
/** Without any news it looks again after this: a command may have ended a job. */
const LOOK_US = 30 * US_PER_S;

export interface CentreClientOptions {
  readonly clock: Clock;
  readonly transport: CentreTransport;
  readonly random: Random;
  readonly config: CentreConfig;
  readonly zone: Zone;
  readonly log: Log;
  readonly journal: {
    readonly centre: CentreTable;
    readonly outbox: OutboxTable;
    readonly events: EventSink;
    readonly audit?: AuditSink;
    addJobs(rows: Iterable<JobRow>): readonly NotQueued[];
  };
  readonly printers: number;
  /** The printer would take a job at once. */
  readonly takes: (printer: string) => boolean;
  /** The printer holds a job that it has not begun and must not begin. */
  readonly giveBack: (printer: string, job: string) => void;
  /** There is work. */
  readonly onWork: () => void;
  readonly onBanner: (banner: CentreBanner | undefined) => void;
}

/** For people and programs. No personal data. */
export interface CentreStatus {
  readonly url: string;
  readonly line: LineState;
  readonly why: string;
  readonly sinceMs: number;
  /** Station's clock ahead of the centre's. */
  readonly clockAheadMs: number;
  /** The centre is being asked just now whether it is there. */
  readonly asking: boolean;
  readonly nextTryInMs: number | undefined;
  readonly prefetch: number;
  readonly policy: Policy;
  readonly ready: number;
  readonly coming: number;
  readonly leases: number;
  readonly resultsWaiting: number;
  readonly resultsRefused: number;
  readonly nothingToPrint: boolean;
}

export class CentreClient {
  private readonly o: CentreClientOptions;
  private readonly line: CentreLine;
  private readonly book: LeaseBook;
  private readonly stock: Stock;
  private readonly claims: Claims;
  private readonly activations: Activations;
  private readonly renewals: Renewals;
  private readonly deliveries: Deliveries;
  private readonly bannerJudge: BannerJudge;
  private readonly waiting = new Set<string>();
  private readonly timer: Timer;
  private running = false;
  private wasUp = false;
  private claiming = true;
  private posted = "";
  /** What the centre said of its policy last, also in an earlier run. */
  private known: Policy | undefined;
  /** Some job may be taken that could not be before, and nobody was told. */
  private opened = false;
  /** Jobs that could be taken when last looked at. */
  private ready = 0;

  constructor(options: CentreClientOptions) {
    this.o = options;
    const { clock, transport, random, config, journal, log } = options;
    const { centre: table, outbox, events } = journal;
    const onChange = (): void => this.soon();
    this.timer = clock.timer(() => this.look());
    this.line = new CentreLine({
      clock,
      transport,
      random: random.fork("line"),
      timeoutMs: config.timeoutSeconds * 1000,
      log,
      onChange,
    });
    this.book = new LeaseBook(clock, table);
    this.stock = new Stock({ clock, table, book: this.book, events, config, giveBack: options.giveBack });
    const parts = { clock, line: this.line, table, book: this.book, events, config, onChange };
    this.claims = new Claims({ ...parts, zone: options.zone, addJobs: (rows) => journal.addJobs(rows) });
    this.activations = new Activations({ ...parts, stock: this.stock, ahead: AHEAD_PER_PRINTER * options.printers });
    this.renewals = new Renewals(parts);
    this.deliveries = new Deliveries({ ...parts, random: random.fork("results"), outbox, audit: journal.audit });
    this.bannerJudge = new BannerJudge(clock);
    this.known = table.policy;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.look();
    this.line.start();
  }

  /** At once. What was under way is asked again at the next start, under the same keys. */
  stop(): void {
    this.running = false;
    this.line.stop();
    this.timer.cancel();
  }

  /** No more jobs are fetched; results still go out. */
  drain(): void {
    this.claiming = false;
  }

  /** Calls `done` once when all results are delivered, or when that cannot be for now: no line, or `withinUs` is over. */
  flush(withinUs: Micros, done: () => void): void {
    const { clock, journal } = this.o;
    const endsAt = clock.now() + withinUs;
    const look = clock.timer(() => {
      const hopeless = !this.running || !this.line.isUp || clock.now() >= endsAt;
      if (hopeless || journal.outbox.waiting === 0) done();
      else look.armAfter(FLUSH_LOOK_US);
    });
    this.soon();
    look.armAfter(0);
  }

  /** The queue as the controllers see it: a job of the centre only when its lease, activation and line allow. */
  source(jobs: JobSource): JobSource {
    return {
      take: (printer) => {
        if (this.running) this.judge();
        const ticket = jobs.take(printer);
        if (ticket === undefined) this.waiting.add(printer);
        else this.waiting.delete(printer);
        this.soon();
        return ticket;
      },
      resume: (printer) => jobs.resume(printer),
      giveBack: (printer, job, reason) => {
        jobs.giveBack(printer, job, reason);
        this.soon();
      },
      issued: (printer, job, serial) => {
        jobs.issued(printer, job, serial);
        this.soon();
      },
      voided: (printer, job, serial, cause) => {
        jobs.voided(printer, job, serial, cause);
        this.soon();
      },
      uncertain: (printer, job, serial, why) => {
        jobs.uncertain(printer, job, serial, why);
        this.soon();
      },
    };
  }

  /** The printer stands still because the centre has not given it a job (yet). */
  isAwaitedBy(printer: string): boolean {
    return this.ready === 0 && !this.claims.nothing && this.waiting.has(printer) && this.o.takes(printer);
  }

  /** Something in the journal changed that the centre may have to hear. */
  soon(): void {
    if (this.running) this.timer.armAfter(0);
  }

  retryNow(): void {
    this.forgetPauses();
    this.line.retryNow();
    this.soon();
  }

  /** Gives back all jobs that no printer has; returns how many. */
  release(): number {
    const { centre } = this.o.journal;
    const idle = centre.unfinished().filter(({ state }) => state === "queued");
    for (const job of idle) centre.drop(job, "returned");
    this.soon();
    return idle.length;
  }

  get refused(): readonly RefusedResult[] {
    return this.o.journal.outbox.open;
  }

  settle(id: number): boolean {
    const done = this.o.journal.outbox.settle(id);
    this.soon();
    return done;
  }

  status(): CentreStatus {
    const { line, claims, book } = this;
    const { config, journal, clock } = this.o;
    const { ready, coming } = this.judge();
    return {
      url: config.url,
      line: line.state,
      why: line.why,
      sinceMs: line.sinceMs,
      clockAheadMs: line.aheadMs,
      asking: line.asking,
      nextTryInMs:
        line.isUp || line.asking || line.nextTryAt < 0 ? undefined : Math.ceil((line.nextTryAt - clock.now()) / 1000),
      prefetch: config.prefetch,
      policy: this.policy,
      ready,
      coming,
      leases: book.names.length,
      resultsWaiting: journal.outbox.waiting,
      resultsRefused: journal.outbox.open.length,
      nothingToPrint: claims.nothing,
    };
  }

  /** The centre's word, made stricter by the station file. Nothing known yet: the strictest. */
  private get policy(): Policy {
    const { config } = this.o;
    const said = this.line.window ?? this.known;
    return {
      activation: config.activation === "always" || (said?.activation ?? true),
      offline: config.offline && (said?.offline ?? false),
    };
  }

  private judge(): StockView {
    const view = this.stock.judge(this.policy, this.line.isUp);
    this.opened ||= view.opened;
    this.ready = view.ready;
    return view;
  }

  private look(): void {
    const { line, claims, deliveries, bannerJudge } = this;
    const { clock } = this.o;
    this.keepPolicy();
    if (line.isUp && !this.wasUp) this.forgetPauses();
    this.wasUp = line.isUp;
    const view = this.judge();
    if (line.isUp) {
      deliveries.send();
      this.activations.ask(view, this.policy);
      if (this.claiming) claims.ask(view, this.awaited());
    }
    // Also without a line: leases whose jobs have all ended are forgotten.
    this.renewals.ask(view);
    this.postBanner();
    let next = sooner(sooner(view.nextAt, claims.nextAt), sooner(deliveries.nextAt, this.book.nextRenewalAt));
    next = sooner(sooner(next, bannerJudge.nextAt), clock.now() + LOOK_US);
    // What was done above may have asked for another look at once; that stands.
    if (this.timer.dueAt < 0 || next < this.timer.dueAt) this.timer.armAt(Math.max(next, clock.now() + 1));
    if (!this.opened) return;
    this.opened = false;
    this.o.onWork();
  }

  private forgetPauses(): void {
    for (const part of [this.claims, this.activations, this.renewals, this.deliveries]) part.forgetPauses();
  }

  private awaited(): number {
    let count = 0;
    for (const printer of this.waiting) if (this.o.takes(printer)) count++;
    return count;
  }

  private keepPolicy(): void {
    const { window } = this.line;
    if (window === undefined) return;
    const { known } = this;
    if (known?.activation === window.activation && known.offline === window.offline) return;
    this.known = { activation: window.activation, offline: window.offline };
    this.o.journal.centre.setPolicy(this.known);
  }

  private postBanner(): void {
    const open = this.refused;
    const duplicates = open.filter(({ outcome }) => outcome === "issued").length;
    const garbled = this.deliveries.garbled !== "";
    const input = { line: this.line.state, duplicates, refused: open.length - duplicates, garbled };
    const banner = this.bannerJudge.judge(input);
    const code = banner?.code ?? "";
    if (code === this.posted) return;
    this.posted = code;
    this.o.onBanner(banner);
  }
}
