/** The door to what a page asks for about one printer: history, events, link counters. */
import "./no-eval.ts";

export type { HistoryColumns, PrinterEvents, PrinterHistory, PrinterLinks } from "../../src/station/api-history.ts";
export { EVENTS_PAGE_MAX, eventsSchema, historySchema, linksSchema } from "../../src/station/api-history.ts";
