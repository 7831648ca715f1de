/** When a centre serves, by its own midnight. */
import type { ServiceWindow } from "../station/centre/schema.ts";

/** Minutes after midnight in the centre's zone. */
export interface ServiceHours {
  readonly opensMinute: number;
  readonly closesMinute: number;
  /** Minutes that the zone is ahead of UTC. */
  readonly zoneMinutes: number;
}

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** `15:00` as minutes after midnight; NaN when it is no time of day. `24:00` is the end of the day. */
export function minuteOfDay(text: string): number {
  if (!/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text)) return Number.NaN;
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

/** Whether the centre is open, and when that changes. Without hours it never closes. */
export function windowAt(
  hours: ServiceHours | undefined,
  nowMs: number,
): Pick<ServiceWindow, "open" | "opensAtMs" | "closesAtMs"> {
  if (hours === undefined) return { open: true };
  const shift = hours.zoneMinutes * MS_PER_MINUTE;
  const midnight = Math.floor((nowMs + shift) / MS_PER_DAY) * MS_PER_DAY - shift;
  const opens = midnight + hours.opensMinute * MS_PER_MINUTE;
  const closes = midnight + hours.closesMinute * MS_PER_MINUTE;
  if (nowMs < opens) return { open: false, opensAtMs: opens };
  if (nowMs < closes) return { open: true, closesAtMs: closes };
  return { open: false, opensAtMs: opens + MS_PER_DAY };
}
