/**
 * Somebody who looks after a simulated printer: goes by what the printer says it needs (state word, reason, faults), comes
 * after a while, and does what the fault table tells people to do.
 */
import { type Clock, type Timer, US_PER_S } from "../base/index.ts";
import type { PrinterView } from "../controller/index.ts";
import type { Engine } from "../hardware-sim/index.ts";
import { FAULTS, type FaultName } from "../protocol/index.ts";
import type { Office } from "../station/index.ts";
import { handsAt, type OperatorHands, type SeenAtMachine, type Supply, type SupplyShelf } from "./operator-hands.ts";

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

export type OperatorOptions = OperatorDuty &
  (
    | { readonly engine: Engine /** Default: never empty. */; readonly shelf?: SupplyShelf }
    | { readonly hands: OperatorHands }
  );

interface OperatorDuty {
  /** The printer's. */
  readonly clock: Clock;
  readonly office: () => Office;
  readonly name: string;
  /** From the printer's call until somebody stands at it, asked anew each time. */
  readonly reactionUs?: () => number;
  /** False while nobody is in the house: then nobody comes. */
  readonly present?: () => boolean;
}

export class Operator {
  private readonly office: () => Office;
  private readonly name: string;
  private readonly hands: OperatorHands;
  private readonly timer: Timer;
  /** How often somebody came. */
  visits = 0;
  /** What stopped the printer when somebody last came. */
  private last: ReadonlySet<FaultName> = new Set();
  /** At a machine that is elsewhere, until all is done there. */
  private isAtWork = false;

  constructor(options: OperatorOptions) {
    this.office = options.office;
    this.name = options.name;
    this.hands = "hands" in options ? options.hands : handsAt(options.engine, options.clock, options.shelf);
    const reactionUs = options.reactionUs ?? (() => REACTION_US);
    const present = options.present ?? (() => true);
    this.timer = options.clock.timer(() => {
      if (options.present?.() !== false) this.come();
    });
    this.look = () => {
      if (this.isAtWork) return;
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
    const stopping = view.faults.filter(({ fault }) => stops(fault, view)).map(({ fault }) => fault);
    const supplies = suppliesFor(new Set<string>([view.reason?.code ?? "", ...standing]));
    let isDone = false;
    this.hands.attend(
      supplies,
      (seen) => this.mend(seen, standing, stopping),
      () => {
        isDone = true;
        this.isAtWork = false;
        for (const fault of stopping) if (FAULTS[fault].proof !== "sensor") controller.clearFault(fault);
        if (view.word === "stopped") controller.resetStop();
        this.last = new Set(stopping);
        this.look();
      },
    );
    this.isAtWork = !isDone;
  }

  /** Opens the machine, takes out what the table wants out, mends what is shown, closes it. A technician finds whatever is broken. */
  private mend(seen: SeenAtMachine, standing: readonly FaultName[], stopping: readonly FaultName[]): string[] {
    // What comes again at once is more than an operator can mend.
    const technician = stopping.some((fault) => FAULTS[fault].proof === "service" || this.last.has(fault));
    const isCardOut = stopping.some((fault) => FAULTS[fault].card === "byHand" || FAULTS[fault].card === "rejected");
    const healed = seen.injections.filter((name) => technician || standing.includes(name as FaultName));
    return [
      ...(isCardOut ? ["card remove"] : []),
      ...healed.map((name) => `heal ${name}`),
      ...(seen.coverOpen && !healed.includes("coverOpen") ? ["cover close"] : []),
    ];
  }
}

function suppliesFor(words: ReadonlySet<string>): Supply[] {
  const needs: Readonly<Record<Supply, readonly FaultName[]>> = {
    blanks: ["blanksEmpty"],
    output: ["outputFull"],
    reject: ["rejectFull"],
    ribbon: ["ribbonOut", "ribbonNotRecognised", "ribbonBroken"],
    film: ["filmOut", "filmNotRecognised", "filmBroken"],
  };
  return (Object.keys(needs) as Supply[]).filter((supply) => needs[supply].some((fault) => words.has(fault)));
}

/** Stops the printer until somebody acts: a fault, or a warning that the controller had enough of. */
function stops(fault: FaultName, view: PrinterView): boolean {
  const { severity } = FAULTS[fault];
  return severity === "fault" || (severity === "warning" && view.reason?.code === fault);
}
