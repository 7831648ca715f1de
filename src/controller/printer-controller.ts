/** One printer's driver: puts link, statechart and station together. All calls are synchronous; time is the printer's clock. */
import { type Micros, type Timer, US_PER_S } from "../base/index.ts";
import { type FaultName, type LinkState, type LostCause, type Message, STEP_KIND } from "../protocol/index.ts";
import type { CardSight, HeatSight, PrinterControllerOptions, PrinterView, Seen } from "./controller-types.ts";
import { EngineContact } from "./driver/engine-contact.ts";
import { isOnTrial } from "./driver/printer-core.ts";
import { type Ears, PrinterParts } from "./driver/printer-parts.ts";
import { type JogStep, type LentLink, ServiceDesk } from "./driver/service-desk.ts";
import { Thinker } from "./driver/thinker.ts";
import type { LinkHandlers } from "./link-port.ts";
import type { Pacer } from "./pacer.ts";
import { type LifeWord, lifePath, lifeWord, mayServe, type PrinterSnapshot } from "./selectors.ts";
import { cardSight, heatSight, lostCauseAtWork, printerView } from "./view.ts";

/** `state`: state, job, step or fault changed. `data`: newer numbers only. */
export type ChangeKind = "state" | "data";
/** `now`: done or begun. `later`: when the card in flight allows. `no`: nothing to do it to, or too late. */
export type OperatorAnswer = "now" | "later" | "no";

const TICK_US = US_PER_S;
const nothing = (): void => {};
const NOT_SEEN: Partial<Seen> = {};

export class PrinterController implements Ears {
  private static readonly ticks = (printer: PrinterController): void => printer.onTick();
  private readonly core: PrinterParts;
  private readonly contact: EngineContact;
  private readonly service: ServiceDesk;
  private readonly thinker: Thinker;
  private readonly tick: Timer;
  /** Never changed in place: it may change while it is being told. */
  private listeners: readonly ((kind: ChangeKind) => void)[] = [];
  private drained: (() => void)[] | undefined;
  private readonly onBroken: ((error: unknown) => void) | undefined;
  private hearing = false;
  private broken = false;
  /** What listeners were last told of. */
  private seen = NOT_SEEN;
  /** What the cause of lost time was worked out of, and the cause. */
  private lostSnapshot: PrinterSnapshot | undefined;
  private lostVersion = -1;
  private lost: LostCause | undefined;
  private path = "";
  private word: LifeWord | "" = "";
  private since = 0;

  constructor(options: PrinterControllerOptions) {
    const { clock } = options;
    this.onBroken = options.onBroken;
    this.core = new PrinterParts(options, this);
    this.contact = new EngineContact(this.core);
    this.service = new ServiceDesk(this.core);
    this.thinker = new Thinker(this.core);
    this.core.ends = this.thinker;
    this.tick = clock.timer(PrinterController.ticks, this);
  }

  start(): void {
    this.since = this.core.clock.now();
    this.core.chart.start();
    this.core.link.start();
    this.tick.armAfter(TICK_US);
  }

  /** Hangs up at once. The engine goes cold by itself within its lease; {@link drain} is the gentle way. */
  stop(): void {
    this.tick.cancel();
    this.core.heat.off();
    this.core.link.stop();
    this.core.chart.stop();
    this.listeners = [];
  }

  /** Jobs may be available. */
  wake(): void {
    this.hear(() => this.thinker.wake());
  }

  /** The card in flight is finished first. */
  pause(): OperatorAnswer {
    this.hear(() => this.core.tell({ type: "PAUSE" }));
    return this.core.desk.job === "" ? "now" : "later";
  }

  /** Ends a pause or a drain. */
  resume(): OperatorAnswer {
    this.hear(() => {
      this.thinker.wake();
      this.core.tell({ type: "RESUME" });
    });
    return "now";
  }

  /** When the work of today ends, by the printer's clock: the governor takes no rest that would only pay afterwards. */
  workEndsAt(atUs: Micros | undefined): void {
    this.core.pacer.workEndsAt?.(atUs);
  }

  /** What the governor has learnt of the machine that is here. */
  get learnt(): Pick<Pacer, "airflow" | "learnt"> {
    return this.core.pacer;
  }

  /** Gives the job back to the queue. Too late once its chip is written: then the card is finished. */
  skip(): OperatorAnswer {
    return this.leave("skip");
  }

