/** On what the time is booked that passes at one printer now: the root of it, as somebody would see it who stands there. */
import type { PrinterView } from "../../controller/index.ts";
import { FAULTS, type FaultName } from "../../protocol/index.ts";
import type { ClerkReason } from "./clerk.ts";
import type { LossKey } from "./losses.ts";

export interface PrinterFacts {
  /** Why the person gives it no work. */
  readonly clerk: ClerkReason | undefined;
  /** Why no record can come; undefined when the way to the centre is open. */
  readonly noWay: "power" | "link" | "centre" | undefined;
  /** It has not been ready again since the mains failed. */
  readonly afterCut: boolean;
}

const MISSING: Readonly<Record<string, LossKey>> = {
  filmOut: "film",
  filmNotRecognised: "film",
  filmBroken: "film",
  ribbonOut: "ribbon",
  ribbonNotRecognised: "ribbon",
  ribbonBroken: "ribbon",
  blanksEmpty: "blanks",
  outputFull: "output",
  rejectFull: "output",
};

const HANDS: Readonly<Record<ClerkReason, LossKey | undefined>> = {
  closed: undefined,
  starting: "people",
  handling: "people",
  resting: "heat",
};

/** Undefined: it works, or nobody is there who could want it to. */
export function printerCause(view: PrinterView, facts: PrinterFacts): LossKey | undefined {
  if (facts.clerk === "closed") return undefined;
  const code = view.reason?.code ?? "";
  switch (view.word) {
    case "printing":
      return undefined;
    case "supplyOut":
      return MISSING[code] ?? "other";
    case "faulted":
      return MISSING[code] ?? (Object.hasOwn(FAULTS, code) ? lostTo(code as FaultName) : "other");
    case "stopped":
    case "service":
      return "people";
    case "unknown":
    case "recovering":
    case "cold":
      return facts.afterCut ? "power" : "heat";
    default:
      return view.job === "" ? withoutJob(facts, view.word) : facts.afterCut ? "power" : "heat";
  }
}

function lostTo(fault: FaultName): LossKey {
  const { lost } = FAULTS[fault];
  return lost === "supplies" ? "other" : lost;
}

/** No job in hand: whoever should have brought one, before the heat that it would have needed. */
function withoutJob({ clerk, noWay, afterCut }: PrinterFacts, word: PrinterView["word"]): LossKey | undefined {
  if (clerk !== undefined) return HANDS[clerk];
  if (noWay !== undefined) return noWay;
  if (word === "ready" || word === "standby") return "centre";
  return afterCut ? "power" : "heat";
}
