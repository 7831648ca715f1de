import type { SelfTestVerdict } from "../../protocol/index.ts";

/** One finding, in the order of the table. */
export interface SelfTestNote {
  item: number;
  verdict: SelfTestVerdict;
  /** Hundredths of the item's unit; null when nothing was measured. */
  measuredCenti: number | null;
  why: string;
}

/** A self-test while it runs and after it; plain data, gone with the power. */
export interface SelfTestRun {
  running: boolean;
  /** Why it was stopped before its end; empty otherwise. */
  why: string;
  /** Item under test, index in the table. */
  item: number;
  itemSinceUs: number;
  /** The host must ask again before this instant. */
  leaseUntilUs: number;
  /** What the item wants of the machine. */
  motor: boolean;
  fan: boolean;
  fullPower: boolean;
  /** Scratch of the item. */
  marks: number[];
  notes: SelfTestNote[];
}