  /** Gets rid of the job: back to the queue when nothing personal was spent, else its card is void. Too late after the transfer. */
  cancel(): OperatorAnswer {
    return this.leave("cancel");
  }

  private leave(wish: "skip" | "cancel"): OperatorAnswer {
    const { desk, runner } = this.core;
    if (desk.job === "") return "no";
    const { history, facts } = desk;
    if (facts.transferred || history.transfer !== 0 || (wish === "skip" && history.personal)) return "no";
    desk.leave = wish;
    if (wish === "cancel") runner.abort([STEP_KIND.encode, STEP_KIND.image]);
    this.hear(nothing);
    return runner.idle ? "now" : "later";
  }

  emergencyStop(): void {
    this.hear(() => this.core.tell({ type: "STOP" }));
  }

  /** By hand, after somebody looked. Leads through recovery, whatever was stopped. */
  resetStop(): OperatorAnswer {
    if (lifeWord(this.core.snapshot()) !== "stopped") return "no";
    this.hear(() => this.contact.resetStop());
    return "later";
  }

  /** The operator's proof that a fault's cause is gone. The engine's sensors have the last word on its own faults. */
  clearFault(fault: FaultName): OperatorAnswer {
    const { faults } = this.core;
    if (!faults.has(fault)) return "no";
    this.hear(() => {
      if (fault === "serialUnexpected") this.contact.acceptMachine();
      else {
        faults.prove(fault);
        this.contact.judgeAgain();
      }
    });
    return faults.has(fault) ? "later" : "now";
  }

  /** A technician takes over: no job is taken. Not with a card in work. */
  beginService(): OperatorAnswer {
    if (!mayServe(this.core.snapshot()) || this.core.desk.job !== "") return "no";
    this.hear(() => this.core.tell({ type: "SERVICE" }));
    return "now";
  }

  endService(): OperatorAnswer {
    if (lifeWord(this.core.snapshot()) !== "service") return "no";
    this.hear(() => this.core.tell({ type: "SERVICE_END" }));
    return "now";
  }

  /** Why it cannot be taken into service now; undefined: it can, or is. */
  get serviceObstacle(): string | undefined {
    return this.service.obstacle;
  }

  /** One step by hand, in service only. */
  jog(step: JogStep): OperatorAnswer {
    let begun = false;
    this.hear(() => {
      begun = this.service.jog(step);
    });
    return begun ? "now" : "no";
  }

  /** Roller temperature by hand, in service only; 0 = off. It goes off by itself after a quarter of an hour. */
  serviceHeat(celsius: number): OperatorAnswer {
    let done = false;
    this.hear(() => {
      done = this.service.setPoint(celsius);
    });
    return done ? "now" : "no";
  }

  /** The printer's own link for an experiment, in service only; undefined when it cannot be had. */
  lendLink(handlers: LinkHandlers): LentLink | undefined {
    let lent: LentLink | undefined;
    this.hear(() => {
      lent = this.service.lend(handlers);
    });
    return lent;
  }

  /** Runs the cleaning card programme (about a minute) in service, then goes on by itself. */
  clean(): OperatorAnswer {
    if (!this.service.active && this.beginService() === "no") return "no";
    if (!this.service.mayOrder) return "no";
    if (this.core.runner.order(STEP_KIND.clean, "")) return "now";
    this.endService();
    return "no";
  }

