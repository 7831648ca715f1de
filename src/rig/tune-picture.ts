/** The oscillation of an auto-tune to look at: a strip of text lines while it runs, and an SVG of the whole. */
import { RELAY_BAND_KELVIN } from "../thermal/index.ts";
import type { TuneEnd, TuneSample } from "./tune-result.ts";

const STRIP_COLUMNS = 44;
/** The strip shows this much above and below the middle of the band, K. */
const STRIP_HALF_KELVIN = 11;

/** One line of the strip: time, reading, heat, and the reading's place between the band's edges. */
export function stripLine({ seconds, celsius, heating }: TuneSample, atCelsius: number): string {
  const low = atCelsius - RELAY_BAND_KELVIN / 2 - STRIP_HALF_KELVIN;
  const column = (value: number): number => Math.round(((value - low) / (2 * STRIP_HALF_KELVIN)) * (STRIP_COLUMNS - 1));
  const strip = new Array<string>(STRIP_COLUMNS).fill(" ");
  strip[column(atCelsius - RELAY_BAND_KELVIN)] = ":";
  strip[column(atCelsius)] = ":";
  const at = Math.max(0, Math.min(STRIP_COLUMNS - 1, column(celsius)));
  strip[at] = at === column(celsius) ? "●" : at === 0 ? "◀" : "▶";
  const minutes = String(Math.floor(seconds / 60)).padStart(3);
  const rest = String(Math.floor(seconds % 60)).padStart(2, "0");
  return `${minutes}:${rest} ${celsius.toFixed(1).padStart(6)} C ${heating ? "heat" : "    "} |${strip.join("")}|`;
}

const WIDTH = 900;
const HEIGHT = 360;
const BOX = { left: 60, right: 880, top: 50, bottom: 310 };
/** Points of the line; more than a screen has columns are of no use. */
const POINTS_MAX = 2_000;

/** A picture of all samples: reading, the relay's band, and when the heater was on. */
export function tunePicture(samples: readonly TuneSample[], end: TuneEnd): string {
  const last = samples.at(-1)?.seconds ?? 1;
  const low = Math.floor(Math.min(...samples.map(({ celsius }) => celsius)) / 20) * 20;
  const high = Math.ceil(Math.max(...samples.map(({ celsius }) => celsius)) / 20) * 20;
  const x = (seconds: number): string => (BOX.left + (seconds / last) * (BOX.right - BOX.left)).toFixed(1);
  const y = (celsius: number): string =>
    (BOX.bottom - ((celsius - low) / (high - low)) * (BOX.bottom - BOX.top)).toFixed(1);
  const every = Math.max(1, Math.ceil(samples.length / POINTS_MAX));
  const points = samples.filter((_, i) => i % every === 0).map(({ seconds, celsius }) => `${x(seconds)},${y(celsius)}`);
  const { finding, proposed, model, sim, atCelsius } = end;
  const words =
    `${model}${sim ? " (SIM)" : ""}: a ${finding.amplitudeKelvin.toFixed(2)} K, Tu ${finding.periodSeconds.toFixed(1)} s, ` +
    `Ku ${finding.gainPerKelvin.toFixed(3)}/K; kp ${proposed.kp}, ki ${proposed.ki}, kd ${proposed.kd}`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${BOX.left}" y="28" font-size="14" font-weight="bold">${words}</text>`,
    ...heatingSpans(samples).map(
      ([from, to]) =>
        `<rect x="${x(from)}" y="${BOX.top}" width="${(Number(x(to)) - Number(x(from))).toFixed(1)}" height="${BOX.bottom - BOX.top}" fill="#fbe3d6"/>`,
    ),
  ];
  for (let tick = low; tick <= high; tick += 20) {
    parts.push(`<line x1="${BOX.left}" x2="${BOX.right}" y1="${y(tick)}" y2="${y(tick)}" stroke="#ddd"/>`);
    parts.push(`<text x="${BOX.left - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${tick}</text>`);
  }
  for (let minute = 0; minute * 60 <= last; minute += 2) {
    parts.push(`<text x="${x(minute * 60)}" y="${BOX.bottom + 18}" text-anchor="middle">${minute}</text>`);
  }
  for (const edge of [atCelsius, atCelsius - RELAY_BAND_KELVIN]) {
    parts.push(
      `<line x1="${BOX.left}" x2="${BOX.right}" y1="${y(edge)}" y2="${y(edge)}" stroke="#888" stroke-dasharray="5 3"/>`,
    );
  }
  parts.push(`<polyline fill="none" stroke="#b03a2e" stroke-width="1.5" points="${points.join(" ")}"/>`);
  parts.push(
    `<text x="${(BOX.left + BOX.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">minutes; shaded: heater on; degC</text>`,
  );
  return `${parts.join("\n")}\n</svg>\n`;
}

function heatingSpans(samples: readonly TuneSample[]): [number, number][] {
  const spans: [number, number][] = [];
  let from = -1;
  for (const { seconds, heating } of samples) {
    if (heating && from < 0) from = seconds;
    if (heating || from < 0) continue;
    spans.push([from, seconds]);
    from = -1;
  }
  if (from >= 0) spans.push([from, samples.at(-1)!.seconds]);
  return spans;
}
