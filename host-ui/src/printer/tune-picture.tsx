/** The roller's temperature during a tuning experiment: the swing around the set-point from which the gains come. */
import type { JSX } from "preact";
import { number } from "../i18n/texts.ts";
import { language } from "../store.ts";
import { s } from "./words.ts";

const WIDTH = 640;
const HEIGHT = 180;
const LEFT = 44;
const BELOW = 22;
/** The swing is shown, not the way up to it. */
const BELOW_SET_KELVIN = 12;
const ABOVE_SET_KELVIN = 8;

export interface TunePictureProps {
  readonly course: readonly (readonly [seconds: number, celsius: number])[];
  /** The set-point. */
  readonly celsius: number;
}

export function TunePicture({ course, celsius }: TunePictureProps): JSX.Element | null {
  const last = course.at(-1);
  if (last === undefined || course.length < 2) return null;
  const [low, high] = [celsius - BELOW_SET_KELVIN, celsius + ABOVE_SET_KELVIN];
  const from = course.find(([, value]) => value >= low)?.[0] ?? 0;
  const x = (seconds: number): number => LEFT + ((seconds - from) / Math.max(1, last[0] - from)) * (WIDTH - LEFT - 8);
  const y = (value: number): number =>
    8 + ((high - Math.min(high, Math.max(low, value))) / (high - low)) * (HEIGHT - BELOW - 8);
  const points = course
    .filter(([seconds]) => seconds >= from)
    .map((at) => `${x(at[0]).toFixed(1)},${y(at[1]).toFixed(1)}`);
  const n = (value: number): string => number(language.value, value);
  return (
    <svg class="tune-picture" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={s("tune.picture")}>
      {[celsius - 10, celsius - 5, celsius, celsius + 5].map((value) => (
        <g key={value} class={value === celsius ? "set" : ""}>
          <line x1={LEFT} x2={WIDTH - 8} y1={y(value)} y2={y(value)} />
          <text x={LEFT - 6} y={y(value) + 4} text-anchor="end">
            {n(value)}
          </text>
        </g>
      ))}
      <text x={LEFT} y={HEIGHT - 4}>
        {n(from)}
      </text>
      <text x={WIDTH - 8} y={HEIGHT - 4} text-anchor="end">
        {n(last[0])} {s("unit.seconds")}
      </text>
      <polyline points={points.join(" ")} />
    </svg>
  );
}
