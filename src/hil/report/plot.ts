/** Timeline and temperatures of one run as SVG. */
import type { RunResult } from "../run/result.ts";
import { xmlText } from "./junit.ts";

const WIDTH = 960;
const PLOT = 160;
const BAR = 22;
const LEFT = 46;
const CELSIUS_MAX = 210;

/** Colour of a state by its first word; others are grey. */
const COLOURS: Readonly<Record<string, string>> = {
  warming: "#e8a33d",
  printing: "#3a7d44",
  ready: "#7fb685",
  faulted: "#c0392b",
  stopped: "#8e2a1e",
  supplyOut: "#7d5ba6",
  coolingDown: "#4a90c2",
  paused: "#b0a04a",
  standby: "#a9c5dd",
};

export function runSvg({ samples, log, deviceUs, name }: RunResult): string {
  const span = Math.max(1, deviceUs);
  const x = (atUs: number): string => (LEFT + (atUs / span) * (WIDTH - LEFT - 8)).toFixed(1);
  const y = (celsius: number): string =>
    (PLOT - (Math.min(CELSIUS_MAX, Math.max(0, celsius)) / CELSIUS_MAX) * PLOT + 8).toFixed(1);
  const line = (pick: (sample: RunResult["samples"][number]) => number | undefined, style: string): string => {
    const points = samples.flatMap((sample) => {
      const value = pick(sample);
      return value === undefined ? [] : [`${x(sample.atUs)},${y(value)}`];
    });
    return `<polyline fill="none" ${style} points="${points.join(" ")}"/>`;
  };
  const grid = [0, 50, 100, 150, 200].map(
    (celsius) =>
      `<line x1="${LEFT}" x2="${WIDTH - 8}" y1="${y(celsius)}" y2="${y(celsius)}" stroke="#ddd"/>` +
      `<text x="${LEFT - 6}" y="${Number(y(celsius)) + 4}" text-anchor="end">${celsius} °C</text>`,
  );
  const states = log.filter(({ kind }) => kind === "state");
  const bars = states.map((entry, index) => {
    const from = Number(x(entry.atUs));
    const to = Number(x(states[index + 1]?.atUs ?? deviceUs));
    const colour = COLOURS[entry.name.split(".")[0]!] ?? "#c8c8c8";
    return `<rect x="${from}" y="${PLOT + 14}" width="${Math.max(0.5, to - from).toFixed(1)}" height="${BAR}" fill="${colour}"><title>${xmlText(entry.name)} from ${(entry.atUs / 1e6).toFixed(1)} s</title></rect>`;
  });
  const marks = log
    .filter(({ kind }) => kind === "inject" || kind === "fault")
    .map(
      ({ atUs, kind, name: what }) =>
        `<line x1="${x(atUs)}" x2="${x(atUs)}" y1="8" y2="${PLOT + 14 + BAR}" stroke="${kind === "inject" ? "#000" : "#c0392b"}" stroke-dasharray="${kind === "inject" ? "2 3" : "none"}"><title>${kind} ${xmlText(what)} at ${(atUs / 1e6).toFixed(1)} s</title></line>`,
    );
  const ends = `<text x="${LEFT}" y="${PLOT + 52}">0 s</text><text x="${WIDTH - 8}" y="${PLOT + 52}" text-anchor="end">${(deviceUs / 1e6).toFixed(0)} s</text>`;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${PLOT + 60}" role="img" aria-label="${xmlText(name)}: temperatures and states over time">`,
    ...grid,
    line(({ target }) => target, 'stroke="#999" stroke-dasharray="4 3"'),
    line(({ hotZone }) => hotZone, 'stroke="#4a90c2"'),
    line(({ roller }) => roller, 'stroke="#c0392b" stroke-width="1.5"'),
    ...bars,
    ...marks,
    ends,
    "</svg>",
  ].join("");
}
