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
  // Nothing is begun on a firmware on trial until a technician has confirmed it.
  if (view.reason?.code === "firmwareUnconfirmed") return true;
  if (!NEEDS_HANDS.has(view.word)) return false;
  if (view.word !== "faulted" || view.faults.length === 0) return true;
  // A warning stops the printer only when the controller has had enough of it: then somebody must say that it may go on.
  const stopsIt = (fault: FaultName): boolean => view.reason?.code === fault || FAULTS[fault].proof !== "none";
  return view.faults.some(({ fault, local }) => local || stopsIt(fault));
}

/** Nobody has to come for a dead cable at once, but somebody who looks after the printer does. */
function worthALook(view: PrinterView): boolean {
  return needsHands(view) || view.faults.some(({ fault }) => fault === "linkLost");
}

/** Where supplies come from. */
export interface SupplyShelf {
  /** Takes a spool that fits from the store: the sets or frames on it, or undefined when there is none. */
  spool(item: "ribbon" | "film", engine: Engine): number | undefined;
  /** Takes up to so many blanks. */
  blanks(wanted: number): number;
}

/** Never empty, and always new spools. */
const ENDLESS_SHELF: SupplyShelf = {
  spool: (item, { spec }) => (item === "ribbon" ? spec.ribbonSets : spec.filmFrames),
  blanks: (wanted) => wanted,
};

export interface OperatorOptions {
  readonly clock: Clock;
  readonly office: () => Office;
  readonly name: string;
  readonly engine: Engine;
  /** From the printer's call until somebody stands at it, asked anew each time. */
  readonly reactionUs?: () => number;
  readonly shelf?: SupplyShelf;
  /** False while nobody is in the house: then nobody comes. */
  readonly present?: () => boolean;
}

export class Operator {
  private readonly office: () => Office;
  private readonly name: string;
  private readonly engine: Engine;
  private readonly shelf: SupplyShelf;
  private readonly timer: Timer;
  /** How often somebody came. */
  visits = 0;
  /** What stopped the printer when somebody last came. */
  private last: ReadonlySet<FaultName> = new Set();

  constructor(options: OperatorOptions) {
    this.office = options.office;
    this.name = options.name;
    this.engine = options.engine;
    this.shelf = options.shelf ?? ENDLESS_SHELF;
    const reactionUs = options.reactionUs ?? (() => REACTION_US);
    const present = options.present ?? (() => true);
    this.timer = options.clock.timer(() => {
      if (options.present?.() !== false) this.come();
    });
    this.look = () => {
      const waiting = present() && worthALook(this.office().controller(this.name).view());
      if (!waiting) this.timer.cancel();
      else if (this.timer.dueAt < 0) this.timer.armAfter(reactionUs());
    };
  }

  /** To be called when the printer's state may have changed. */
  readonly look: () => void;

  /** Does what the fault table says: sensor proofs want only the cause gone; hands and service proofs are also given. */
  private come(): void {
    this.visits++;
    const controller = this.office().controller(this.name);
    const view = controller.view();
    const standing = view.faults.map(({ fault }) => fault);
    this.refill(new Set<string>([view.reason?.code ?? "", ...standing]));
    const stopping = view.faults.filter(({ fault }) => stops(fault, view)).map(({ fault }) => fault);
    this.mend(standing, stopping);
    for (const fault of stopping) if (FAULTS[fault].proof !== "sensor") controller.clearFault(fault);
    if (view.word === "stopped") controller.resetStop();
    this.last = new Set(stopping);
    this.look();
  }

  private refill(words: ReadonlySet<string>): void {
    const { lab, spec } = this.engine;
    if (words.has("blanksEmpty")) lab.loadBlanks(this.shelf.blanks(spec.blanksMax - lab.state().hopper));
    if (words.has("outputFull")) lab.emptyOutput();
    if (words.has("rejectFull")) lab.emptyReject();
    if (words.has("ribbonOut") || words.has("ribbonNotRecognised") || words.has("ribbonBroken")) this.load("ribbon");
    if (words.has("filmOut") || words.has("filmNotRecognised") || words.has("filmBroken")) this.load("film");
  }

  private load(item: "ribbon" | "film"): void {
    const { lab } = this.engine;
    const left = this.shelf.spool(item, this.engine);
    if (left === undefined) return;
    if (item === "ribbon") lab.loadRibbon(undefined, left);
    else lab.loadFilm(undefined, left);
  }

  /** Opens the machine, takes out what the table wants out, mends what is shown, closes it. A technician finds whatever is broken. */
  private mend(standing: readonly FaultName[], stopping: readonly FaultName[]): void {
    const { lab } = this.engine;
    // What comes again at once is more than an operator can mend.
    const technician = stopping.some((fault) => FAULTS[fault].proof === "service" || this.last.has(fault));
    if (stopping.some((fault) => FAULTS[fault].card === "byHand" || FAULTS[fault].card === "rejected"))
      lab.removeCard();
    for (const name of lab.state().injections) {
      const fault = name as FaultName;
      if (technician || standing.includes(fault)) lab.heal(fault);
    }
    if (lab.state().coverOpen) lab.closeCover();
  }
}

/** Stops the printer until somebody acts: a fault, or a warning that the controller had enough of. */
function stops(fault: FaultName, view: PrinterView): boolean {
  const { severity } = FAULTS[fault];
  return severity === "fault" || (severity === "warning" && view.reason?.code === fault);
}
