/** One cell of the fault matrix: one fault strikes one printer in one state, people do what they read, the batch goes on. */
import { type Micros, US_PER_S } from "../../src/base/index.ts";
import { type EngineEvent, modelOf } from "../../src/hardware-sim/index.ts";
import { CAPABILITY, FAULT_DETECTION, FAULTS, type FaultName, faultName } from "../../src/protocol/index.ts";
import {
  batchCsv,
  Operator,
  parseSimUrl,
  type RigPrinter,
  runProblems,
  SimStation,
  syntheticPeople,
} from "../../src/rig/index.ts";
import { parseJobFile } from "../../src/station/index.ts";
import type { StrikeState } from "./states.ts";

const CARDS = 3;
const TICK_US = 100_000;
const REACH_US_MAX = 2 * 3600 * US_PER_S;
/** A fault that nobody saw in this time is taken for one that does not show in this state. */
const UNSEEN_US_MAX = 1800 * US_PER_S;
const END_US_MAX = 24 * 3600 * US_PER_S;
/** People take its cause away this long after it was seen. */
const MEND_US = 90 * US_PER_S;
const RELEASE_US = 60 * US_PER_S;
/** A printer that people could not bring back in this time is seen by a technician, who mends everything. */
const TECHNICIAN_US = 600 * US_PER_S;

/** What the memory holds wrongly is found when it is read: the mains are cut for a moment after the strike. */
const FOUND_AT_POWER_ON: ReadonlySet<FaultName> = new Set(["nvramCorrupt"]);
const CUT_AFTER_US = 5 * US_PER_S;
/** Strengths other than the lab's own: both copies of the memory. */
const VALUES: Readonly<Partial<Record<FaultName, number>>> = { nvramCorrupt: 2 };

/** A sensor that the fault needs and that the standard models lack; the cell's machine has it. */
export function extraSensor(fault: FaultName): string | undefined {
  const { needs } = FAULT_DETECTION[fault];
  if (needs === undefined) return undefined;
  const isStandard = (modelOf("hdp5000").capabilities & CAPABILITY[needs]) !== 0;
  return isStandard ? undefined : needs;
}

export interface Sighting {
  readonly fault: FaultName;
  readonly by: "engine" | "host";
  readonly afterUs: Micros;
  /** Step in which it was seen: of the film side for ribbon and film, else of the card side. */
  readonly step: string;
}

export interface Cell {
  readonly fault: FaultName;
  readonly state: string;
  /** Step of the card side when it struck. */
  readonly strikeStep: string;
  /** Under its own name if ever, else what was seen first. Undefined: nothing was. */
  readonly seen: Sighting | undefined;
  /** What was seen before, under another name. */
  readonly before: Sighting | undefined;
  /** From sighting until the heater was off for good, us; undefined when the fault does not stop the printer. */
  readonly heaterOffUs: Micros | undefined;
  readonly card: string;
  readonly job: string;
  /** What must never be. Empty, or the page says so. */
  readonly problems: readonly string[];
}

export function runCell(fault: FaultName, state: StrikeState): Cell {
  return new CellRun(fault, state).run();
}

class CellRun {
  private readonly fault: FaultName;
  private readonly state: StrikeState;
  private readonly station: SimStation;
  private readonly printer: RigPrinter;
  private readonly operator: Operator;
  private readonly sightings: Sighting[] = [];
  private struckUs: Micros = -1;
  private strikeStep = "none";
  private heaterOnUs: Micros = -1;
  private cleared = false;
  private givenUp = false;
  private standsSinceUs: Micros = -1;

  constructor(fault: FaultName, state: StrikeState) {
    this.fault = fault;
    this.state = state;
    const { supplies = "full", room = 24, fan = 1 } = state;
    const sensor = extraSensor(fault);
    const url =
      `sim:hdp5000?supplies=${supplies}&room=${room}&fan=${fan}&operator=none` +
      (sensor === undefined ? "" : `&sensors=${sensor}`);
    this.station = new SimStation({
      printers: [parseSimUrl(url)],
      onEngineEvent: (_printer, event) => this.onEngine(event),
    });
    this.printer = this.station.printers[0]!;
    const { clock } = this.station;
    const { name, engine } = this.printer;
    this.operator = new Operator({ clock, office: () => this.station.office, name, engine });
  }

  run(): Cell {
    const problems: string[] = [];
    let card = "-";
    let job = "-";
    try {
      problems.push(...this.play());
      problems.push(...runProblems(this.station, CARDS).found);
      ({ card, job } = this.outcome());
      this.station.stop();
    } catch (error) {
      problems.push(`exception: ${error instanceof Error ? error.message : String(error)}`);
    }
    const { fault, state, strikeStep, sightings } = this;
    const [first] = sightings;
    const seen = sightings.find((sighting) => sighting.fault === fault) ?? first;
    const stops = seen !== undefined && FAULTS[seen.fault].severity === "fault";
    const lastHeat = this.heaterOnUs < 0 || seen === undefined ? 0 : this.heaterOnUs - (this.struckUs + seen.afterUs);
    return {
      fault,
      state: state.name,
      strikeStep,
      seen,
      before: first !== seen ? first : undefined,
      heaterOffUs: stops ? Math.max(0, lastHeat) : undefined,
      card,
      job,
      problems,
    };
  }

