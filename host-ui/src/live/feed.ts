/**
 * What the page knows of the station, built from the feed's messages. Pure: each message gives a verdict, and the caller
 * decides what to send and draw. A state that does not fit the schema is never kept.
 */
import {
  applyPatch,
  type OfficeState,
  officeSchema,
  type PrinterState,
  printerSchema,
  type ServerMessage,
} from "../api.ts";

export interface Feed {
  readonly epoch: string;
  /** Number of the last change that is contained. */
  readonly seq: number;
  readonly office: OfficeState;
  readonly printers: Readonly<Record<string, PrinterState>>;
}

export type Verdict =
  /** `changed`: printers that look different now. */
  | { readonly kind: "applied"; readonly feed: Feed; readonly changed: readonly string[] }
  /** Nothing new in it. */
  | { readonly kind: "same" }
  /** Changes are missing: ask for what came after `feed.seq`. */
  | { readonly kind: "gap" }
  /** The message makes no sense; start over. */
  | { readonly kind: "broken"; readonly why: string };

/** Takes one validated message. `feed` is what was known before, if anything. */
export function receive(feed: Feed | undefined, message: ServerMessage): Verdict {
  switch (message.type) {
    case "snap": {
      const { epoch, seq, office, printers } = message;
      return { kind: "applied", feed: { epoch, seq, office, printers }, changed: Object.keys(printers) };
    }
    case "delta":
      if (feed === undefined || message.seq > feed.seq + 1) return { kind: "gap" };
      if (message.seq <= feed.seq) return { kind: "same" };
      return patched(feed, message);
    case "hb":
      return feed !== undefined && message.seq > feed.seq ? { kind: "gap" } : { kind: "same" };
    case "hello":
    case "error":
    case "outcome":
      return { kind: "same" };
  }
}

function patched(feed: Feed, delta: Extract<ServerMessage, { type: "delta" }>): Verdict {
  const printers: Record<string, PrinterState> = { ...feed.printers };
  const changed = Object.keys(delta.printers);
  for (const name of changed) {
    const next = applyPatch(printers[name], delta.printers[name]);
    if (!printerSchema.safeParse(next).success) return { kind: "broken", why: `state of printer ${name}` };
    printers[name] = next as PrinterState;
  }
  const office = delta.office === undefined ? feed.office : applyPatch(feed.office, delta.office);
  if (!officeSchema.safeParse(office).success) return { kind: "broken", why: "state of the office" };
  return { kind: "applied", feed: { ...feed, seq: delta.seq, printers, office: office as OfficeState }, changed };
}

/** Printers in the order of the station file; any that the list lacks come last. */
export function printerOrder(feed: Feed): string[] {
  const known = Object.keys(feed.printers);
  const listed = feed.office.printers.filter((name) => Object.hasOwn(feed.printers, name));
  return [...new Set([...listed, ...known])];
}
