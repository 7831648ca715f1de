/** One printer of the quick model: from one card to the next in one step. Same plan, same people, same heat network as the full stack. */
import { Random } from "../../base/index.ts";
import { MELT_FROM_CELSIUS, THERMAL_PROFILES } from "../../thermal/index.ts";
import type { CardTally } from "../batch-report.ts";
import { handsOf } from "../day/clerk.ts";
import { CLOSING_US } from "../day/day-events.ts";
import { type DayPlan, draw, roomCelsius } from "../day/day-plan.ts";
import { isIn, US_PER_MINUTE } from "../day/office-calendar.ts";
import type { Family, OfficePrinterSpec, StockItem } from "../day/office-schema.ts";
import type { StoreRoom } from "../day/store-room.ts";
import { QuickHeat } from "./quick-heat.ts";

const US = 1_000_000;
/** A card from order to proof, s [M: full stack, mean of a day]. */
const CARD_SECONDS = { hdp5000: 35.95, sr300: 33.95 } as const;
/** Under the governor, s: what a card takes longer after a pause, and what the roller settles longer after a warm-up [M: full stack]. */
const GOVERNED_FIRST_SECONDS = 2.2;
const GOVERNED_SETTLE_SECONDS = 10;
/** Cards that follow within this are printed without a pause, us. */
const PAUSE_US = 10 * US;
/** Parts of a card at its end: the transfer's way to the nip, the nip, the way out, s [E, as the simulated engine]. */
const NIP_SECONDS = 6.7;
const OUT_SECONDS = 3.5;
const APPROACH_SECONDS = 3.4;
/** The host has found a booted engine and asks for heat, s after both are up [M]. */
const CONTACT_SECONDS = 2;
/** Without work a printer lets its roller go cold after this, us. */
const STANDBY_US = 30 * US_PER_MINUTE;
/** The governor of this model: no card above the first, rest until below the second, C. */
const EXIT_CELSIUS_MAX = 78.9;
const EXIT_CELSIUS_GOOD = 77.6;
const REST_SECONDS = 30;
const HOPPER_CARDS = 100;

/** Where jobs come from; shared by the printers of an office. */
export interface QuickWork {
  /** When a job may be begun that was asked for at `at`; `record`: it was fetched before, and lacks only its activation. */
  jobAt(at: number, random: Random, record: boolean): number;
}

/** What a cut leaves at the station: nothing, a fetched record, or a card that is finished for the same person. */
type InHand = "nothing" | "record" | "card";

export class QuickPrinter {
  readonly spec: OfficePrinterSpec;
  private readonly heat: QuickHeat;
  private readonly feet: Random;
  private readonly family: Family;
  private readonly seed: number;
  private blanks: number;
  private ribbon: number;
  private film: number;
  private plan!: DayPlan;
  private hands!: Random;
  private asks!: Random;
  private work!: QuickWork;
  /** Instant of the day that this printer has come to; Infinity: no more today. */
  now = 0;
  private heatAt = 0;
  private idleSince = 0;
  private handsFreeAt = 0;
  private sinceRest = 0;
  private restsUntil = 0;
  private lastEnd = Number.NEGATIVE_INFINITY;
  private inHand: InHand = "nothing";

  constructor(spec: OfficePrinterSpec, seed: number, room: number) {
    this.spec = spec;
    this.seed = seed;
    this.heat = new QuickHeat(THERMAL_PROFILES[spec.model], spec.airflow, room);
    this.feet = new Random(seed).fork(`feet ${spec.name}`);
    this.family = spec.model === "hdp5000" ? "fargo" : "datacard";
    this.blanks = spec.blanks;
    this.ribbon = spec.ribbon;
    this.film = spec.film;
  }

  newDay(plan: DayPlan, work: QuickWork): void {
    this.plan = plan;
    this.work = work;
    this.hands = handsOf(this.seed, plan, this.spec.name);
    this.asks = new Random(this.seed).fork(`centre ${plan.date} ${this.spec.name}`);
    const [first] = plan.sessions;
    this.now = first === undefined ? Number.POSITIVE_INFINITY : first.from;
    this.heatAt = 0;
    this.idleSince = this.now;
    this.handsFreeAt = plan.startedAt;
    this.sinceRest = 0;
    this.restsUntil = 0;
    this.lastEnd = Number.NEGATIVE_INFINITY;
    this.inHand = "nothing";
    // Dark since the evening before.
    if (first !== undefined) this.dark(first.from);
  }

