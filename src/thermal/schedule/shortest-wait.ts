/** How long must the machine stand idle until its next card leaves cool enough? The one question of every pace and every rest. */
import { HEAT_COUNT } from "./affine.ts";
import type { CardStep, CycleMaps } from "./cycle-maps.ts";
import { PLAN_TICK_SECONDS, ticksOf } from "./shift.ts";

const out = new Float64Array(HEAT_COUNT);
const result: CardStep = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };

function cool(maps: CycleMaps, x: Float64Array, seconds: number, limitCelsius: number): boolean {
  maps.step(out, x, ticksOf(seconds), result);
  return result.ok && result.exitCelsius <= limitCelsius;
}

/**
 * Shortest wait of whole seconds within [from, to] after which a card leaves at most `limitCelsius` warm, from temperatures `x` at
 * the end of a cycle; -1 when there is none. A bounded number of looks: twice the logarithm of the span.
 */
export function shortestWait(maps: CycleMaps, x: Float64Array, from: number, to: number, limitCelsius: number): number {
  let low = Math.round(from);
  const last = Math.floor(to);
  if (low > last) return -1;
  if (maps.isCoolAfter(x, low, limitCelsius)) return low;
  let step = 1;
  let high = low;
  for (;;) {
    high = Math.min(last, low + step);
    if (high === low) return -1;
    if (maps.isCoolAfter(x, high, limitCelsius)) break;
    low = high;
    step *= 2;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (maps.isCoolAfter(x, middle, limitCelsius)) high = middle;
    else low = middle;
  }
  return high;
}

/** The shortest wait in ticks within the second before `seconds`, which is long enough; in seconds. */
export function finerWait(maps: CycleMaps, x: Float64Array, seconds: number, limitCelsius: number): number {
  let low = ticksOf(seconds - 1);
  let high = ticksOf(seconds);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (cool(maps, x, middle * PLAN_TICK_SECONDS, limitCelsius)) high = middle;
    else low = middle;
  }
  return high * PLAN_TICK_SECONDS;
}
