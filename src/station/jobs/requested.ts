/** When a card was asked for: the queue's order goes by it, so a wrong year would put somebody first or last for ever. */
import type { Zone } from "../api.ts";
import { civilDays, clockText, isoMs, MS_PER_DAY } from "./civil.ts";

/** Spreadsheets and PCs that have lost their clock begin at 1900, 1970 or 1980: no request is from before this year. [E] */
const REQUESTED_YEAR_MIN = 1990;
const REQUESTED_MS_MIN = civilDays(REQUESTED_YEAR_MIN, 1, 1) * MS_PER_DAY;
/** Lists come from machines whose clocks and zones are others: as much as a request may be ahead of the station's clock. [E] */
const REQUESTED_AHEAD_MS_MAX = MS_PER_DAY;

/**
 * The instant in ms since 1970 UTC, or one sentence why it is none. `nowMs`: the station's clock; undefined where it says nothing of
 * the list's time: in virtual time, and for what the data centre has dated by its own clock.
 */
export function requestedMs(text: string, zone: Zone, nowMs: number | undefined): number | string {
  const ms = isoMs(text, zone);
  if (ms === undefined) return "requested_at is not an ISO date (2018-02-03) or date-time that exists";
  if (ms < REQUESTED_MS_MIN) return `requested_at is before ${REQUESTED_YEAR_MIN}`;
  if (nowMs === undefined || ms <= nowMs + REQUESTED_AHEAD_MS_MAX) return ms;
  return `requested_at is more than a day ahead of this station's clock (${clockText(nowMs, zone)}): mend the date, or set the clock`;
}
