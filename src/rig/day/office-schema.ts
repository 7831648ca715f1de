/**
 * What an office file may say: the causes of an office day, each block with the reason for its figures. Strict: a key that
 * is not here is an error. Nowhere in it stands how many cards come out.
 */
import { z } from "zod";
import { CONTROL_CHARACTER } from "../../base/index.ts";
import { JOB_CLASSES } from "../../station/index.ts";

export const PRINTERS_MAX = 24;
const CARDS_MAX = 1_000_000;
const TEXT_MAX = 600;

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const FAMILIES = ["fargo", "datacard"] as const;
export type Family = (typeof FAMILIES)[number];
export const STOCK_ITEMS = ["film", "ribbon", "blanks"] as const;
export type StockItem = (typeof STOCK_ITEMS)[number];

const why = z
  .string({ error: "is missing: say where the figures come from" })
  .trim()
  .min(10, "must say where the figures come from")
  .max(TEXT_MAX, `is longer than ${TEXT_MAX} characters`);
const name = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(100, "is longer than 100 characters")
  .refine((text) => !CONTROL_CHARACTER.test(text), "must have no line end or other control character in it");
const number = (low: number, high: number) =>
  z.number({ error: "must be a number" }).min(low, `must be ${low}..${high}`).max(high, `must be ${low}..${high}`);
const whole = (low: number, high: number) => number(low, high).int("must be a whole number");
const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `must be one of ${words.join(", ")}` });

/** Evenly spread between two figures. */
const spread = (low: number, high: number) =>
  z
    .strictObject({ low: number(low, high), high: number(low, high) })
    .refine((range) => range.low <= range.high, "low must not be above high");

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "must be a time of day like 08:00");
const session = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "must be a stretch of the day like 08:00-12:00")
  .refine((text) => text.slice(0, 5) < text.slice(6), "must end after it begins");
const sessions = z
  .array(session)
  .max(6)
  .refine(
    (day) => day.every((one, i) => i === 0 || day[i - 1]!.slice(6) <= one.slice(0, 5)),
    "must be in order and must not overlap",
  )
  .default([]);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be a date like 2018-02-05");

/** Something that fails by chance: time between failures is exponential, its length evenly spread. */
const failures = z
  .array(z.strictObject({ everyHours: number(0.01, 10_000), lastsMinutes: spread(0.01, 10_000) }))
  .max(8, "at most 8 kinds of failure");

const printer = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 -]{0,15}$/, "must be 1..16 letters, digits, blanks or dashes"),
  model: oneOf(["hdp5000", "sr300"]),
  /** Airflow that the fan really makes: dust. */
  airflow: number(0, 1),
  /** `stays`: an old firmware, whose nip stays closed when the power fails. */
  nip: oneOf(["spring", "stays"]).default("spring"),
  /** What is inside when the first day begins. */
  blanks: whole(0, 100).default(0),
  ribbon: whole(0, 5_000).default(0),
  film: whole(0, 5_000).default(0),
});