  private play(): string[] {
    const { station, state, fault } = this;
    state.arrange?.(station);
    if (state.withoutJobs === undefined) this.addJobs();
    this.listen();
    station.office.start();
    const inState = station.runUntil(() => state.reached(this.view(), station), REACH_US_MAX, TICK_US);
    if (!inState) return [`never came into the state ${state.name}`];
    this.strike();
    const done = (): boolean => {
      this.callTechnician();
      const since = station.clock.now() - this.struckUs;
      const { queued, leased, printing } = station.journal.jobCounts;
      if (queued + leased + printing > 0 || since <= RELEASE_US) return false;
      return this.sightings.length > 0 || since > (state.unseenUsMax ?? UNSEEN_US_MAX);
    };
    if (station.runUntil(done, END_US_MAX, US_PER_S)) return [];
    const { word, reason, faults } = this.view();
    return [`${fault}: still ${word} ${reason?.code ?? ""} (${faults.map((f) => f.fault).join("+")}) after a day`];
  }

  private strike(): void {
    const { station, printer, state } = this;
    this.struckUs = station.clock.now();
    const view = this.view();
    this.strikeStep = /^(film|ribbon)/.test(this.fault) ? view.filmStep : view.cardStep;
    this.markedCard = printer.engine.truth.card?.number;
    const value = VALUES[this.fault];
    printer.engine.lab.inject(this.fault, value === undefined ? {} : { value });
    if (FOUND_AT_POWER_ON.has(this.fault)) {
      station.clock.timer(() => printer.engine.lab.cutMains()).armAfter(CUT_AFTER_US);
      station.clock.timer(() => printer.engine.lab.restoreMains()).armAfter(2 * CUT_AFTER_US);
    }
    station.clock.timer(() => this.release(state)).armAfter(RELEASE_US);
    station.clock
      .timer(() => {
        // What shows from here on is the mending.
        this.givenUp = this.sightings.length === 0;
        this.mend();
      })
      .armAfter(state.unseenUsMax ?? UNSEEN_US_MAX);
  }

  /** Number of the card inside when it struck. */
  private markedCard: number | undefined;

  private release(state: StrikeState): void {
    state.release?.(this.station);
    if (state.name === "hostGone") this.listen();
    if (state.withoutJobs === true) this.addJobs();
  }

  private addJobs(): void {
    this.station.office.addJobs(parseJobFile(Buffer.from(batchCsv(syntheticPeople(CARDS, 1))), "m.csv", "WIB").rows);
  }

  private listen(): void {
    this.station.office.onChange((printer, urgent) => {
      if (printer === undefined || !urgent) return;
      if (this.struckUs >= 0) this.operator.look();
      const { faults } = this.view();
      for (const { fault, local } of faults) if (local) this.sight(fault, "host");
      // One that the host found is cleared by the host: from then on heat is in order again.
      const own = this.sightings.find(({ fault }) => fault === this.fault);
      if (own?.by === "host" && !faults.some(({ fault }) => fault === own.fault)) this.cleared = true;
    });
  }

  private onEngine(event: EngineEvent): void {
    if (this.struckUs < 0) return;
    if (event.type === "fault") this.sight(faultName(event.code), "engine");
    else if (event.type === "stepEnded" && event.fault !== 0) this.sight(faultName(event.fault), "engine");
    else if (event.type === "faultCleared") this.cleared = true;
    else if (event.type === "tick" && this.sightings.length > 0 && !this.cleared) {
      if (this.printer.engine.truth.heaterWatt > 0) this.heaterOnUs = this.station.clock.now();
    }
  }

  private sight(fault: FaultName | undefined, by: "engine" | "host"): void {
    if (fault === undefined || this.struckUs < 0 || this.givenUp) return;
    // A lost line is a consequence of power and host, not a finding about them.
    if (fault === "linkLost" && this.fault !== "linkLost") return;
    if (this.sightings.some((sighting) => sighting.fault === fault)) return;
    const afterUs = this.station.clock.now() - this.struckUs;
    const view = this.view();
    const step = /^(film|ribbon)/.test(fault) ? view.filmStep : view.cardStep;
    this.sightings.push({ fault, by, afterUs, step });
    if (fault === this.fault || this.sightings.length === 1) {
      this.station.clock.timer(() => this.mend()).armAfter(MEND_US);
    }
  }

  private mend(): void {
    const { lab } = this.printer.engine;
    lab.heal(this.fault);
    if (!lab.state().powered) lab.restoreMains();
  }

  private callTechnician(): void {
    const view = this.view();
    const now = this.station.clock.now();
    if (view.word !== "faulted") this.standsSinceUs = -1;
    else if (this.standsSinceUs < 0) this.standsSinceUs = now;
    else if (now - this.standsSinceUs > TECHNICIAN_US) {
      this.standsSinceUs = now;
      for (const { fault } of view.faults) this.printer.engine.lab.heal(fault);
      this.mend();
    }
  }

  private view() {
    return this.station.office.controller(this.printer.name).view();
  }

  /** What became of the card inside when it struck, or of the first one after it; and of its job. */
  private outcome(): { card: string; job: string } {
    const { cards } = this.printer.engine.truth;
    const { journal } = this.station;
    const met = this.markedCard ?? cards.find(({ place }) => place !== "output")?.number ?? 1;
    const card = cards.find(({ number }) => number === met);
    if (card === undefined) return { card: "none was fed", job: "-" };
    const place = { output: "issued", reject: "rejected", removed: "taken out", inside: "inside" }[card.place];
    const spoilt = card.quality === "good" || card.quality === "blank" ? "" : `, ${card.quality}`;
    const { issued, uncertain } = journal.jobCounts;
    const voidJobs = journal.jobCounts.void;
    const rest = [
      issued === CARDS ? "" : `${issued} of ${CARDS} issued`,
      uncertain > 0 ? `${uncertain} uncertain` : "",
      voidJobs > 0 ? `${voidJobs} void` : "",
    ].filter((part) => part !== "");
    const same = card.place === "output" ? "issued" : "issued on another card";
    return { card: `${place}${spoilt}`, job: rest.length === 0 ? same : rest.join(", ") };
  }
}
