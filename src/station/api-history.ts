/**
 * What a page asks for about one printer, apart from the live feed: `GET /api/printers/NAME/history`, `/events`, `/links`.
 * Imports nothing but zod and its siblings. All instants are ms since 1970 UTC.
 */
import { z } from "zod";
import { STATE_WORDS } from "./api.ts";

const celsius = z.array(z.number().nullable());

/** Columns of equal length, oldest first, as chart libraries want them; null where a sensor is absent or silent. */
export const historyColumnsSchema = z.object({
  atMs: z.array(z.number()),
  roller: celsius,
  head: celsius,
  hotZone: celsius,
  exit: celsius,
  /** 0 = off. */
  setpoint: celsius,
  /** 0..1. */
  duty: celsius,
  /** State word at that instant. */
  word: z.array(z.enum(STATE_WORDS)),
  /** Code of the heat governor's reason, "" while it does not hold back. */
  governor: z.array(z.string()),
});

export const historySchema = z.object({
  printer: z.string(),
  /** "" until the engine has said it. */
  serial: z.string(),
  /** Each second for ten minutes. */
  fine: historyColumnsSchema,
  /** Each minute for eight hours. */
  coarse: historyColumnsSchema,
  /** The last cards, oldest first. `exitCelsius`: highest reading of the exit sensor, null without one. */
  cards: z.array(
    z.object({
      job: z.string(),
      atMs: z.number(),
      exitCelsius: z.number().nullable(),
      rollerCelsius: z.number().nullable(),
    }),
  ),
});

/** Newest first. `?before=ID` gives the page before that id, `?count=N` (1..500, default 100) its length. */
export const eventsSchema = z.array(
  z.object({
    id: z.number(),
    atMs: z.number(),
    printer: z.string(),
    code: z.string(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
);
export const EVENTS_PAGE_MAX = 500;

/** Counters of the engine link since the station started. */
export const linksSchema = z.object({
  printer: z.string(),
  serial: z.string(),
  model: z.string(),
  firmware: z.string(),
  boots: z.number(),
  sim: z.boolean(),
  state: z.string(),
  reason: z.string(),
  /** Age of the newest status in ms of the printer's time; -1 without one. */
  ageMs: z.number(),
  counters: z.record(z.string(), z.union([z.number(), z.string()])),
});

export type HistoryColumns = z.infer<typeof historyColumnsSchema>;
export type PrinterHistory = z.infer<typeof historySchema>;
export type PrinterEvents = z.infer<typeof eventsSchema>;
export type PrinterLinks = z.infer<typeof linksSchema>;
