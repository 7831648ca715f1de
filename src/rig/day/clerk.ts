/**
 * The person at one printer. Card by card: the printer gets its next job only when the hands are free, the office is open
 * and the machine does not rest by the staff's own rule. Stands between the queue and the printer as a {@link JobSource}.
 */
import { type Clock, Random, type Timer, US_PER_S } from "../../base/index.ts";
import type { JobSource } from "../../controller/index.ts";
import type { DayPlan } from "./day-plan.ts";
import { draw } from "./day-plan.ts";
import { US_PER_MINUTE } from "./office-calendar.ts";

export interface ClerkOptions {
  readonly clock: Clock;
  readonly printer: string;
  readonly seed: number;
  /** The way to the hands may be free again: the printer should ask for work. */
  readonly wake: () => void;
  /** The machine goes to rest, or ends it. */
  readonly rest: (resting: boolean) => void;
  /** A card was taken out of the output. */
  readonly tookCard: () => void;
  /** What the person does has changed. */
  readonly changed: () => void;
}

/** Why the person gives the printer no work now. */
export type ClerkReason = "closed" | "starting" | "handling" | "resting";

export class Clerk {
  private readonly o: ClerkOptions;
  private readonly handling: Timer;
  private readonly resting: Timer;
  private plan: DayPlan | undefined;
  private hands: Random;
  private open = false;
  private started = false;
  /** Cards out of the machine that still want their handling. */
  private unhandled = 0;
  private cardsSinceRest = 0;

  constructor(options: ClerkOptions) {
    this.o = options;
    this.hands = new Random(options.seed);
    this.handling = options.clock.timer(() => this.handled());
    this.resting = options.clock.timer(() => this.rested());
  }

  /** A new day, whose hands are drawn anew; nothing of yesterday waits any more. */
  newDay(plan: DayPlan): void {
    this.plan = plan;
    this.hands = handsOf(this.o.seed, plan, this.o.printer);
    this.unhandled = 0;
    this.cardsSinceRest = 0;
    this.started = false;
    this.handling.cancel();
    if (this.resting.dueAt >= 0) {
      this.resting.cancel();
      this.o.rest(false);
    }
  }

  /** People come back or go. */
  session(open: boolean): void {
    this.open = open;
    this.tell();
  }

  /** Everything is switched on and logged in. */
  begin(): void {
    this.started = true;
    this.tell();
  }

  /** Undefined: the printer may have its next job. */
  get reason(): ClerkReason | undefined {
    if (!this.open) return "closed";
    if (this.resting.dueAt >= 0) return "resting";
    if (!this.started) return "starting";
    return this.unhandled >= this.practice.unhandledMax ? "handling" : undefined;
  }

  /** The queue as this printer sees it over the clerk's shoulder. */
  around(jobs: JobSource): JobSource {
    return {
      take: (printer) => (this.reason === undefined ? jobs.take(printer) : undefined),
      resume: (printer) => jobs.resume(printer),
      giveBack: (printer, job, reason) => jobs.giveBack(printer, job, reason),
      issued: (printer, job, serial) => {
        jobs.issued(printer, job, serial);
        this.cardCame();
      },
      voided: (printer, job, serial, cause) => {
        jobs.voided(printer, job, serial, cause);
        this.cardCame();
      },
      uncertain: (printer, job, serial, why) => {
        jobs.uncertain(printer, job, serial, why);
        this.cardCame();
      },
    };
  }

  private get practice() {
    return this.plan!.office.practice;
  }

  private cardCame(): void {
    if (this.plan === undefined) return;
    this.unhandled++;
    this.cardsSinceRest++;
    if (this.handling.dueAt < 0) this.takeUp();
    const { restAfterCards, restMinutes } = this.plan.office.file.people;
    if (!this.practice.restRule || restAfterCards === 0 || this.cardsSinceRest < restAfterCards) return;
    this.cardsSinceRest = 0;
    this.resting.armAfter(Math.round(restMinutes * US_PER_MINUTE));
    this.o.rest(true);
  }

  private takeUp(): void {
    this.handling.armAfter(Math.round(draw(this.hands, this.plan!.office.file.people.handlingSeconds) * US_PER_S));
  }

  private handled(): void {
    this.unhandled--;
    this.o.tookCard();
    if (this.unhandled > 0) this.takeUp();
    this.tell();
  }

  private rested(): void {
    this.o.rest(false);
    this.tell();
  }

  private tell(): void {
    if (this.reason === undefined) this.o.wake();
    this.o.changed();
  }
}

/** How long each card's handling takes at this printer on this day, card after card. */
export const handsOf = (seed: number, plan: DayPlan, printer: string): Random =>
  new Random(seed).fork(`hands ${plan.date} ${printer}`);
