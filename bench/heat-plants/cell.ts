/** One shift on a machine with one parameter off, and the best that is found for the true machine. */
import {
  bestFound,
  EXIT_CELSIUS_MAX_DEFAULT,
  SHIFT_SECONDS,
  sixHours,
  THERMAL_PROFILES,
  type ThermalProfile,
} from "../../src/thermal/index.ts";
import { Governed } from "../../test/thermal/governed.ts";
import { type Cell, scoreOf } from "../heat/contestants.ts";

/** Mostly paced, and of bursts and rests. */
export const PLANT_CELLS: readonly Cell[] = [
  { machine: "hdp5000", roomCelsius: 33, airflow: 0.5 },
  { machine: "sr300", roomCelsius: 36, airflow: 0.2 },
];
/** Of the heat network, the heater, the sensor and the loads. */
export const NETWORK_PARAMETERS = [
  "coreJoulePerKelvin",
  "surfaceJoulePerKelvin",
  "platenJoulePerKelvin",
  "hotZoneJoulePerKelvin",
  "chassisJoulePerKelvin",
  "headJoulePerKelvin",
  "thermistorLagSeconds",
  "coreToSurface",
  "surfaceToHotZone",
  "coreToHotZone",
  "surfaceToPlatenIdle",
  "surfaceToPlatenPrinting",
  "platenToHotZone",
  "hotZoneToChassis",
  "hotZoneToRoomBase",
  "hotZoneToRoomPerAirflow",
  "chassisToRoomBase",
  "chassisToRoomPerAirflow",
  "headToHotZoneBase",
  "headToHotZonePerAirflow",
  "heaterWatt",
  "chassisIdleWatt",
  "chassisPrintingWatt",
  "motorsWatt",
  "headJoulePerCard",
] as const satisfies readonly (keyof ThermalProfile)[];
/** Of the card law. */
export const LAW_PARAMETERS = ["cardJoulePerKelvin", "cardShareSurface", "cardSharePlaten"] as const;
const FACTORS = [0.9, 1.1] as const;

export interface PlantCase {
  readonly parameter: string;
  readonly factor: number;
  /** Index in {@link PLANT_CELLS}. */
  readonly cell: number;
  /** A parameter of the card law. */
  readonly law: boolean;
}

export interface PlantResult extends PlantCase {
  readonly within: number;
  readonly outside: number;
  readonly spoilt: number;
  readonly exitCelsiusMax: number;
  readonly surfaceCelsiusMin: number;
  readonly surfaceCelsiusMax: number;
  readonly best: number;
}

export function plantCases(): PlantCase[] {
  return [...NETWORK_PARAMETERS, ...LAW_PARAMETERS].flatMap((parameter) =>
    FACTORS.flatMap((factor) =>
      PLANT_CELLS.map((_, cell) => ({
        parameter,
        factor,
        cell,
        law: (LAW_PARAMETERS as readonly string[]).includes(parameter),
      })),
    ),
  );
}

/** A card that takes up a tenth more of the roller's heat leaves so much warmer, K [C: test/thermal/observability.test.ts]. */
export const UNSEEN_KELVIN = 2.3;

/** What it would cost to be safe from that without a sensor: cards of a sound machine with the limit lower by as much, over those with the usual one. */
export function marginShares(): number[] {
  return PLANT_CELLS.map(({ machine, roomCelsius, airflow }) => {
    const cards = [0, UNSEEN_KELVIN].map((kelvin) => {
      const exitCelsiusMax = EXIT_CELSIUS_MAX_DEFAULT - kelvin;
      const o = { profile: THERMAL_PROFILES[machine], roomCelsius, airflow, headPause: true };
      const governed = new Governed(o, { exitCelsiusMax });
      governed.tellsEnd = true;
      governed.run(SHIFT_SECONDS);
      return scoreOf(governed.machine).within;
    });
    return cards[1]! / cards[0]!;
  });
}

export function runCase(plant: PlantCase): PlantResult {
  const { machine, roomCelsius, airflow } = PLANT_CELLS[plant.cell]!;
  const profile = THERMAL_PROFILES[machine];
  const value = profile[plant.parameter as keyof ThermalProfile] as number;
  const truth: ThermalProfile = { ...profile, [plant.parameter]: value * plant.factor };
  const governed = new Governed({ profile, truth, roomCelsius, airflow, headPause: true });
  governed.tellsEnd = true;
  governed.run(SHIFT_SECONDS);
  const score = scoreOf(governed.machine);
  // A quick search: within a percent of the thorough one, which would take most of the time here.
  const quick = { burst: { parts: [1], rounds: 4 }, beam: { width: 4, heatPrice: 0.5, chassisPrice: 0.5 } };
  const best = bestFound(sixHours(truth, roomCelsius, airflow), quick).best.schedule.length;
  const { within, outside, spoilt, exitCelsiusMax, surfaceCelsiusMin, surfaceCelsiusMax } = score;
  return { ...plant, within, outside, spoilt, exitCelsiusMax, surfaceCelsiusMin, surfaceCelsiusMax, best };
}
