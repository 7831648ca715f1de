/** The pictures of the comparison: cards by airflow for each room, and one shift's temperatures, ours beside the best. */
import { bestFound, NODE, replaySchedule, sixHours, THERMAL_PROFILES } from "../../src/thermal/index.ts";
import { type Cell, type CellResult, CONTESTANTS, type ContestantName } from "./contestants.ts";
import { shiftCards, workShift } from "./full-stack.ts";
import { type Axis, type Line, legend, panel, picture, text } from "./svg.ts";

export const TITLES: Readonly<Record<ContestantName, string>> = {
  none: "no governor",
  hundred: "100, then an hour",
  hold165: "hysteresis at 165",
  setback: "hysteresis, set-back",
  ours: "ours",
  best: "best found",
};
const COLOURS: Readonly<Record<ContestantName, string>> = {
  none: "#888888",
  hundred: "#d98c00",
  hold165: "#c05a96",
  setback: "#4ba3d9",
  ours: "#0a4fa0",
  best: "#0a8a5a",
};
const PLOT_POINT_SECONDS = 20;
const HOUR = 3600;

/** One picture per machine: a panel per room. */
export function cardsPicture(machine: string, results: readonly CellResult[]): string {
  const mine = results.filter((result) => result.cell.machine === machine);
  const rooms = [...new Set(mine.map((result) => result.cell.roomCelsius))];
  const x: Axis = { low: 0, high: 1, ticks: [0, 0.2, 0.5, 0.6, 0.8, 1], label: "airflow" };
  const y: Axis = { low: 0, high: 660, ticks: [0, 100, 200, 300, 400, 500, 600], label: "cards in 6 h within limits" };
  const parts = rooms.map((room, i) => {
    const cells = mine.filter((result) => result.cell.roomCelsius === room);
    const lines = CONTESTANTS.map((name): Line => {
      const points = cells.map(({ cell, scores }) => [cell.airflow, scores[name].within] as const);
      return { colour: COLOURS[name], points, wide: name === "ours" || name === "best", dots: "with" };
    });
    const usable = cells.map(({ cell, scores }) => [cell.airflow, scores.ours.within + scores.ours.outside] as const);
    lines.push({ colour: COLOURS.ours, points: usable, dashed: true });
    const box = { left: 70 + (i % 2) * 430, top: 75 + Math.floor(i / 2) * 310, width: 340, height: 230 };
    return panel(box, x, y, `room ${room} degC`, lines);
  });
  const entries = [
    ...CONTESTANTS.map((name) => ({ name: TITLES[name], colour: COLOURS[name], dashed: false })),
    { name: "ours, usable", colour: COLOURS.ours, dashed: true },
  ];
  const height = 60 + Math.ceil(rooms.length / 2) * 310;
  return picture(930, height, [
    text(20, 22, `${machine}: a shift of six hours`),
    legend(20, 42, entries, [130, 145, 150, 165, 75, 110]),
    ...parts,
  ]);
}

/** What happened in one shift. */
interface Course {
  readonly surface: [number, number][];
  readonly hotZone: [number, number][];
  readonly exits: [number, number][];
}

function courseOfOurs(cell: Cell): Course {
  const course: Course = { surface: [], hotZone: [], exits: [] };
  let next = 0;
  const shift = workShift(cell, (seconds, celsius) => {
    if (seconds < next) return;
    next += PLOT_POINT_SECONDS;
    course.surface.push([seconds / HOUR, celsius("surface")]);
    course.hotZone.push([seconds / HOUR, celsius("hotZone")]);
  });
  for (const card of shiftCards(shift)) course.exits.push([card.atSeconds / HOUR, card.exit]);
  return course;
}

function courseOfBest(cell: Cell): Course {
  const shift = sixHours(THERMAL_PROFILES[cell.machine], cell.roomCelsius, cell.airflow);
  const course: Course = { surface: [], hotZone: [], exits: [] };
  const { best } = bestFound(shift);
  replaySchedule(shift, best.schedule, (seconds, celsius) => {
    course.surface.push([seconds / HOUR, celsius[NODE.surface]!]);
    course.hotZone.push([seconds / HOUR, celsius[NODE.hotZone]!]);
  });
  for (const card of best.replay.cards) course.exits.push([card.atSeconds / HOUR, card.exitCelsius]);
  return course;
}

const ticks = (low: number, high: number, step: number): number[] =>
  Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);

/** Roller, hot zone and exits over a shift: ours on the left, the best found on the right. */
export function shiftPicture(cell: Cell): string {
  const hours: Axis = { low: 0, high: 6, ticks: [0, 1, 2, 3, 4, 5, 6], label: "hours" };
  const range = (low: number, high: number, step: number, label: string): Axis => ({
    low,
    high,
    ticks: ticks(low, high, step),
    label,
  });
  const sides = [
    { name: "ours" as const, course: courseOfOurs(cell) },
    { name: "best" as const, course: courseOfBest(cell) },
  ];
  const parts = sides.flatMap(({ name, course }, i) => {
    const left = 70 + i * 430;
    const colour = COLOURS[name];
    const at = (top: number, height: number) => ({ left, top, width: 340, height });
    const limit: Line = {
      colour: "#b00020",
      dashed: true,
      points: [
        [0, 79],
        [6, 79],
      ],
    };
    const title = `${TITLES[name]}: ${course.exits.length} cards`;
    return [
      panel(at(70, 150), hours, range(0, 180, 30, "degC"), `${title}, roller surface`, [
        { colour, points: course.surface },
      ]),
      panel(at(290, 130), hours, range(20, 80, 10, "degC"), "hot zone", [{ colour, points: course.hotZone }]),
      panel(at(490, 130), hours, range(55, 80, 5, "degC"), "cards leaving the nip, limit 79 degC", [
        limit,
        { colour, points: course.exits, dots: "only" },
      ]),
    ];
  });
  const title = `${cell.machine}, room ${cell.roomCelsius} degC, airflow ${cell.airflow}`;
  return picture(870, 670, [text(20, 22, title), ...parts]);
}
