/** Roller temperature of the last ten minutes, as this page saw it. Gaps in the data stay gaps in the curve. */

export const HISTORY_MS = 10 * 60_000;
/** Two points a second are enough for a curve some hundred pixels wide. */
export const HISTORY_STEP_MS = 500;
export const HISTORY_POINTS_MAX = HISTORY_MS / HISTORY_STEP_MS + 2;
/** Status comes each second at least: a longer silence is drawn as a gap. */
export const HISTORY_GAP_MS = 5_000;

export interface Point {
  readonly atMs: number;
  readonly roller: number | null;
  readonly setpoint: number | null;
}

/** Columns as the chart wants them: minutes before now (negative), roller, set-point (null while off). */
export type Columns = [number[], (number | null)[], (number | null)[]];

export class History {
  #points: Point[] = [];

  /** A reading that the station took at `atMs`. Readings out of order or too close together are left out. */
  add(atMs: number, roller: number | undefined, setpoint: number): void {
    // The station's clock was set back: the old curve has no place on the new scale.
    if (atMs < (this.#points.at(-1)?.atMs ?? atMs) - HISTORY_GAP_MS) this.#points = [];
    const last = this.#points.at(-1);
    if (last !== undefined && atMs - last.atMs < HISTORY_STEP_MS) return;
    if (last !== undefined && atMs - last.atMs > HISTORY_GAP_MS) {
      this.#points.push({ atMs: last.atMs + 1, roller: null, setpoint: null });
    }
    this.#points.push({ atMs, roller: roller ?? null, setpoint: setpoint > 0 ? setpoint : null });
    const firstKept = this.#points.findIndex((point) => point.atMs >= atMs - HISTORY_MS);
    const tooMany = this.#points.length - HISTORY_POINTS_MAX;
    const drop = Math.max(firstKept, tooMany);
    if (drop > 0) this.#points.splice(0, drop);
  }

  /** True when the curve does not reach back the whole ten minutes. */
  shortAt(utcMs: number): boolean {
    const first = this.#points[0];
    return first === undefined || utcMs - first.atMs < HISTORY_MS - 5_000;
  }

  get length(): number {
    return this.#points.length;
  }

  columnsAt(utcMs: number): Columns {
    const shown = this.#points.filter((point) => point.atMs >= utcMs - HISTORY_MS);
    return [
      shown.map((point) => (point.atMs - utcMs) / 60_000),
      shown.map((point) => point.roller),
      shown.map((point) => point.setpoint),
    ];
  }
}
