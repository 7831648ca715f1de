/**
 * How large letters must be on this wall: from the screen's size and the distance of the farthest reader. Pure.
 *
 * A letter's height is seen under an angle; 20 minutes of arc are comfortable and 16 the least that is read without effort
 * [S: NUREG-0700; FAA human factors design standard]. Capitals of the usual screen fonts are 0.72 em high [M].
 */

/** Minutes of arc of the wall's plain text. */
export const BODY_ARCMIN = 20;
const CAPITAL_EM = 0.72;
const MM_PER_INCH = 25.4;
const ARCMIN = Math.PI / 180 / 60;

export interface Screen {
  /** Diagonal. */
  readonly inches: number;
  /** From the farthest reader. */
  readonly metres: number;
}

/** A service hall's usual display and the far side of its counter. */
export const DEFAULT_SCREEN: Screen = { inches: 43, metres: 3 };
export const INCHES_MIN = 10;
export const INCHES_MAX = 150;
export const METRES_MIN = 0.4;
export const METRES_MAX = 20;
/** On a telephone in the hand the angles do not matter. */
export const BODY_PX_MIN = 16;

/** Height of one em of plain text in CSS pixels, on a window that fills a screen of `widthPx` by `heightPx`. */
export function bodyPx({ inches, metres }: Screen, widthPx: number, heightPx: number): number {
  const pxPerMm = Math.hypot(widthPx, heightPx) / (inches * MM_PER_INCH);
  const capitalMm = metres * 1000 * Math.tan(BODY_ARCMIN * ARCMIN);
  return Math.max(BODY_PX_MIN, Math.round((capitalMm * pxPerMm) / CAPITAL_EM));
}

/** Query `?inches=55&metres=3`, else what this screen was told last, else the usual. Nonsense is left out. */
export function screenOf(query: string, remembered: string | null): Screen {
  const asked = new URLSearchParams(query);
  const kept = new URLSearchParams(remembered ?? "");
  const read = (name: string, low: number, high: number): number | undefined =>
    [asked, kept].map((from) => Number(from.get(name) ?? "")).find((value) => value >= low && value <= high);
  return {
    inches: read("inches", INCHES_MIN, INCHES_MAX) ?? DEFAULT_SCREEN.inches,
    metres: read("metres", METRES_MIN, METRES_MAX) ?? DEFAULT_SCREEN.metres,
  };
}

export function screenText({ inches, metres }: Screen): string {
  return `inches=${inches}&metres=${metres}`;
}
