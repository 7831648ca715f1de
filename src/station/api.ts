/**
 * The live feed's messages, shared by the station and the web UI. Imports nothing but zod and its siblings `api-*.ts`.
 *
 * One WebSocket at {@link LIVE_PATH}, subprotocol {@link LIVE_PROTOCOL}, text frames, one JSON message a frame:
 * 1. server: `hello`.
 * 2. client: `resume`, always its first message. With the `epoch` and `seq` it has seen it gets the deltas after `seq`;
 *    without them, with another epoch, or too late, it gets a `snap`.
 * 3. server: `delta` whenever something changed (at most {@link DELTAS_PER_SECOND_MAX} a second, faults at once), `hb` each second.
 *    A client that sees a gap in `seq` sends `resume` again with the last `seq` it applied.
 * 4. client: `cmd` at any time, answered by `outcome`. Needs a ticket: `POST /api/ticket`, offered as second subprotocol
 *    `t.<ticket>` ({@link TICKET_PREFIX}). Without one the connection is a viewer's.
 *
 * A delta holds JSON merge patches (RFC 7396): objects merge, arrays and scalars replace, `null` removes. So no value in the
 * state is ever null: what is not known is absent. Nothing here carries personal data: no names, no NIK.
 * All instants are milliseconds since 1970 UTC of the server's clock (`...Ms`); ages are the client's to count.
 */
import { z } from "zod";
import { ROLES } from "./api-access.ts";
import { cmdOutcomeSchema, cmdSchema } from "./api-commands.ts";

export const LIVE_PROTO = 1;
export const LIVE_PROTOCOL = "cetak.v1";
/** Of the second subprotocol that is offered: the rest is a ticket. */
export const TICKET_PREFIX = "t.";
export const LIVE_PATH = "/live";
export const DELTAS_PER_SECOND_MAX = 10;
/** Largest message a client may send. */
export const CLIENT_MESSAGE_BYTES_MAX = 16 * 1024;

/** What a printer is doing, one word for people. `offline`: no link, so nothing else is known. */
export const STATE_WORDS = [
  "offline",
  "unknown",
  "cold",
  "warming",
  "ready",
  "printing",
  "coolingDown",
  "standby",
  "supplyOut",
  "paused",
  "stopped",
  "faulted",
  "recovering",
  "service",
] as const;
export const STEP_WORDS = [
  "none",
  "feed",
  "encode",
  "image",
  "transfer",
  "eject",
  "reject",
  "filmAdvance",
  "clean",
  "home",
] as const;
export const PHASE_WORDS = ["idle", "moving", "waiting", "heating", "nip", "cooling", "encoding", "imaging"] as const;
export const CARD_STOPS = [
  "none",
  "hopper",
  "cleaner",
  "encoder",
  "turn",
  "nip",
  "cooling",
  "exit",
  "output",
  "reject",
  "unknown",
] as const;
export const FILM_WORDS = ["none", "idle", "imaging", "imaged", "joined", "dirty", "searching"] as const;
export const SUPPLY_WORDS = ["none", "fargo", "datacard", "unknown"] as const;
export const LINK_STATES = ["offline", "connecting", "identifying", "synchronising", "up", "lost"] as const;
export const JOB_STATES = [
  "queued",
  "held",
  "leased",
  "printing",
  "issued",
  "handedOver",
  "void",
  "uncertain",
] as const;
export const JOB_CLASSES = ["first", "change", "damaged", "lost"] as const;
/** Why a printer that had work did none. */
export const LOST_CAUSES = ["heat", "power", "link", "centre", "supplies", "people", "other"] as const;
/** P1 card or data at risk, P2 this printer stands still until somebody comes, P3 it soon will. */
export const ALARM_PRIORITIES = ["P1", "P2", "P3"] as const;
export const LANGUAGES = ["id", "en"] as const;
export const ZONES = ["WIB", "WITA", "WIT"] as const;
export const MODELS = ["hdp5000", "sr300"] as const;

const ms = z.number();
const count = z.number().int().nonnegative();
export const paramsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
/** A code of the fault table or a reason code of the controller, with its numbers; the reader has the words. */
export const reasonSchema = z.object({ code: z.string(), params: paramsSchema });

export const alarmSchema = z.object({
  /** Unique within an epoch. */
  id: z.string(),
  /** Key into `GET /api/faults`. */
  code: z.string(),
  priority: z.enum(ALARM_PRIORITIES),
  params: paramsSchema,
  raisedAtMs: ms,
  /** How often it came and went within its off-delay (chatter). 1 = once. */
  count,
  /** Somebody has seen it. */
  acked: z.object({ by: z.string(), atMs: ms }).optional(),
  /** Somebody has put it out of the way for a while; show it apart from the others. */
  shelved: z.object({ by: z.string(), untilMs: ms, why: z.string() }).optional(),
  /** Codes that stand as well and follow from this one; they are not listed themselves. */
  symptoms: z.array(z.string()).optional(),
});