  /** To the end of the next card, or to whatever stops it; false when the day is over for it. */
  step(store: StoreRoom, tally: CardTally & { uncertain: number }): boolean {
    const { plan } = this;
    const ready = this.becomeReady();
    if (!Number.isFinite(ready)) return this.end();
    if (!this.supplied(store)) return Number.isFinite(this.now) || this.end();
    const asked = this.present(Math.max(ready, this.handsFreeAt));
    if (!Number.isFinite(asked)) return this.end();
    this.to(asked);
    if (!this.powered(asked)) return true;
    const job = this.inHand === "card" ? asked : this.work.jobAt(asked, this.asks, this.inHand === "record");
    const cut = this.nextCut(asked);
    // A record that comes while nobody is there waits for them.
    const taken = this.present(job);
    if (taken >= cut) {
      const until = Math.min(cut, plan.sessions.at(-1)!.to);
      this.to(until);
      this.now = until;
      // The centre has dealt with the question meanwhile: put again, it is answered at once.
      if (this.inHand === "nothing") this.inHand = "record";
      return cut < plan.sessions.at(-1)!.to || this.end();
    }
    if (!Number.isFinite(taken)) return this.end();
    this.inHand = "nothing";
    const start = this.startAt(taken);
    if (start >= plan.sessions.at(-1)!.to + CLOSING_US) return this.end();
    this.print(start, tally);
    return true;
  }

  /** What is neither in the machine nor in the store: without a delivery it prints no more. */
  lacks(store: StoreRoom): StockItem | undefined {
    const { blanks, [this.family]: spools } = store.left;
    if (this.film === 0 && spools.film === 0) return "film";
    if (this.ribbon === 0 && spools.ribbon === 0) return "ribbon";
    return this.blanks === 0 && blanks === 0 ? "blanks" : undefined;
  }

  private end(): false {
    this.now = Number.POSITIVE_INFINITY;
    return false;
  }

  /** From `now` on: mains, PC, and a roller that is hot enough to begin. */
  private becomeReady(): number {
    const { plan } = this;
    const off = plan.hostOff.find(({ from, to }) => this.now >= from && this.now < to);
    if (off !== undefined) {
      this.to(Math.min(off.to, plan.sessions.at(-1)!.to));
      if (off.to >= plan.sessions.at(-1)!.to) return Number.POSITIVE_INFINITY;
      this.now = off.to;
      this.idleSince = off.to;
    }
    if (this.now >= plan.sessions.at(-1)!.to) return Number.POSITIVE_INFINITY;
    if (!this.heat.near && this.now - this.idleSince < STANDBY_US) {
      this.to(this.now);
      const boot = this.bootedAt(this.now);
      this.to(boot, true);
      const seconds = this.heat.warmUp() + (plan.office.practice.governor ? GOVERNED_SETTLE_SECONDS : 0);
      this.now = boot + Math.round(seconds * US);
      this.heatAt = this.now;
      this.idleSince = this.now;
    }
    return this.now;
  }

  /** The engine has booted and the host has found it. */
  private bootedAt(at: number): number {
    const { mainsOff, sessions } = this.plan;
    const since = Math.max(sessions[0]!.from, ...mainsOff.filter(({ to }) => to <= at).map(({ to }) => to));
    return Math.max(at, since + Math.round(this.heat.profile.bootSeconds * US)) + CONTACT_SECONDS * US;
  }

  /** When somebody is there from `at` on; Infinity: not today any more. */
  private present(at: number): number {
    for (const { from, to } of this.plan.sessions) if (at < to) return Math.max(at, from);
    return Number.POSITIVE_INFINITY;
  }

  private supplied(store: StoreRoom): boolean {
    if (this.blanks > 0 && this.ribbon > 0 && this.film > 0) return true;
    const { people } = this.plan.office.file;
    // A machine that rests by the staff's rule calls for nothing before its rest is over.
    let called = this.present(Math.max(this.now, this.restsUntil));
    let come = called + Math.round(draw(this.feet, people.reactionMinutes) * US_PER_MINUTE);
    // Whoever would come after closing time is called again when people are back.
    while (Number.isFinite(called) && this.present(come) !== come) {
      called = this.present(come);
      come = called + Math.round(draw(this.feet, people.reactionMinutes) * US_PER_MINUTE);
    }
    if (Number.isFinite(come)) this.to(come);
    this.now = come;
    this.idleSince = come;
    if (this.blanks === 0) this.blanks = store.blanks(HOPPER_CARDS);
    if (this.ribbon === 0) this.ribbon = store.takeSpool("ribbon", this.family) ?? 0;
    if (this.film === 0) this.film = store.takeSpool("film", this.family) ?? 0;
    return false;
  }

  /** A job is in hand: when the card begins, after standby or the governor's rest. */
  private startAt(job: number): number {
    this.to(job);
    let at = job;
    if (!this.heat.near) at += Math.round(this.heat.warmUp() * US);
    if (this.plan.office.practice.governor && this.heat.exitCelsius > EXIT_CELSIUS_MAX) {
      while (this.heat.exitCelsius > EXIT_CELSIUS_GOOD) {
        this.heat.idle(REST_SECONDS);
        at += REST_SECONDS * US;
      }
      at += Math.round(this.heat.warmUp() * US);
    }
    this.heatAt = at;
    return at;
  }

