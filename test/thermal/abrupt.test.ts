/**
 * Air that is cut off and let in again at a stroke, and rooms that jump: the head's thermistor cannot tell the one from the other at once.
 * What the filter believes meanwhile must not let a card warp.
 */
import { describe, expect, test } from "vitest";
import { THERMAL_PROFILES, WARP_FROM_CELSIUS } from "../../src/thermal/index.ts";
import { Governed } from "./governed.ts";

/** From so many seconds on: airflow, and room in degC. */
type Air = readonly [atSeconds: number, airflow: number, roomCelsius: number];

const ON_AND_OFF: readonly Air[] = [
  [0, 1, 33],
  [1500, 0, 33],
  [3144, 1, 33],
  [4682, 0.2, 33],
  [5855, 0.9, 33],
  [7050, 0, 33],
];
const WITH_ROOM: readonly Air[] = [
  [0, 0.5, 28],
  [1500, 0, 38],
  [2839, 1, 16],
  [4841, 0.1, 36],
  [5551, 0.8, 18],
  [6904, 0, 40],
];
describe("air that changes at a stroke", () => {
  /** Cards at least: a governor that hardly prints is safe too, and worthless. */
  test.each([
    ["sr300", "on and off and on again", ON_AND_OFF, 2.4, 130],
    ["hdp5000", "with the room", WITH_ROOM, 2.5, 140],
    [
      "hdp5000",
      "the room alone, by ten kelvin",
      [
        [0, 0.5, 26],
        [2400, 0.5, 36],
      ],
      2,
      120,
    ],
  ] as const)("%s, %s: no card warps, and the room is believed to be one", (name, _words, airs, hours, cards) => {
    const [, airflow, roomCelsius] = airs[0];
    const governed = new Governed({ profile: THERMAL_PROFILES[name], roomCelsius, airflow });
    let next = 0;
    const rooms: number[] = [];
    governed.machine.onTick = ({ seconds, inputs, tick }) => {
      const air = airs[next];
      if (air !== undefined && seconds >= air[0]) {
        [, inputs.airflow, inputs.roomCelsius] = air;
        next++;
      }
      if (tick % 100 === 0) rooms.push(governed.estimator.roomCelsius);
    };
    governed.run(hours * 3600);
    expect(Math.max(...governed.machine.cards.map((card) => card.exit))).toBeLessThan(WARP_FROM_CELSIUS);
    expect(governed.machine.cards.length).toBeGreaterThanOrEqual(cards);
    expect(Math.min(...rooms)).toBeGreaterThan(9);
    expect(Math.max(...rooms)).toBeLessThan(46);
  });
});
