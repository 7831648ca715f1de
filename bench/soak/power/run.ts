/** One run of the power soak: from a saved state, through its cuts, until every person's card is settled. */
import { type Micros, US_PER_S } from "../../../src/base/index.ts";
import { Operator, type RigPrinter, SimStation } from "../../../src/rig/index.ts";
import { Books } from "./books.ts";
import { type Cut, drawPlan, machineOf, type Plan, planText, type Victim } from "./plan.ts";
import { provenProblems } from "./proofs.ts";
import { MACHINES, printersOf, rowsFor, type Stable, stableOf } from "./starts.ts";
import { mayBeUncertain, type Place, placeOf } from "./where.ts";

/** What became of the card that was in work at the cut. */
export const OUTCOMES = ["issued", "again", "void", "uncertain", "none"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface PowerRun {
  readonly seed: number;
  readonly cuts: number;
  /** Of the first cut, at the first printer that it hit. */
  readonly place: Place;
  readonly who: Victim;
  readonly outcome: Outcome;
  readonly issued: number;
  readonly voidCards: number;
  readonly uncertain: number;
  readonly virtualSeconds: number;
  /** What must not have happened; empty for a good run. Then also what was planned. */
  readonly problems: readonly string[];
  readonly plan: readonly string[];
  /** One cut, so that the outcome is its own. */
  readonly single: boolean;
}

/** After the last cut; the longest way back takes four minutes and the cards one each. */
const LIMIT_US = 2 * 3600 * US_PER_S;
/** Until the host has heard the last numbers of its printers. */
const SETTLE_US = 3 * US_PER_S;
/** A host that has nothing more to do is not waited for until it does something. */
const ACTION_LIMIT_US = 120 * US_PER_S;

const made = new Map<string, Stable>();

function stableFor(seed: number, printers: number): Stable {
  const machine = MACHINES[machineOf(seed)]!;
  const key = `${machine} ${printers}`;
  const known = made.get(key) ?? stableOf(machine, printers);
  made.set(key, known);
  return known;
}

/** Same seed and printers, same run. Never throws: an exception is a problem of the run. */
export function powerRun(seed: number, printers: number): PowerRun {
  const stable = stableFor(seed, printers);
  const plan = drawPlan(seed, printers, stable);
  const run = new Running(plan, stable);
  try {
    run.toTheEnd();
  } catch (error) {
    run.problems.push(`exception: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  return run.result();
}

const ENDED: ReadonlySet<string> = new Set(["issued", "uncertain", "void"]);

interface FirstCut {
  readonly place: Place;
  readonly who: Victim;
  readonly printer: RigPrinter;
  readonly job: string;
  /** Number of the card inside or just out; 0 without one. */
  readonly card: number;
}

class Running {
  readonly problems: string[] = [];
  private readonly plan: Plan;
  private readonly station: SimStation;
  private readonly books: Books[] = [];
  private readonly operators: Operator[];
  private readonly mayBeUncertain = new Set<string>();
  private readonly inWork = new Set<string>();
  private readonly cutInNip = new Set<string>();
  private first: FirstCut | undefined;
  private cutsDone = 0;
  private backAtUs: Micros = 0;

  constructor(plan: Plan, stable: Stable) {
    this.plan = plan;
    const { saved } = stable.starts[plan.start]!;
    const engines = saved.engines.map((engine) => ({
      ...engine,
      behaviours: { ...engine.behaviours, holdUpMs: plan.holdUpMs },
    }));
    this.station = new SimStation({
      printers: printersOf(MACHINES[plan.machine]!, plan.printers),
      seed: plan.seed,
      from: { ...saved, engines },
      onEngineEvent: (printer, event) => this.books[printer]?.onEvent(event),
      onOffice: (office) => void office.onChange((_, urgent) => urgent && this.look()),
    });
    for (const { engine } of this.station.printers) this.books.push(new Books(engine.truth));
    this.operators = this.station.printers.map(
      ({ name, engine }) =>
        new Operator({
          clock: this.station.clock,
          office: () => this.station.office,
          present: () => this.station.hostRuns,
          name,
          engine,
        }),
    );
  }

  toTheEnd(): void {
    const { station, plan } = this;
    const fresh = plan.start === 0;
    if (fresh) {
      station.office.addJobs(rowsFor(plan.printers).rest);
      station.office.start();
    } else {
      station.killHost();
      for (const { name } of station.printers) this.noteWindow(name);
      this.later(plan.hostAfterUs, () => station.startHost());
    }
    for (const cut of plan.cuts) {
      if (this.isOver()) break;
      this.waitFor(cut);
      this.strike(cut);
    }
    const hangs = !station.runUntil(() => this.isOver(), Math.max(0, this.backAtUs - station.clock.now()) + LIMIT_US);
    if (hangs) this.problems.push(this.whyHanging());
    station.clock.advance(SETTLE_US);
    this.problems.push(...provenProblems(station, this.books, this));
  }

  /** A job may only end uncertain when a cut fell between its transfer and the proof of its exit. */
  mayEndUncertain(job: string): boolean {
    return this.mayBeUncertain.has(job);
  }

  /** Chips of cards that stood in the nip when the power failed. */
  get stoodInNip(): ReadonlySet<string> {
    return this.cutInNip;
  }

  get onlyHostsDied(): boolean {
    return this.plan.cuts.every(({ who }) => who === "host");
  }

  get toTheLast(): boolean {
    return this.plan.toTheLast;
  }

  result(): PowerRun {
    const { station, plan, problems, first } = this;
    const { issued, uncertain } = station.journal.jobCounts;
    const voidCards = station.journal.cards().filter(({ state }) => state === "void").length;
    const outcome = first === undefined ? "none" : this.outcomeOf(first);
    const virtualSeconds = Math.round(station.clock.now() / US_PER_S);
    station.stop();
    return {
      seed: plan.seed,
      cuts: this.cutsDone + (plan.start === 0 ? 0 : 1),
      place: first?.place ?? "no card: idle, booting, warming",
      who: first?.who ?? "host",
      outcome,
      issued: issued - plan.printers,
      voidCards,
      uncertain,
      virtualSeconds,
      problems,
      single: this.cutsDone === 1,
      plan: problems.length === 0 ? [] : planText(plan),
    };
  }

  private waitFor({ afterUs, action }: Cut): void {
    const { station } = this;
    const { clock } = station;
    clock.runUntil(Math.max(clock.now(), this.backAtUs));
    if (action === undefined || !station.hostRuns) {
      clock.advance(afterUs);
      return;
    }
    station.life.dieAt(action.kind, action.number, action.share);
    const limit = clock.now() + ACTION_LIMIT_US;
    while (!station.life.dead && clock.now() < limit) {
      if (clock.nextDueAt() > limit || !clock.runNext()) clock.runUntil(limit);
    }
  }

  private strike(cut: Cut): void {
    const { station } = this;
    this.cutsDone++;
    for (const i of cut.printers) this.noteCut(station.printers[i]!, cut.who);
    const engines = (): void => {
      for (const i of cut.printers) this.cutEngine(station.printers[i]!, cut.engineOffUs);
    };
    const host = (): void => this.cutHost(cut.hostOffUs);
    if (cut.who === "engine") engines();
    else if (cut.who === "host") host();
    else {
      const hostFirst = cut.hostFirst || station.life.dead;
      (hostFirst ? host : engines)();
      station.clock.advance(cut.apartUs);
      for (const { name } of station.printers) this.noteWindow(name);
      (hostFirst ? engines : host)();
    }
  }

  private cutEngine({ engine }: RigPrinter, offUs: Micros): void {
    const { card, nipClosed } = { card: engine.truth.card, nipClosed: engine.truth.nipClosed };
    if (nipClosed && card !== undefined) this.cutInNip.add(card.uid);
    engine.lab.cutMains();
    this.later(offUs, () => engine.lab.restoreMains());
  }

  private cutHost(offUs: Micros): void {
    this.station.killHost();
    this.later(offUs, () => this.station.startHost());
  }

  private later(us: Micros, act: () => void): void {
    const { clock } = this.station;
    this.backAtUs = Math.max(this.backAtUs, clock.now() + us);
    clock.timer(act).armAfter(us);
  }

  private noteCut(printer: RigPrinter, who: Victim): void {
    const job = this.noteWindow(printer.name);
    if (this.first !== undefined) return;
    const place = placeOf(printer, job);
    const { cards } = printer.engine.truth;
    const card = printer.engine.truth.card?.number ?? cards.findLast(({ chipJob }) => chipJob === job)?.number ?? 0;
    this.first = { place, who, printer, job, card };
  }

  /** The job in hand at this printer; remembers it when only a person may be able to say what became of its card. */
  private noteWindow(name: string): string {
    const { station } = this;
    const job = station.journal.jobs.resume(name)?.job ?? "";
    if (job !== "") this.inWork.add(job);
    const printer = station.printers.find((one) => one.name === name)!;
    if (job !== "" && mayBeUncertain(placeOf(printer, job))) this.mayBeUncertain.add(job);
    return job;
  }

  private outcomeOf({ job, printer, card }: FirstCut): Outcome {
    const { journal } = this.station;
    if (job === "") return "none";
    if (journal.jobState(job) === "uncertain") return "uncertain";
    const out = printer.engine.truth.cards.find(({ number }) => number === card);
    if (out?.place === "output" && out.chipJob === job) return "issued";
    const truth = printer.engine.truth.cards.filter(({ chipJob }) => chipJob === job);
    return truth.some(({ place }) => place !== "output") ? "void" : "again";
  }

  private isOver(): boolean {
    const { station } = this;
    if (!station.hostRuns || station.clock.now() < this.backAtUs || !this.jobsEnded()) return false;
    return station.printers.every(({ name }) => station.office.controller(name).view().link.state === "up");
  }

  private jobsEnded(): boolean {
    const { journal } = this.station;
    const { queued, leased, printing, issued } = journal.jobCounts;
    if (queued + leased + printing === 0) return true;
    if (this.plan.toTheLast || this.cutsDone < this.plan.cuts.length) return false;
    // With nobody's card in work at the cuts, the next card shows that the machine came back.
    if (this.inWork.size === 0) return issued > this.plan.printers;
    return [...this.inWork].every((job) => ENDED.has(journal.jobState(job) ?? ""));
  }

  private look(): void {
    for (const operator of this.operators ?? []) operator.look();
  }

  private whyHanging(): string {
    const { station } = this;
    const { queued, leased, printing } = station.journal.jobCounts;
    const words = station.printers.map(({ name }) => {
      const { word, reason, faults, cardStep, filmStep, cardStop, link } = station.office.controller(name).view();
      const standing = faults.map(({ fault }) => fault).join("+") || "none";
      return `${name} ${word} ${reason?.code ?? ""}, faults ${standing}, steps ${cardStep}/${filmStep}, card at ${cardStop}, link ${link.state}`;
    });
    return `forgotten: ${queued + leased + printing} jobs hang: ${words.join("; ")}`;
  }
}