  private print(start: number, tally: CardTally & { uncertain: number }): void {
    const { plan, spec } = this;
    const rested = plan.office.practice.governor && start - this.lastEnd > PAUSE_US;
    const lasts = Math.round((CARD_SECONDS[spec.model] + (rested ? GOVERNED_FIRST_SECONDS : 0)) * US);
    this.lastEnd = start + lasts;
    const cut = this.nextCut(start);
    this.ribbon--;
    this.film--;
    if (cut < start + lasts) {
      this.cutShort(cut, start + lasts, tally);
      return;
    }
    this.heat.room(roomCelsius(plan, start));
    const { quality } = this.heat.card(lasts / US);
    this.blanks--;
    this.heatAt = start + lasts;
    this.now = start + lasts;
    this.idleSince = this.now;
    if (quality === "warp" || quality === "peel" || quality === "melt") tally.spoilt[quality]++;
    else {
      tally.issued++;
      if (quality !== "good") tally.marginal[quality]++;
    }
    this.handle(this.now);
  }

  /** The clerk takes the card up that came at `at`; the next one waits for free hands, or for room before them. */
  private handle(at: number): void {
    const { people } = this.plan.office.file;
    const { practice } = this.plan.office;
    const lasts = Math.round(draw(this.hands, people.handlingSeconds) * US);
    if (practice.unhandledMax === 1) this.handsFreeAt = at + lasts;
    this.sinceRest++;
    if (practice.restRule && people.restAfterCards > 0 && this.sinceRest >= people.restAfterCards) {
      this.sinceRest = 0;
      this.restsUntil = at + Math.round(people.restMinutes * US_PER_MINUTE);
      this.handsFreeAt = this.restsUntil;
    }
  }

  /** The mains fail while a card is inside. */
  private cutShort(cut: number, end: number, tally: CardTally & { uncertain: number }): void {
    const left = (end - cut) / US;
    this.now = cut;
    if (left > OUT_SECONDS + NIP_SECONDS + APPROACH_SECONDS) {
      this.inHand = "card";
      return;
    }
    this.blanks--;
    // What became of it is known when the station runs again.
    this.handle(this.plan.hostOff.find(({ from, to }) => cut >= from && cut < to)?.to ?? cut);
    if (left <= OUT_SECONDS) {
      tally.uncertain++;
      tally.issued++;
      return;
    }
    const off = this.plan.mainsOff.find(({ from }) => from === cut);
    const inNip = left <= OUT_SECONDS + NIP_SECONDS;
    const stood = inNip && this.spec.nip === "stays" ? (off!.to - off!.from) / US : 0;
    const melted = stood > 0 && this.heat.stalledCelsius(stood) >= MELT_FROM_CELSIUS;
    if (melted) tally.spoilt.melt++;
    else tally.spoilt.void++;
    const { people } = this.plan.office.file;
    // A card that sticks wants hands.
    const freed = melted ? off!.to + Math.round(draw(this.feet, people.reactionMinutes) * US_PER_MINUTE) : 0;
    this.handsFreeAt = Math.max(this.handsFreeAt, freed);
  }

  private nextCut(at: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { from } of this.plan.mainsOff) if (from >= at && from < next) next = from;
    return next;
  }

  private powered(at: number): boolean {
    const off = this.plan.hostOff.some(({ from, to }) => at >= from && at < to);
    if (off) this.now = at;
    return !off;
  }

  /** Lets the machine stand until then: hot while it waits for work, cold after half an hour, dark without mains. */
  private to(at: number, cold = false): void {
    const { plan } = this;
    this.heat.room(roomCelsius(plan, this.heatAt));
    let from = this.heatAt;
    for (const off of plan.mainsOff) {
      if (off.to <= from || off.from >= at) continue;
      this.stand(from, Math.max(from, off.from), cold);
      const light = Math.min(at, off.to);
      this.heat.dark((light - Math.max(from, off.from)) / US);
      from = light;
    }
    this.stand(from, at, cold);
    this.heatAt = Math.max(this.heatAt, at);
  }

  private stand(from: number, until: number, cold: boolean): void {
    if (until <= from) return;
    const hostOff = isIn(this.plan.hostOff, from);
    const holds = !cold && !hostOff && this.heat.near;
    const hotUntil = holds ? Math.min(until, Math.max(from, this.idleSince + STANDBY_US)) : from;
    if (hotUntil > from) this.heat.hold((hotUntil - from) / US);
    if (until > hotUntil) this.heat.idle((until - hotUntil) / US);
  }

  private dark(seconds: number): void {
    this.heat.dark(seconds / US);
    this.heatAt = seconds;
  }
}