  /** Finishes the card in flight, switches the heater off, takes no more. Resolves when nothing runs any more, or nothing can without people. */
  drain(done?: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.drained ??= [];
      this.drained.push(() => {
        done?.();
        resolve();
      });
      this.hear(() => this.core.tell({ type: "DRAIN" }));
    });
  }

  /** It has no job and would take one now. */
  get takes(): boolean {
    return this.core.desk.job === "" && this.core.snapshot().hasTag("takes") && !isOnTrial(this.core);
  }

  /** Opaque key of the job in hand; empty without one. */
  get job(): string {
    return this.core.desk.job;
  }

  view(): PrinterView {
    return printerView(this.core, this.thinker, this.since);
  }

  /** How a card leaves. Valid until the next call. */
  cardSight(): CardSight {
    return cardSight(this.core);
  }

  /** What a record of its heat needs. */
  heatSight(): HeatSight {
    return heatSight(this.core, this.thinker);
  }

  /** Asked for with each status: worked out again only when the chart or a fault has moved. */
  lostCause(): LostCause | undefined {
    const { core } = this;
    if (core.desk.job === "" && this.thinker.noJobs) return undefined;
    const snapshot = core.snapshot();
    if (this.lostSnapshot !== snapshot || this.lostVersion !== core.faults.version) {
      this.lostSnapshot = snapshot;
      this.lostVersion = core.faults.version;
      this.lost = lostCauseAtWork(core);
    }
    return this.lost;
  }

  /** Called after each change; returns how to stop listening. */
  onChange(listener: (kind: ChangeKind) => void): () => void {
    this.listeners = this.listeners.concat(listener);
    return () => {
      this.listeners = this.listeners.filter((one) => one !== listener);
    };
  }

  /** Hears each transition that the chart takes, as its index in the edges of `chartJson`; returns how to stop listening. */
  onEdge(listener: (edge: number) => void): () => void {
    return this.core.chart.onEdge(listener);
  }

  /** For the parts. */
  onLinkState(state: LinkState): void {
    this.hear(() => this.contact.onLinkState(state));
  }

  /** For the parts: delayed transitions come from the chart itself. */
  onChart(): void {
    this.hear(nothing);
  }

  /** For the parts. */
  onMistake(error: unknown): void {
    this.fail(error);
  }

  /** For the parts. */
  onMessage(message: Message): void {
    const { name } = message;
    if (name === "status_heat") this.onHeat(message);
    else this.onOther(message);
    if (name === "status_heat" || name === "status_path") this.announce("data");
  }

  /** By itself: what the function inside holds on to is made anew with each call. */
  private onOther(message: Message): void {
    this.hear(() => {
      this.contact.onMessage(message);
      this.service.onMessage(message);
    });
  }

  /** Numbers only, ten times a second: no new decisions follow from it, and nothing is made anew. */
  private onHeat(message: Message): void {
    if (this.broken) return;
    const outermost = !this.hearing;
    this.hearing = true;
    try {
      this.contact.onHeat(message);
      this.thinker.conditions.onHeat();
      this.service.onMessage(message);
      if (outermost) this.service.watch();
    } catch (error) {
      if (!outermost) throw error;
      this.fail(error);
    } finally {
      if (outermost) this.hearing = false;
    }
  }

  private onTick(): void {
    this.tick.armAfter(TICK_US);
    this.hear(() => {
      const { heat, ledger, runner, faults, recovery } = this.core;
      this.contact.onTick();
      heat.onTick();
      ledger.onTick();
      runner.onTick();
      faults.onTick();
      recovery.onTick();
      this.service.onTick();
    });
  }

  /** Everything but {@link onHeat} enters here: first what was heard, then what follows from it, then who wants to know. */
  private hear(what: () => void): void {
    if (this.broken) return;
    if (this.hearing) {
      what();
      return;
    }
    this.hearing = true;
    try {
      what();
      this.thinker.think();
      this.service.watch();
      this.tellChanges();
    } catch (error) {
      this.fail(error);
    } finally {
      this.hearing = false;
    }
  }

  private tellChanges(): void {
    if (this.drained !== undefined && this.thinker.restsNow()) this.endDrain();
    const { core, seen } = this;
    const { card, film } = core.runner;
    const { job } = core.desk;
    const { state } = core.link;
    const { version } = core.faults;
    const { moves } = core.chart;
    const same = seen.moves === moves && seen.card === card && seen.film === film && seen.job === job;
    if (same && seen.state === state && seen.version === version) return;
    this.seen = { moves, card, film, job, state, version };
    const snapshot = core.snapshot();
    const path = lifePath(snapshot);
    if (path !== this.path) {
      this.path = path;
      const word = lifeWord(snapshot);
      if (word !== this.word) {
        this.word = word;
        this.since = core.clock.now();
      }
      core.events.event(core.name, "state", { path });
    }
    this.announce("state");
  }

  private endDrain(): void {
    const waiting = this.drained ?? [];
    this.drained = undefined;
    this.core.heat.off();
    for (const done of waiting) done();
  }

  private announce(kind: ChangeKind): void {
    for (const listener of this.listeners) listener(kind);
  }

  /** Our own mistake: this printer goes safe, the others work on. */
  private fail(error: unknown): void {
    const { core } = this;
    this.tick.cancel();
    this.broken = true;
    core.heat.off();
    core.link.send("emergency_stop", {});
    core.log.error("printer.broken", { error: String(error) });
    if (this.onBroken === undefined) throw error;
    this.onBroken(error);
  }
}