const variantKeys = {
  room: z.strictObject({
    why,
    /** Temperature by time of day; straight between the points, level before the first and after the last. */
    celsius: z
      .record(clockTime, number(-10, 55))
      .refine((points) => Object.keys(points).length > 0, "needs at least one time of day"),
  }),
  hours: z.strictObject({
    why,
    ...(Object.fromEntries(WEEKDAYS.map((day) => [day, sessions])) as Record<Weekday, typeof sessions>),
    /** Days on which nobody comes. */
    closed: z.array(date).max(400).default([]),
  }),
  people: z.strictObject({
    why,
    /** From the opening until the first record can be fetched: switching on, logging in. */
    startMinutes: number(0, 240),
    /** Hands on one card: taken out, looked at, read once, written into the book, put away. */
    handlingSeconds: spread(0, 3_600),
    /** The staff's own rule against heat: after so many cards in a row a machine rests. 0: they have none. */
    restAfterCards: whole(0, 10_000),
    restMinutes: number(0, 1_440),
    /** From a printer's call until somebody stands at it. */
    reactionMinutes: spread(0.1, 600),
  }),
  power: z.strictObject({
    why,
    failures,
    /** From the return of the mains until the print station's PC works again. */
    pcRestartMinutes: number(0, 240),
    /** From then until the way to the centre is open again. */
    vpnMinutes: number(0, 240),
    /** How long a battery carries PC, line and printers. */
    upsMinutes: number(0, 10_000).default(0),
  }),
  line: z.strictObject({ why, failures }),
  centre: z.strictObject({
    why,
    /** One record of a print-ready person, from the question until it is there. */
    fetchSeconds: spread(0, 3_600),
    /** Each further record, where several are asked for at once: no search, no log-in, only the transfer. */
    nextRecordSeconds: spread(0, 600),
    /** Activation of the card in the central database; 0 when the policy asks for none. */
    activateSeconds: spread(0, 3_600),
    /** When the centre answers at all. */
    open: session.default("00:00-24:00"),
    /** Stretches of every day in which it does not answer. */
    unreachable: z.array(session).max(8).default([]),
    failures,
  }),
} as const;

const variant = z.strictObject({
  why,
  /** Share of the days that are like this, where a run draws the kind of day. */
  weight: number(0, 1),
  room: variantKeys.room.optional(),
  hours: variantKeys.hours.optional(),
  people: variantKeys.people.optional(),
  power: variantKeys.power.optional(),
  line: variantKeys.line.optional(),
  centre: variantKeys.centre.optional(),
});

const family = z.strictObject({ ribbons: whole(0, 10_000), films: whole(0, 10_000) });

export const officeFileSchema = z.strictObject({
  office: name,
  zone: oneOf(["WIB", "WITA", "WIT"]),
  /** The first day of a run. */
  from: date,
  /** What was published about this office, with its source: what a run is compared with. */
  published: why,
  printers: z
    .strictObject({ why, machines: z.array(printer).min(1, "at least one printer").max(PRINTERS_MAX) })
    .refine(
      ({ machines }) => new Set(machines.map((machine) => machine.name)).size === machines.length,
      "two printers have the same name",
    ),
  ...variantKeys,
  stock: z.strictObject({ why, blanks: whole(0, CARDS_MAX), fargo: family, datacard: family }),
  /** What comes to the office later. */
  deliveries: z
    .array(
      z.strictObject({
        why,
        date,
        at: clockTime,
        item: oneOf(STOCK_ITEMS),
        /** Whose printers it fits; not for blanks. */
        family: oneOf(FAMILIES).optional(),
        count: whole(1, CARDS_MAX),
      }),
    )
    .max(100)
    .default([]),
  queue: z
    .strictObject({
      why,
      /** Names on the list. */
      records: whole(0, CARDS_MAX),
      /** Of these, second records of the same person: found before a card is printed. */
      doubles: whole(0, CARDS_MAX),
      /** People who come new, each working day. */
      newPerDay: number(0, 100_000),
      /** Of a hundred people. */
      percent: z.strictObject(
        Object.fromEntries(JOB_CLASSES.map((word) => [word, number(0, 100)])) as Record<
          (typeof JOB_CLASSES)[number],
          z.ZodNumber
        >,
      ),
    })
    .refine((queue) => queue.doubles <= queue.records, "more doubles than records")
    .refine(
      ({ percent }) => Math.abs(Object.values(percent).reduce((sum, part) => sum + part, 0) - 100) < 0.01,
      "the percentages must make 100",
    ),
  policy: oneOf(["as-published", "cetak"]),
  variants: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,23}$/, "must be a short word"), variant).default({}),
});

export type OfficeFile = z.infer<typeof officeFileSchema>;
export type Failures = z.infer<typeof failures>;
export type Spread = { readonly low: number; readonly high: number };
export type OfficePrinterSpec = z.infer<typeof printer>;
export type Policy = OfficeFile["policy"];
