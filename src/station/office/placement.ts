/**
 * Which printer gets the next job when more than one could have it. The printers ask; this says "not you" to one where
 * another that stands idle would lose less time or has more supplies. It never holds a job back for long: after
 * {@link PATIENCE_US} whoever asks gets it.
 */
import { type Clock, type Micros, type Timer, US_PER_S } from "../../base/index.ts";
import type { JobSource, JobTicket, PrinterView } from "../../controller/index.ts";
import { LANE, type Policy } from "../jobs/policy.ts";
import type { Journal } from "../journal/journal.ts";
import { ALL_LANES, RATION_LANES } from "../journal/queue-head.ts";

/** A job is kept for a better printer at most this long. */
export const PATIENCE_US = 5 * US_PER_S;
/** Supplies for fewer cards than this make a printer a poor choice. */
const SCARCE_CARDS = 5;
/** What scarce supplies count for, in seconds: somebody has to come soon. [E] */
const SCARCE_SECONDS = 120;
/** How fast a roller warms up, for the comparison only. [E] 140 K in 167 s. */
const WARMS_KELVIN_PER_SECOND = 0.85;

export interface PlacedPrinter {
  readonly name: string;
  /** It has no job and would take one: cool enough, supplied, nobody paused it. */
  takes(): boolean;
  /** A technician works at it: it gets nothing, whatever state it is in or comes into. */
  readonly inService: boolean;
  view(): PrinterView;
  /** Ask again: the job is for you. */
  wake(): void;
  /** What its family has left in the office, in cards; undefined when nobody keeps the stock. */
  left(): Readonly<Record<"ribbon" | "film" | "blanks", number>> | undefined;
}

export interface PlacementOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly policy: Policy;
  /** Asked each time: they are made after this. */
  readonly printers: () => readonly PlacedPrinter[];
}

export class Placement {
  private readonly options: PlacementOptions;
  private readonly patience: Timer;
  /** Since when a job has been kept for somebody else; -1: none is. */
  private keptSince: Micros = -1;
  private readonly rationed = new Set<string>();

  constructor(options: PlacementOptions) {
    this.options = options;
    this.patience = options.clock.timer(() => this.wakeAll());
  }

  /** The journal's queue with the choice in between. */
  source(): JobSource {
    const { jobs } = this.options.journal;
    return {
      take: (printer) => this.take(printer),
      resume: (printer) => jobs.resume(printer),
      giveBack: (...said) => jobs.giveBack(...said),
      issued: (...said) => jobs.issued(...said),
      voided: (...said) => jobs.voided(...said),
      uncertain: (...said) => jobs.uncertain(...said),
    };
  }

  stop(): void {
    this.patience.cancel();
  }

  private take(printer: string): JobTicket | undefined {
    const { journal } = this.options;
    if (this.find(printer)?.inService === true) return undefined;
    const { queued } = journal.jobCounts;
    let lanes = this.isRationed(printer) ? RATION_LANES : ALL_LANES;
    const idle = queued === 0 ? [] : this.idleBesides(printer, queued);
    if (idle.length > 0) {
      const cost = this.costOf(printer);
      const better = idle.filter((other) => costOf(other) < cost);
      if (better.length >= queued && !this.outOfPatience()) {
        for (const other of better) other.wake();
        return undefined;
      }
      if (better.length > 0 && journal.jobs.hasUrgent() && !this.outOfPatience()) {
        lanes &= ~(1 << LANE.urgent);
        better[0]!.wake();
      }
    }
    const ticket = journal.jobs.takeFrom(printer, lanes);
    if (ticket !== undefined) this.kept(false);
    return ticket;
  }

  /** The others without work; none where the queue is long enough for all and nothing is urgent. */
  private idleBesides(printer: string, queued: number): PlacedPrinter[] {
    const { journal } = this.options;
    const printers = this.options.printers();
    if (printers.length < 2 || (queued >= printers.length && !journal.jobs.hasUrgent())) return [];
    return printers.filter((other) => other.name !== printer && other.takes() && !this.isRationed(other.name));
  }

  private costOf(printer: string): number {
    const own = this.find(printer);
    return own === undefined ? 0 : costOf(own);
  }

  private find(printer: string): PlacedPrinter | undefined {
    return this.options.printers().find(({ name }) => name === printer);
  }

  /** True when a job has been kept for somebody else for too long. Begins to count when it is asked for the first time. */
  private outOfPatience(): boolean {
    if (this.keptSince < 0) this.kept(true);
    return this.options.clock.now() - this.keptSince >= PATIENCE_US;
  }

  private kept(now: boolean): void {
    if (!now && this.keptSince < 0) return;
    this.keptSince = now ? this.options.clock.now() : -1;
    if (now) this.patience.armAfter(PATIENCE_US);
    else this.patience.cancel();
  }

  private wakeAll(): void {
    for (const printer of this.options.printers()) printer.wake();
  }

  /** Ration mode of a printer's family. Its begin and end are events. */
  private isRationed(printer: string): boolean {
    const { rationBelow } = this.options.policy;
    if (rationBelow.ribbon + rationBelow.film + rationBelow.blanks === 0) return false;
    const left = this.find(printer)?.left();
    const short =
      left !== undefined &&
      (left.ribbon < rationBelow.ribbon || left.film < rationBelow.film || left.blanks < rationBelow.blanks);
    if (short !== this.rationed.has(printer)) {
      if (short) this.rationed.add(printer);
      else this.rationed.delete(printer);
      this.options.journal.events.event(printer, short ? "rationBegins" : "rationEnds", { ...left });
    }
    return short;
  }
}

/** Seconds that a job would lose at this printer: warming up, and the person who has to come for supplies. */
function costOf(printer: PlacedPrinter): number {
  const { rollerCelsius = 20, setpointCelsius, ribbonLeft, filmLeft, blanksLeft } = printer.view();
  const missing = Math.max(0, (setpointCelsius > 0 ? setpointCelsius : 165) - rollerCelsius - 5);
  const scarce = Math.min(ribbonLeft, filmLeft, blanksLeft ?? SCARCE_CARDS) < SCARCE_CARDS;
  return Math.round(missing / WARMS_KELVIN_PER_SECOND / 10) * 10 + (scarce ? SCARCE_SECONDS : 0);
}
