/** Brings a scenario's faults about at their occasion, ends them, and knows of each whether it ever struck. */
import { type Micros, Random, type Timer } from "../../base/index.ts";
import { STRIKES_ON_OCCASION } from "../../hardware-sim/index.ts";
import type { FaultName } from "../../protocol/index.ts";
import { faultText, injectLine, plannedByEngine } from "../scenario/fault-line.ts";
import { timeUs } from "../scenario/quantity.ts";
import type { FaultWish } from "../scenario/schema.ts";
import type { ActProblem, Target } from "../targets/target.ts";
import { type RunLog, statesFit } from "./run-log.ts";

export interface FaultFinding {
  readonly text: string;
  readonly name: string;
  readonly line: number;
  readonly fired: boolean;
  /** When it struck, us; -1 when never. */
  readonly atUs: Micros;
  /** State of the printer at that instant. */
  readonly state: string;
}

interface Planned {
  readonly wish: FaultWish;
  readonly line: number;
  /** Occasions still to pass by. */
  left: number;
  struckUs: Micros;
  state: string;
  /** It waits for its occasion in the machine; struck when it is no longer there. */
  waits: boolean;
  timer: Timer | undefined;
}

export interface FaultDeskOptions {
  readonly wishes: readonly FaultWish[];
  readonly lines: readonly number[];
  readonly seed: number;
  readonly target: Target;
  readonly log: RunLog;
  readonly onProblem: (line: number, problem: ActProblem) => void;
}

export class FaultDesk {
  private readonly plans: Planned[];
  private readonly target: Target;
  private readonly log: RunLog;
  private readonly onProblem: FaultDeskOptions["onProblem"];
  private over = false;
  private readonly timers: Timer[] = [];

  constructor({ wishes, lines, seed, target, log, onProblem }: FaultDeskOptions) {
    this.target = target;
    this.log = log;
    this.onProblem = onProblem;
    const random = new Random(seed).fork("scenario faults");
    this.plans = wishes.map((wish, index) => ({
      wish,
      line: lines[index] ?? 1,
      left: wish.when?.nth ?? 1,
      struckUs: -1,
      state: "",
      waits: false,
      timer: undefined,
    }));
    for (const [index, plan] of this.plans.entries()) this.arrange(plan, random.fork(String(index)));
    target.sim?.printers[0]?.engine.console.follow((line) => this.heard(line));
  }

  onState(path: string): void {
    this.occasion(({ when }) => when?.state !== undefined && statesFit(when.state, path));
  }

  onMessage(name: string): void {
    this.occasion(({ when }) => when?.message === name);
  }

  /** The engine reports what was brought about: where it runs elsewhere that is all that shows. */
  onFault(name: string): void {
    for (const plan of this.plans) if (plan.wish.inject === name && plan.waits) this.strikes(plan);
  }

  /** Occasional ones have struck when they no longer wait in the machine. Looked at often. */
  look(): void {
    const engine = this.target.sim?.printers[0]?.engine;
    if (engine === undefined || !this.plans.some(({ waits }) => waits)) return;
    const { injections } = engine.truth.state.world;
    for (const plan of this.plans) {
      const name = plan.wish.inject;
      if (!plan.waits || name === undefined) continue;
      const inside = injections[name];
      if (inside === undefined || inside.times < (plan.wish.times ?? 1)) this.strikes(plan);
    }
  }

  /** All causes go away; what has not struck by now never will. */
  end(): void {
    this.look();
    if (this.over) return;
    this.over = true;
    for (const timer of this.timers) timer.cancel();
    for (const plan of this.plans) {
      const { inject, power, link } = plan.wish;
      if (inject !== undefined) this.act(plan, `heal ${inject}`);
      else if (power !== undefined) this.act(plan, "mains on");
      else if (link !== undefined) this.muteLink(false);
      plan.waits = false;
    }
    if (this.target.sim !== undefined && !this.target.sim.hostRuns) this.target.sim.startHost();
  }

  /** The causes of what has struck go away, as a technician finds them. */
  mend(): void {
    for (const plan of this.plans)
      if (plan.struckUs >= 0 && plan.wish.inject !== undefined) this.act(plan, `heal ${plan.wish.inject}`);
  }

