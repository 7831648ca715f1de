/**
 * An office day on the full stack in virtual time: controllers, bytes, engines, journal. The plan says what the weather
 * does; people and machines answer it.
 */
import { Random } from "../../base/index.ts";
import type { JobSource } from "../../controller/index.ts";
import type { EngineEvent } from "../../hardware-sim/index.ts";
import { type Office, ZONE_MINUTES } from "../../station/index.ts";
import { emptyTally, tallyCard } from "../batch-report.ts";
import { Operator } from "../operator.ts";
import { type RigPrinter, SimStation } from "../sim-station.ts";
import type { SimPrinter } from "../sim-url.ts";
import { Clerk } from "./clerk.ts";
import { DayCentre } from "./day-centre.ts";
import { type DayState, momentsOf, stateAt } from "./day-events.ts";
import { type DayPlan, draw, openHours, planDay, roomCelsius } from "./day-plan.ts";
import { type DayCount, type DayReport, dayReport } from "./day-report.ts";
import { LossBook, type LossKey, LossTally } from "./losses.ts";
import { dateOfDay, dayOfDate, nextWorkingDay, timeOfDay, US_PER_DAY, US_PER_MINUTE } from "./office-calendar.ts";
import { FAMILIES, type Family, type OfficePrinterSpec, type StockItem } from "./office-schema.ts";
import { printerCause } from "./printer-cause.ts";
import { peopleWaiting } from "./queue.ts";
import type { WorkingOffice } from "./remedies.ts";
import { SPOOL_CARDS, StoreRoom } from "./store-room.ts";

export interface OfficeRunOptions {
  readonly office: WorkingOffice;
  readonly seed: number;
  /** Kind of every day, or `drawn`. */
  readonly kind: string;
  readonly days: number;
  readonly remedies?: readonly string[];
}

export interface DayProgress {
  /** Days and parts of a day that are over. */
  readonly days: number;
  readonly issued: number;
}

interface Place {
  readonly printer: RigPrinter;
  readonly clerk: Clerk;
  readonly operator: Operator;
  readonly losses: LossBook;
  afterCut: boolean;
}

export class OfficeRun {
  readonly station: SimStation;
  private readonly o: OfficeRunOptions;
  private readonly firstDay: number;
  private readonly store: StoreRoom;
  private readonly centre: DayCentre;
  private readonly places: readonly Place[];
  private readonly byName: ReadonlyMap<string, Place>;
  private plan: DayPlan;
  private now: DayState;
  private cards = emptyTally();
  private uncertainBefore = 0;
  private readonly counts: DayCount[] = [];

  constructor(options: OfficeRunOptions) {
    const { office, seed, kind } = options;
    const { file, practice } = office;
    this.o = options;
    this.firstDay = nextWorkingDay(file.hours, dayOfDate(file.from));
    this.plan = planDay(office, this.firstDay, seed, kind);
    this.now = stateAt(this.plan, 0);
    this.store = new StoreRoom(file.stock);
    this.centre = new DayCentre(office, seed, options.days);
    this.station = new SimStation({
      printers: file.printers.machines.map((machine, i) => simPrinter(machine, practice.governor, seed * 100 + i)),
      seed,
      startUtcMs: this.firstDay * 86_400_000 - ZONE_MINUTES[file.zone] * 60_000,
      place: { office: file.office, zone: file.zone },
      centre: { config: this.centre.config, connect: (clock) => this.centre.connect(clock) },
      officeOptions: { jobsFor: ({ name }, jobs) => this.jobsFor(name, jobs) },
      onOffice: (made) => this.follow(made),
      onEngineEvent: (_, event) => this.heard(event),
    });
    for (const { engine } of this.station.printers) engine.lab.cutMains();
    this.places = this.station.printers.map((printer) => this.placeOf(printer));
    this.byName = new Map(this.places.map((place) => [place.printer.name, place]));
    this.keepBooks();
    this.station.killHost();
  }

  /** Whoever keeps the stock enters what is in the store; what is in the printers the engines count themselves. */
  private keepBooks(): void {
    const { left } = this.store;
    for (const family of FAMILIES) {
      for (const item of ["ribbon", "film"] as const) {
        this.received(item, family, left[family][item] * SPOOL_CARDS[family][item]);
      }
    }
    this.received("blanks", "", left.blanks);
  }

  private received(item: StockItem, family: Family | "", units: number): void {
    if (units > 0) this.station.journal.stock.receive({ item, family }, units);
  }

  /** Lives through the days, a piece at each step, so that whoever drives it can show progress and stop between two pieces. */
  *steps(): Generator<DayProgress, void> {
    const { office, seed, days, kind } = this.o;
    for (let i = 0; i < days; i++) {
      if (i > 0) this.plan = planDay(office, nextWorkingDay(office.file.hours, this.plan.day + 1), seed, kind);
      const { plan, station } = this;
      const midnight = (plan.day - this.firstDay) * US_PER_DAY;
      this.uncertainBefore = station.journal.jobCounts.uncertain;
      this.centre.newDay(plan);
      for (const { clerk } of this.places) clerk.newDay(plan);
      const deliveries = this.deliveries(plan);
      const moments = [...new Set([...momentsOf(plan), ...deliveries.keys()])].sort((one, other) => one - other);
      for (const at of moments) {
        station.clock.runUntil(midnight + at);
        deliveries.get(at)?.();
        this.turn(at);
        yield { days: i + at / US_PER_DAY, issued: this.issued };
      }
      station.clock.runUntil(midnight + US_PER_DAY);
      this.closeDay();
    }
  }

