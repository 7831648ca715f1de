/** When to call again: exponential from 0.5 to 15 s with full jitter, for ever. A wall display has nobody to press a button. */
export const RECONNECT_FIRST_MS = 500;
export const RECONNECT_MAX_MS = 15_000;

/** Upper end of the wait before attempt `attempt` (0 = the first retry). */
export function reconnectCeilingMs(attempt: number): number {
  return Math.min(RECONNECT_MAX_MS, RECONNECT_FIRST_MS * 2 ** Math.min(Math.max(attempt, 0), 10));
}

/** The wait itself; `uniform` in [0, 1). A tenth of the ceiling at least, so that a refusing server is not hammered. */
export function reconnectDelayMs(attempt: number, uniform: number): number {
  const ceilingMs = reconnectCeilingMs(attempt);
  return Math.round(ceilingMs * (0.1 + 0.9 * uniform));
}
