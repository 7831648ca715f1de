/**
 * Somebody who looks after a simulated printer: goes by what the printer says it needs (state word, reason, faults), comes
 * after a while, and does what the fault table tells people to do.
 */
import { type Clock, type Timer, US_PER_S } from "../base/index.ts";
import type { PrinterView } from "../controller/index.ts";
import type { Engine } from "../hardware-sim/index.ts";
import { FAULTS, type FaultName } from "../protocol/index.ts";
import type { Office } from "../station/index.ts";

/** How long it takes until somebody comes. */
export const REACTION_US = 60 * US_PER_S;

/** State words in which a printer stands still until somebody comes. */
const NEEDS_HANDS = new Set(["supplyOut", "faulted", "stopped"]);

/** True while the printer cannot go on without a person. */
export function needsHands(view: PrinterView): boolean {
  if (!NEEDS_HANDS.has(view.word)) return false;
  // A fault whose proof is a sensor clears by itself once its cause has gone; an open cover still needs a hand.
  if (view.word !== "faulted" || view.faults.length === 0) return true;
  return view.faults.some(({ fault }) => FAULTS[fault].proof !== "none");
}

export class Operator {
  private readonly office: () => Office;
  private readonly name: string;
  private readonly engine: Engine;
  private readonly timer: Timer;
  /** How often somebody came. */
  visits = 0;

  constructor(options: { clock: Clock; office: () => Office; name: string; engine: Engine; reactionUs?: number }) {
    this.office = options.office;
    this.name = options.name;
    this.engine = options.engine;
    const reactionUs = options.reactionUs ?? REACTION_US;
    this.timer = options.clock.timer(() => this.come());
    this.look = () => {
      const waiting = needsHands(this.office().controller(this.name).view());
      if (!waiting) this.timer.cancel();
      else if (this.timer.dueAt < 0) this.timer.armAfter(reactionUs);
    };
  }

  /** To be called when the printer's state may have changed. */
  readonly look: () => void;

  private come(): void {
    this.visits++;
    const controller = this.office().controller(this.name);
    const view = controller.view();
    const words = new Set<string>([view.reason?.code ?? "", ...view.faults.map(({ fault }) => fault)]);
    this.refill(words);
    const faults = view.faults.filter(({ fault }) => FAULTS[fault].latched);
    if (view.word === "faulted" || faults.length > 0) this.mend(faults.map(({ fault }) => fault));
    for (const { fault } of faults) controller.clearFault(fault);
    if (view.word === "stopped") controller.resetStop();
    this.look();
  }

  private refill(words: ReadonlySet<string>): void {
    const { lab, spec } = this.engine;
    if (words.has("blanksEmpty")) lab.loadBlanks(spec.blanksMax - lab.state().hopper);
    if (words.has("outputFull")) lab.emptyOutput();
    if (words.has("rejectFull")) lab.emptyReject();
    if (words.has("ribbonOut") || words.has("ribbonNotRecognised") || words.has("ribbonBroken")) lab.loadRibbon();
    if (words.has("filmOut") || words.has("filmNotRecognised") || words.has("filmBroken")) lab.loadFilm();
  }

  /** Opens the machine, takes out what is in it, mends what is broken, closes it. */
  private mend(faults: readonly FaultName[]): void {
    const { lab } = this.engine;
    const byHand = faults.some((fault) => FAULTS[fault].card === "byHand" || FAULTS[fault].card === "decided");
    if (byHand && faults.some((fault) => FAULTS[fault].proof === "hands")) lab.removeCard();
    for (const fault of faults) if (lab.state().injections.includes(fault)) lab.heal(fault);
    if (lab.state().coverOpen) lab.closeCover();
  }
}