  findings(): FaultFinding[] {
    return this.plans.map(({ wish, line, struckUs, state }) => ({
      text: faultText(wish),
      name: wish.inject ?? (wish.power !== undefined ? "power" : wish.link !== undefined ? "link" : "host"),
      line,
      fired: struckUs >= 0,
      atUs: struckUs,
      state,
    }));
  }

  private arrange(plan: Planned, random: Random): void {
    const { when = {}, inject } = plan.wish;
    const after = when.after === undefined ? 0 : timeUs(when.after)!;
    if (inject !== undefined && plannedByEngine(plan.wish)) {
      this.act(plan, injectLine(plan.wish));
      // Where the machine is elsewhere only its report can tell.
      plan.waits = this.target.sim === undefined;
    } else if (when.probability !== undefined) this.draw(plan, random, when.probability, timeUs(when.every!)!);
    else if (when.state === undefined && when.message === undefined) {
      const at = when.at === undefined ? 0 : timeUs(when.at)!;
      this.later(at + after, () => this.strike(plan));
    }
  }

  private draw(plan: Planned, random: Random, probability: number, everyUs: Micros): void {
    this.later(everyUs, () => {
      if (plan.struckUs >= 0 || this.over) return;
      if (random.chance(probability)) this.strike(plan);
      else this.draw(plan, random, probability, everyUs);
    });
  }

  private occasion(fits: (wish: FaultWish) => boolean): void {
    for (const plan of this.plans) {
      if (plan.left <= 0 || !fits(plan.wish)) continue;
      plan.left--;
      if (plan.left > 0) continue;
      const { after } = plan.wish.when ?? {};
      // Never from inside what is being listened to.
      this.later(after === undefined ? 0 : timeUs(after)!, () => this.strike(plan));
    }
  }

  private strike(plan: Planned): void {
    if (this.over) return;
    const { inject, power, link, host } = plan.wish;
    const lastsUs = plan.wish.for === undefined ? undefined : timeUs(plan.wish.for)!;
    if (inject !== undefined) {
      this.act(plan, injectLine(plan.wish));
      if (this.target.sim === undefined) this.strikes(plan);
      return;
    }
    this.strikes(plan);
    if (power !== undefined) {
      this.act(plan, "mains off");
      if (lastsUs !== undefined) this.later(lastsUs, () => this.act(plan, "mains on"));
    } else if (link === "mute") {
      this.muteLink(true);
      if (lastsUs !== undefined) this.later(lastsUs, () => this.muteLink(false));
    } else if (link === "cut") this.target.sim?.printers[0]?.pair.cut("the cable was cut");
    else if (host !== undefined) this.restartHost(lastsUs);
  }

  private restartHost(lastsUs: Micros | undefined): void {
    const { sim } = this.target;
    if (sim === undefined) return;
    if (lastsUs === undefined) sim.restartHost();
    else {
      sim.killHost();
      this.later(lastsUs, () => void sim.startHost());
    }
  }

  /** The cable carries nothing, or again what it should. */
  muteLink(mute: boolean): void {
    const pair = this.target.sim?.printers[0]?.pair;
    if (pair === undefined) return;
    pair.toEngine.dropNext = mute ? Number.MAX_SAFE_INTEGER : 0;
    pair.toHost.dropNext = mute ? Number.MAX_SAFE_INTEGER : 0;
  }

  private act(plan: Planned, line: string): void {
    this.target.act(line, (problem) => {
      if (problem !== undefined) this.onProblem(plan.line, problem);
    });
  }

  /** The machine's own words, when a plan of the engine comes to its instant. */
  private heard(line: string): void {
    const name = /lab: inject (\w+)/.exec(line)?.[1];
    if (name === undefined) return;
    const plan = this.plans.find((one) => one.wish.inject === name && one.struckUs < 0 && !one.waits);
    if (plan === undefined) return;
    if (STRIKES_ON_OCCASION.has(name as FaultName)) plan.waits = true;
    else this.strikes(plan);
  }

  private strikes(plan: Planned): void {
    if (plan.struckUs >= 0) return;
    plan.waits = false;
    plan.struckUs = this.target.clock.now();
    plan.state = this.target.office.controller(this.target.printer).view().path;
    this.log.add({ atUs: plan.struckUs, kind: "inject", name: plan.wish.inject ?? faultText(plan.wish) });
  }

  private later(us: Micros, act: () => void): void {
    const timer = this.target.clock.timer(act);
    this.timers.push(timer);
    timer.armAfter(us);
  }
}
