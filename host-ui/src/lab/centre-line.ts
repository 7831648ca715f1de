/** What the station says of its line to the data centre. */
import { z } from "zod";
import "../no-eval.ts";

/** `centre.status`, as far as the lab shows it. */
export const centreLineSchema = z.object({
  line: z.enum(["starting", "up", "closed", "overloaded", "down", "garbled", "denied"]),
  why: z.string(),
  clockAheadMs: z.number(),
  ready: z.number(),
  resultsWaiting: z.number(),
});

/** A clock that is off by more than this is worth saying. */
export const CLOCK_OFF_MS = 5_000;
