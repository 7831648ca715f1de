/** The only readers of the chart's state strings. */
import type { SnapshotFrom } from "xstate";
import { FAULTS, type LinkState, type LostCause } from "../protocol/index.ts";
import type { printerMachine } from "./machine/printer-machine.ts";

export type PrinterSnapshot = SnapshotFrom<typeof printerMachine>;

export const LIFE_WORDS = [
  "unknown",
  "cold",
  "recovering",
  "warming",
  "ready",
  "printing",
  "coolingDown",
  "standby",
  "supplyOut",
  "paused",
  "stopped",
  "faulted",
  "service",
] as const;
export type LifeWord = (typeof LIFE_WORDS)[number];

type LifeValue = PrinterSnapshot["value"]["life"];

/** First word of the `life` region: what people call the state. */
export function lifeWord(snapshot: PrinterSnapshot): LifeWord {
  const life: LifeValue = snapshot.value.life;
  if (typeof life === "string") return life;
  if ("printing" in life) return "printing";
  return "coolingDown" in life ? "coolingDown" : "supplyOut";
}

/** The `life` region as a dotted path: `warming`, `coolingDown.paced`, `printing.encoding.imaging`. */
export function lifePath(snapshot: PrinterSnapshot): string {
  const life: LifeValue = snapshot.value.life;
  if (typeof life === "string") return life;
  if ("printing" in life) return `printing.${life.printing.cardSide}.${life.printing.filmSide}`;
  if ("coolingDown" in life) return `coolingDown.${life.coolingDown}`;
  return `supplyOut.${life.supplyOut}`;
}

export function linkWord(snapshot: PrinterSnapshot): LinkState {
  return snapshot.value.link;
}

/** Drained and cold: nothing more will move. */
export function isDrained(snapshot: PrinterSnapshot): boolean {
  return lifePath(snapshot) === "coolingDown.ordered";
}

/** In its place without a card in work, so that a technician may take over. */
export function mayServe(snapshot: PrinterSnapshot): boolean {
  return snapshot.can({ type: "SERVICE" }) && (snapshot.hasTag("plans") || isDrained(snapshot));
}

/**
 * Whom the time is booked on that passes now. Undefined while a card is in work, and in states that are nobody's fault;
 * whether there is a job at all the driver knows.
 */
export function lostCauseOf(snapshot: PrinterSnapshot): LostCause | undefined {
  const { context } = snapshot;
  switch (lifeWord(snapshot)) {
    case "unknown":
    case "recovering":
      return context.because;
    case "cold":
      return "power";
    case "warming":
    case "coolingDown":
      return context.draining ? "people" : "heat";
    case "supplyOut":
      return context.blocked === "outputFull" || context.blocked === "rejectFull" ? "people" : "supplies";
    case "paused":
    case "stopped":
    case "service":
      return "people";
    case "faulted":
      return context.fault === "" ? "other" : FAULTS[context.fault].lost;
    default:
      return undefined;
  }
}