/** More alarms than people can read: show counts instead of a list. */
export const floodSchema = z.object({
  sinceMs: ms,
  /** Alarms of the last ten minutes, in all and by code. */
  raised: count,
  byCode: z.record(z.string(), count),
});

/** Temperatures in degrees Celsius; a sensor that the model lacks is absent. */
export const tempsSchema = z.object({
  atMs: ms,
  roller: z.number().optional(),
  head: z.number().optional(),
  hotZone: z.number().optional(),
  exit: z.number().optional(),
  /** 0 = off. */
  setpoint: z.number(),
  /** Heater duty, 0..1. */
  duty: z.number(),
  fanRpm: z.number(),
});

export const suppliesSchema = z.object({
  atMs: ms,
  ribbon: z.object({ type: z.enum(SUPPLY_WORDS), left: count }),
  film: z.object({ type: z.enum(SUPPLY_WORDS), left: count }),
  blanks: z.object({ left: count.optional(), empty: z.boolean() }),
  output: z.object({ full: z.boolean() }),
  reject: z.object({ full: z.boolean() }),
  coverOpen: z.boolean(),
  /** What runs out first, in cards. */
  limiting: z.object({ kind: z.enum(["ribbon", "film", "blanks"]), cards: count }).optional(),
});

export const cardSchema = z.object({
  stop: z.enum(CARD_STOPS),
  encoded: z.boolean(),
  transferred: z.boolean(),
  suspect: z.boolean(),
  film: z.enum(FILM_WORDS),
});

export const jobSchema = z.object({
  /** Opaque (`J...`), never a NIK. */
  key: z.string(),
  /** What the card side does now. */
  step: z.enum(STEP_WORDS),
  phase: z.enum(PHASE_WORDS),
  /** What the film side does beside it: `image`, `filmAdvance` or `none`. */
  filmStep: z.enum(STEP_WORDS),
});

export const printerSchema = z.object({
  name: z.string(),
  place: z.string(),
  model: z.enum(MODELS),
  /** As the engine reports it; absent until it has. */
  serial: z.string().optional(),
  /** Simulated engine, and how many printer seconds pass in one second. */
  sim: z.object({ on: z.boolean(), speed: z.number() }),
  /** `path`: the statechart's own name, dotted, for experts. `atMs`: when the newest status of this printer arrived. */
  state: z.object({ word: z.enum(STATE_WORDS), path: z.string(), sinceMs: ms, atMs: ms.optional() }),
  reason: reasonSchema.optional(),
  /** Why the heat governor holds the next card back. */
  governor: reasonSchema.optional(),
  job: jobSchema.optional(),
  card: cardSchema.optional(),
  temps: tempsSchema.optional(),
  supplies: suppliesSchema.optional(),
  alarms: z.array(alarmSchema),
  link: z.object({
    state: z.enum(LINK_STATES),
    reason: z.string(),
    atMs: ms,
    srttMs: z.number(),
    retransmits: count,
    /** Bytes that were no message. */
    invalid: count,
    reconnects: count,
  }),
  /** Since the journal began. `spoiltSeen`: void cards that the station knows of. */
  counters: z.object({ issued: count, spoiltSeen: count, uncertain: count }),
  /** Seconds of the printer's clock lost today (in the office's zone), by cause. */
  lostSeconds: z.record(z.enum(LOST_CAUSES), z.number()),
});

/** What the office is to do, and by when it will have done it. */
export const outlookSchema = z.object({
  /** Cards a working day, of the station file. */
  planToday: count,
  /**
   * Midnights at which the days begin on which the queue is empty. `pace`: at the pace of the office's good and of its bad
   * days. `forecast`: in one and in nine of ten futures of a model of the office, `midMs` in five. Absent while nobody can say.
   */
  clear: z.object({ earlyMs: ms, midMs: ms.optional(), lateMs: ms, by: z.enum(["pace", "forecast"]) }).optional(),
});

export const officeSchema = z.object({
  name: z.string(),
  zone: z.enum(ZONES),
  /** Default language of the page. */
  language: z.enum(LANGUAGES),
  languages: z.array(z.enum(LANGUAGES)),
  /** Printer names in the order of the station file. */
  printers: z.array(z.string()),
  jobs: z.record(z.enum(JOB_STATES), count),
  /** Jobs that still want a card (queued, leased or printing), by class. */
  waiting: z.record(z.enum(JOB_CLASSES), count),
  /** Cards issued since midnight in the office's zone. */
  issuedToday: count,
  outlook: outlookSchema.optional(),
  /** Sum over the printers. */
  lostSeconds: z.record(z.enum(LOST_CAUSES), z.number()),
  /** One cause that stops the whole office (shown once, never once a printer). */
  banner: alarmSchema.optional(),
  /** What else concerns the office and no single printer. */
  alarms: z.array(alarmSchema).optional(),
  flood: floodSchema.optional(),
});

