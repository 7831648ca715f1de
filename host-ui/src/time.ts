/**
 * The page's only source of time and chance. Everything else is given a number or one of these functions, so that the
 * rules about age and reconnecting can be tested without waiting.
 */

/** Milliseconds on the page's own monotonic clock. Never steps; the zero is arbitrary. */
export function monotonicMs(): number {
  return performance.now();
}

/** Runs `fire` once after `delayMs`; the returned function cancels it. */
export function after(delayMs: number, fire: () => void): () => void {
  const id = setTimeout(fire, delayMs);
  return () => clearTimeout(id);
}

/** Runs `fire` each `periodMs` until the returned function is called. */
export function every(periodMs: number, fire: () => void): () => void {
  const id = setInterval(fire, periodMs);
  return () => clearInterval(id);
}

/** Uniform in [0, 1). Spreads reconnects so that many walls do not call at once after a restart of the station. */
export function chance(): number {
  return Math.random();
}

/** A key that nobody else has: 32 hexadecimal digits. Works on plain HTTP too, where `crypto.randomUUID` does not exist. */
export function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
