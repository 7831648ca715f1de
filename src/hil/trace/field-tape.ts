/** A recorded link as a script for a stand-in of the device: what it said and when, and which orders came in between. */
import { LinkObserver, type Message, paramsOf } from "../../protocol/index.ts";
import { type RecordedItem, type Recording, RecordingError } from "./recording.ts";
import { REMARK } from "./recording-names.ts";

/** Commands that move something or decide: what the host does besides depends on milliseconds. */
export const ORDERS: ReadonlySet<string> = new Set([
  "step_start",
  "step_abort",
  "fault_clear",
  "emergency_stop",
  "clear_shutdown",
  "param_set",
]);
/** Said when asked for, whenever that is. */
const ANSWERS: ReadonlySet<string> = new Set(["identity", "card_state", "ledger_entry", "ledger_end", "param"]);
/** Said by itself or as the outcome of an order. */
const SAYS: ReadonlySet<string> = new Set([
  "status_heat",
  "status_path",
  "status_counters",
  "step_done",
  "refused",
  "fault_raised",
  "fault_cleared",
]);

/** One message with its numbers and byte strings. */
export interface TapeMessage {
  readonly name: string;
  readonly params: Readonly<Record<string, number | Uint8Array>>;
}

export interface TapeEntry extends TapeMessage {
  readonly kind: "order" | "say" | "answer" | "cut";
  /** Printer time since the beginning, us. */
  readonly atUs: number;
  readonly packet: number;
}

export interface FieldTape {
  readonly entries: readonly TapeEntry[];
  readonly model: string;
  readonly constants: Readonly<Record<string, number | string>>;
  /** What the file lacks at its end, in words. */
  readonly problem: string | undefined;
}

/** Throws {@link RecordingError} when the printer was not recorded or never said what it is. */
export function fieldTape(recording: Recording, printer: string): FieldTape {
  const items = recording.items.filter((item) => item.printer === printer && item.endpoint === "link");
  if (items.length === 0) {
    throw new RecordingError(
      `the recording has no link of ${printer}; it has ${recording.printers.join(", ") || "nothing"}`,
    );
  }
  let told: TapeMessage[] = [];
  let fromEngine: boolean[] = [];
  const observer = new LinkObserver((message, engine) => {
    told.push(copyOf(message));
    fromEngine.push(engine);
  });
  const raw: TapeEntry[] = [];
  const worked = livesThatWorked(items);
  const used = items.filter((item) => worked.has(item));
  const zeroUs = used[0]?.utcUs ?? 0;
  for (const item of items) {
    told = [];
    fromEngine = [];
    if (item.block !== undefined) observer.read(item.direction === "in", item.bytes);
    if (!worked.has(item)) continue;
    const at = { atUs: item.utcUs - zeroUs, packet: item.number };
    const cut = cutOf(item);
    if (cut !== undefined) raw.push({ kind: "cut", name: cut, params: {}, ...at });
    for (const [i, message] of told.entries()) {
      const kind = kindOf(message.name, fromEngine[i]!);
      if (kind !== undefined) raw.push({ kind, ...message, ...at });
    }
  }
  const identity = raw.find(({ name }) => name === "identity");
  if (identity === undefined)
    throw new RecordingError(
      `${printer} never says which model it is: a replay needs the beginning of a connection; begin to record, then start the station or plug the printer in`,
    );
  const speed = Number(observer.constants["SIM_SPEED"] ?? 1);
  return {
    entries: raw.map((entry) => ({ ...entry, atUs: Math.round(entry.atUs * speed) })),
    model: textOf(identity, "model"),
    constants: observer.constants,
    problem: recording.problem,
  };
}

function kindOf(name: string, engine: boolean): TapeEntry["kind"] | undefined {
  if (!engine) return ORDERS.has(name) ? "order" : undefined;
  if (ANSWERS.has(name)) return "answer";
  return SAYS.has(name) ? "say" : undefined;
}

/** Why the device hung up; the host does so by itself. */
function cutOf({ comments }: RecordedItem): string | undefined {
  const closed = comments.find((comment) => comment.startsWith(REMARK.closed));
  return closed === undefined || closed === `${REMARK.closed}by the host`
    ? undefined
    : closed.slice(REMARK.closed.length);
}

/** Packets of connections, without those in which somebody only asked who is there and hung up. */
function livesThatWorked(items: readonly RecordedItem[]): ReadonlySet<RecordedItem> {
  const lives: RecordedItem[][] = [];
  for (const item of items) {
    if (item.comments.includes(REMARK.opened) || lives.length === 0) lives.push([]);
    lives.at(-1)!.push(item);
  }
  const ordered = (life: readonly RecordedItem[]): boolean =>
    life.some(({ block }) => block?.messages.some(({ name }) => ORDERS.has(name) || name === "lease_renew") ?? false);
  const worked = lives.filter(ordered);
  return new Set((worked.length === 0 ? lives : worked).flat());
}

/** What the codec reuses is copied. */
export function copyOf(message: Message): TapeMessage {
  const params = Object.entries(paramsOf(message) as Readonly<Record<string, number | Uint8Array>>);
  const copied = params.map(([field, value]) => [field, typeof value === "number" ? value : value.slice()]);
  return { name: message.name, params: Object.fromEntries(copied) };
}

/** "" where the message has no such byte string. */
export function textOf({ params }: TapeMessage, field: string): string {
  const value = params[field];
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : "";
}