export const helloSchema = z.object({
  type: z.literal("hello"),
  proto: z.literal(LIVE_PROTO),
  /** Changes with the served page: reload when it differs from the last one. */
  build: z.string(),
  /** What this connection may do; checked again at each `cmd`. */
  role: z.enum(ROLES),
  epoch: z.string(),
  seq: count,
  serverTimeMs: ms,
});
export const snapSchema = z.object({
  type: z.literal("snap"),
  epoch: z.string(),
  seq: count,
  atMs: ms,
  office: officeSchema,
  printers: z.record(z.string(), printerSchema),
});
const patchSchema = z.record(z.string(), z.unknown());
export const deltaSchema = z.object({
  type: z.literal("delta"),
  /** Exactly one more than the last. */
  seq: count,
  atMs: ms,
  /** Merge patch per changed printer. */
  printers: z.record(z.string(), patchSchema),
  office: patchSchema.optional(),
});
export const heartbeatSchema = z.object({ type: z.literal("hb"), seq: count, serverTimeMs: ms });
/** `closing`: the server ends the connection after this. */
export const errorSchema = z.object({
  type: z.literal("error"),
  code: z.enum(["badMessage", "tooMany", "slow", "shutdown", "loggedOut"]),
  text: z.string(),
  closing: z.boolean(),
});

export const serverMessageSchema = z.discriminatedUnion("type", [
  helloSchema,
  snapSchema,
  deltaSchema,
  heartbeatSchema,
  errorSchema,
  cmdOutcomeSchema,
]);

export const resumeSchema = z.strictObject({
  type: z.literal("resume"),
  epoch: z.string().max(64).optional(),
  seq: count.optional(),
});
/** Everything a client may send. */
export const clientMessageSchema = z.discriminatedUnion("type", [resumeSchema, cmdSchema]);

/** `GET /api/faults`: what each alarm or reason code of the fault table is called and asks for. */
export const faultBookSchema = z.record(
  z.string(),
  z.object({
    title: z.object({ id: z.string(), en: z.string() }),
    steps: z.object({ id: z.array(z.string()), en: z.array(z.string()) }),
    priority: z.enum([...ALARM_PRIORITIES, "none"]),
    /** What clears it: a sensor by itself, a person who mended it, a technician who found the cause. Absent: it is no fault of a printer. */
    proof: z.enum(["none", "sensor", "hands", "service"]).optional(),
  }),
);

export type Params = z.infer<typeof paramsSchema>;
export type Reason = z.infer<typeof reasonSchema>;
export type Alarm = z.infer<typeof alarmSchema>;
export type PrinterState = z.infer<typeof printerSchema>;
export type OfficeState = z.infer<typeof officeSchema>;
export type Hello = z.infer<typeof helloSchema>;
export type Snap = z.infer<typeof snapSchema>;
export type Delta = z.infer<typeof deltaSchema>;
export type Heartbeat = z.infer<typeof heartbeatSchema>;
export type ServerMessage = z.infer<typeof serverMessageSchema>;
export type ClientMessage = z.infer<typeof clientMessageSchema>;
export type FaultBook = z.infer<typeof faultBookSchema>;
export type StateWord = (typeof STATE_WORDS)[number];
export type StepWord = (typeof STEP_WORDS)[number];
export type PhaseWord = (typeof PHASE_WORDS)[number];
export type CardStop = (typeof CARD_STOPS)[number];
export type FilmWord = (typeof FILM_WORDS)[number];
export type SupplyWord = (typeof SUPPLY_WORDS)[number];
export type LinkStateWord = (typeof LINK_STATES)[number];
export type JobState = (typeof JOB_STATES)[number];
export type JobClass = (typeof JOB_CLASSES)[number];
export type LostCauseWord = (typeof LOST_CAUSES)[number];
export type AlarmPriority = (typeof ALARM_PRIORITIES)[number];
export type Language = (typeof LANGUAGES)[number];
export type Zone = (typeof ZONES)[number];
export type Model = (typeof MODELS)[number];

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === "object" && x !== null && !Array.isArray(x);

/** RFC 7396 merge patch. Returns a new value and leaves both arguments alone; unchanged branches are shared. */
export function applyPatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const out: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else
      Object.defineProperty(out, key, {
        value: applyPatch(Object.hasOwn(out, key) ? out[key] : undefined, value),
        ...PLAIN,
      });
  }
  return out;
}
/** As an assignment would make it, but also right for a key called `__proto__`. */
const PLAIN = { enumerable: true, configurable: true, writable: true } as const;
