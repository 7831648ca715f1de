/** Follows a batch at an office: when it began and ended, what time was lost in between, and who stands still for want of hands. */
import type { Clock, Micros } from "../base/index.ts";
import { LOST_CAUSES, type LostSeconds, noLostSeconds, type Office } from "../station/index.ts";
import { needsHands } from "./operator.ts";

export interface StandingStill {
  readonly printer: string;
  /** Code of what it waits for. */
  readonly reason: string;
  readonly sinceUs: Micros;
}

export class BatchWatch {
  private readonly office: Office;
  private readonly clock: Clock;
  private readonly still = new Map<string, StandingStill>();
  private readonly startedUs: Micros;
  private lostAtFirst: LostSeconds = noLostSeconds();
  private lostAtLast: LostSeconds = noLostSeconds();
  private ended = 0;
  firstOrderUs: Micros = -1;
  lastCardUs: Micros = -1;
  /** What the longest-standing printer waited for when the batch was given up. */
  stoppedBy: StandingStill | undefined;
  /** Hears of each change of the count of finished jobs. */
  onProgress: ((finished: number) => void) | undefined;

  /** `clock` is the printers' clock. */
  constructor(office: Office, clock: Clock) {
    this.office = office;
    this.clock = clock;
    this.startedUs = clock.now();
    office.onChange((printer, urgent) => {
      if (printer !== undefined && urgent) this.look(printer);
    });
  }

  /** Jobs that have come to an end, one way or another. */
  get finished(): number {
    const { issued, handedOver, uncertain, void: voided } = this.office.journal.jobCounts;
    return issued + handedOver + uncertain + voided;
  }

  /** No job wants a card any more. */
  get done(): boolean {
    return this.left === 0;
  }

  get left(): number {
    const { queued, leased, printing } = this.office.journal.jobCounts;
    return queued + leased + printing;
  }

  /** The printers that stand still for want of a person, longest first. */
  get standingStill(): readonly StandingStill[] {
    return [...this.still.values()].sort((a, b) => a.sinceUs - b.sinceUs);
  }

  /** First order to last card, in seconds. */
  get deviceSeconds(): number {
    return this.firstOrderUs < 0 || this.lastCardUs < 0 ? 0 : (this.lastCardUs - this.firstOrderUs) / 1e6;
  }

  get warmUpSeconds(): number {
    return this.firstOrderUs < 0 ? 0 : (this.firstOrderUs - this.startedUs) / 1e6;
  }

  /** Time lost between first order and last card. */
  lostSeconds(): LostSeconds {
    const lost = noLostSeconds();
    for (const cause of LOST_CAUSES) lost[cause] = Math.max(0, this.lostAtLast[cause] - this.lostAtFirst[cause]);
    return lost;
  }

  /** The batch ends here, with jobs left: the time until now counts as well. */
  close(): void {
    this.stoppedBy = this.standingStill[0];
    this.lostAtLast = this.office.lostSeconds();
    if (this.firstOrderUs >= 0) this.lastCardUs = this.clock.now();
  }

  private look(printer: string): void {
    const view = this.office.controller(printer).view();
    const now = this.clock.now();
    if (this.firstOrderUs < 0 && view.job !== "" && (view.cardStep !== "none" || view.filmStep !== "none")) {
      this.firstOrderUs = now;
      this.lostAtFirst = this.office.lostSeconds();
    }
    const { finished } = this;
    if (finished !== this.ended) {
      this.ended = finished;
      this.lastCardUs = now;
      this.lostAtLast = this.office.lostSeconds();
      this.onProgress?.(finished);
    }
    if (!needsHands(view)) this.still.delete(printer);
    else if (!this.still.has(printer)) {
      this.still.set(printer, { printer, reason: view.reason?.code ?? view.word, sinceUs: now });
    }
  }
}