  /** Runs all days. */
  run(): DayReport {
    for (const _ of this.steps());
    return this.report();
  }

  /** Of the days that are over. Ends the run. */
  report(): DayReport {
    const { office, seed, remedies = [] } = this.o;
    const violations = this.station.violations();
    this.station.stop();
    this.centre.close();
    const frame = {
      office: office.file.office,
      seed,
      policy: office.file.policy,
      remedies,
      printers: this.places.length,
      stockLeft: this.store.left,
      violations,
    };
    return dayReport(frame, this.counts);
  }

  private get issued(): number {
    return this.counts.reduce((sum, { cards }) => sum + cards.issued, this.cards.issued);
  }

  private closeDay(): void {
    const { plan, station, cards } = this;
    const losses = new LossTally();
    for (const place of this.places) losses.addAll(place.losses.take());
    this.cards = emptyTally();
    const uncertain = station.journal.jobCounts.uncertain - this.uncertainBefore;
    this.counts.push({ date: plan.date, kind: plan.kind, openHours: openHours(plan), cards, uncertain, losses });
  }

  /** Something of the day changes at this instant, perhaps. */
  private turn(at: number): void {
    const { station, plan, places } = this;
    const before = this.now;
    const now = stateAt(plan, at);
    this.now = now;
    if (before.host && !now.host) station.killHost();
    this.centre.weather(now);
    for (const place of places) {
      const { lab } = place.printer.engine;
      lab.setRoom(roomCelsius(plan, at));
      if (before.mains && !now.mains) {
        place.afterCut = now.switchedOn;
        lab.cutMains();
      }
      if (!before.mains && now.mains) lab.restoreMains();
    }
    if (!before.host && now.host) station.startHost();
    for (const { clerk, operator } of places) {
      if (before.open !== now.open) clerk.session(now.open);
      if (at === plan.startedAt) clerk.begin();
      if (station.hostRuns) operator.look();
    }
    for (const place of places) this.book(place);
  }

  /** Books the time that passes at this place from now on. */
  private book(place: Place): void {
    place.losses.now(this.causeAt(place));
  }

  private causeAt(place: Place): LossKey | undefined {
    const { now, station } = this;
    if (!now.open || this.backlog === 0) return undefined;
    if (!now.mains || !station.hostRuns) return "power";
    const view = station.office.controller(place.printer.name).view();
    if (view.word === "ready" || view.word === "printing") place.afterCut = false;
    return printerCause(view, { clerk: place.clerk.reason, noWay: now.noWay, afterCut: place.afterCut });
  }

  /** People who still want a card, here or at the centre. */
  private get backlog(): number {
    const { issued, handedOver, void: voided, uncertain } = this.station.journal.jobCounts;
    return peopleWaiting(this.o.office.file) - issued - handedOver - voided - uncertain;
  }

  private placeOf(printer: RigPrinter): Place {
    const { station, store } = this;
    const { clock } = station;
    const { seed, office } = this.o;
    const { name, engine } = printer;
    const feet = new Random(seed).fork(`feet ${name}`);
    const controller = () => station.office.controller(name);
    const whileUp = (act: () => void): void => {
      if (station.hostRuns) act();
    };
    const clerk = new Clerk({
      clock,
      printer: name,
      seed,
      wake: () => whileUp(() => controller().wake()),
      rest: (resting) => whileUp(() => (resting ? controller().pause() : controller().resume())),
      tookCard: () => engine.lab.emptyOutput(),
      changed: () => this.book(place),
    });
    const operator = new Operator({
      clock,
      office: () => station.office,
      name,
      engine,
      reactionUs: () => Math.round(draw(feet, office.file.people.reactionMinutes) * US_PER_MINUTE),
      shelf: store,
      present: () => this.now.open && station.hostRuns,
    });
    const place: Place = { printer, clerk, operator, losses: new LossBook(clock), afterCut: false };
    return place;
  }

  private jobsFor(name: string, jobs: JobSource): JobSource {
    // The first office is made before its places are, and never starts.
    const place = this.byName?.get(name);
    return place === undefined ? jobs : place.clerk.around(jobs);
  }

  private follow(office: Office): void {
    office.onChange((name, urgent) => {
      const place = name === undefined || !urgent ? undefined : this.byName?.get(name);
      if (place === undefined) return;
      place.operator.look();
      this.book(place);
    });
  }

  private heard(event: EngineEvent): void {
    if (event.type === "cardOut") tallyCard(this.cards, event.card);
  }

  private deliveries(plan: DayPlan): Map<number, () => void> {
    const today = new Map<number, () => void>();
    for (const { date, at, item, family, count } of plan.office.file.deliveries) {
      if (date !== dateOfDay(plan.day)) continue;
      const before = today.get(timeOfDay(at));
      today.set(timeOfDay(at), () => {
        before?.();
        this.store.deliver(item, family, count);
        this.received(
          item,
          family ?? "",
          item === "blanks" || family === undefined ? count : count * SPOOL_CARDS[family][item],
        );
      });
    }
    return today;
  }
}

function simPrinter(machine: OfficePrinterSpec, governor: boolean, seed: number): SimPrinter {
  return {
    name: machine.name,
    model: machine.model,
    seed,
    roomCelsius: 25,
    fan: machine.airflow,
    supplies: { unlimited: false, blanks: machine.blanks, ribbon: machine.ribbon, film: machine.film },
    operator: "none",
    protection: governor ? "on" : "off",
    setpointCelsius: 165,
    baud: undefined,
    lossPerBlock: 0,
    corruptPerByte: 0,
    springNip: machine.nip === "spring",
  };
}
