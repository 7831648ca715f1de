/**
 * The 7-node network of a printer: x' = A x + q, temperatures in degC, time in seconds. A depends on the profile, on
 * the airflow and on whether the nip works; q collects heater, room and loads, already divided by the heat capacities.
 */
import type { ThermalProfile } from "./profiles.ts";

/** Index of each node in the temperature vector. */
export const NODE = {
  /** Roller core: heater and cut-off sit here. */
  core: 0,
  /** Roller surface: what the card touches. */
  surface: 1,
  /** What the roller thermistor shows: a lag behind the surface, takes no heat. */
  thermistor: 2,
  platen: 3,
  /** Air, frame and film cassette around the card path. */
  hotZone: 4,
  chassis: 5,
  head: 6,
} as const;

export type NodeName = keyof typeof NODE;
export const NODE_COUNT = 7;

/** Everything that acts on the plant; constant within one step. */
export interface PlantInputs {
  /** Electrical power of the heater, W, at least 0. */
  heaterWatt: number;
  /** Airflow 0..1: fan speed x effectiveness (dust). */
  airflow: number;
  roomCelsius: number;
  /** Electronics, W into the chassis. */
  chassisWatt: number;
  /** Motors, W into the hot zone. */
  motorsWatt: number;
  /** Print head, W. */
  headWatt: number;
  /** Heat that a card in the nip takes from the surface and from the platen, W. */
  surfaceLoadWatt: number;
  platenLoadWatt: number;
  /** A card cycle runs: the nip works, surface and platen are coupled more closely. */
  printing: boolean;
}

/** Inputs of a machine that is switched off, in a room. */
export function plantAtRest(roomCelsius: number): PlantInputs {
  // Born as fractions: an object whose fields begin as whole numbers changes its shape with each field that becomes one.
  const inputs: PlantInputs = {
    heaterWatt: Number.NaN,
    airflow: Number.NaN,
    roomCelsius: Number.NaN,
    chassisWatt: Number.NaN,
    motorsWatt: Number.NaN,
    headWatt: Number.NaN,
    surfaceLoadWatt: Number.NaN,
    platenLoadWatt: Number.NaN,
    printing: false,
  };
  inputs.heaterWatt = 0;
  inputs.airflow = 0;
  inputs.roomCelsius = roomCelsius;
  inputs.chassisWatt = 0;
  inputs.motorsWatt = 0;
  inputs.headWatt = 0;
  inputs.surfaceLoadWatt = 0;
  inputs.platenLoadWatt = 0;
  return inputs;
}

/** Heat capacities in node order, J/K; 0 for the thermistor, which takes no heat. */
export function heatCapacities(p: ThermalProfile): Float64Array {
  return Float64Array.of(
    p.coreJoulePerKelvin,
    p.surfaceJoulePerKelvin,
    0,
    p.platenJoulePerKelvin,
    p.hotZoneJoulePerKelvin,
    p.chassisJoulePerKelvin,
    p.headJoulePerKelvin,
  );
}

/** Conductance of the hot zone and of the chassis to the room, W/K, at an airflow 0..1. */
export function hotZoneToRoom(p: ThermalProfile, airflow: number): number {
  return p.hotZoneToRoomBase + p.hotZoneToRoomPerAirflow * airflow;
}
export function chassisToRoom(p: ThermalProfile, airflow: number): number {
  return p.chassisToRoomBase + p.chassisToRoomPerAirflow * airflow;
}
/** Conductance of the print head to the hot zone, W/K. */
export function headToHotZone(p: ThermalProfile, airflow: number): number {
  return p.headToHotZoneBase + p.headToHotZonePerAirflow * airflow;
}

/** The matrix A, row-major 7 x 7, 1/s. */
export function systemMatrix(p: ThermalProfile, airflow: number, printing: boolean): Float64Array {
  const g = new Float64Array(NODE_COUNT * NODE_COUNT);
  const couple = (i: number, j: number, wattPerKelvin: number): void => {
    g[i * NODE_COUNT + j] = g[i * NODE_COUNT + j]! + wattPerKelvin;
    g[j * NODE_COUNT + i] = g[j * NODE_COUNT + i]! + wattPerKelvin;
    g[i * NODE_COUNT + i] = g[i * NODE_COUNT + i]! - wattPerKelvin;
    g[j * NODE_COUNT + j] = g[j * NODE_COUNT + j]! - wattPerKelvin;
  };
  couple(NODE.core, NODE.surface, p.coreToSurface);
  couple(NODE.surface, NODE.hotZone, p.surfaceToHotZone);
  couple(NODE.core, NODE.hotZone, p.coreToHotZone);
  couple(NODE.surface, NODE.platen, printing ? p.surfaceToPlatenPrinting : p.surfaceToPlatenIdle);
  couple(NODE.platen, NODE.hotZone, p.platenToHotZone);
  couple(NODE.hotZone, NODE.chassis, p.hotZoneToChassis);
  couple(NODE.head, NODE.hotZone, headToHotZone(p, airflow));
  const toRoom = (i: number, wattPerKelvin: number): void => {
    g[i * NODE_COUNT + i] = g[i * NODE_COUNT + i]! - wattPerKelvin;
  };
  toRoom(NODE.hotZone, hotZoneToRoom(p, airflow));
  toRoom(NODE.chassis, chassisToRoom(p, airflow));

  const capacities = heatCapacities(p);
  for (let i = 0; i < NODE_COUNT; i++) {
    if (i === NODE.thermistor) continue;
    for (let j = 0; j < NODE_COUNT; j++) g[i * NODE_COUNT + j] = g[i * NODE_COUNT + j]! / capacities[i]!;
  }
  g[NODE.thermistor * NODE_COUNT + NODE.surface] = 1 / p.thermistorLagSeconds;
  g[NODE.thermistor * NODE_COUNT + NODE.thermistor] = -1 / p.thermistorLagSeconds;
  return g;
}

/** Writes q, K/s, into `out`. */
export function driveInto(out: Float64Array, p: ThermalProfile, u: PlantInputs): void {
  out[NODE.core] = u.heaterWatt / p.coreJoulePerKelvin;
  out[NODE.surface] = -u.surfaceLoadWatt / p.surfaceJoulePerKelvin;
  out[NODE.thermistor] = 0;
  out[NODE.platen] = -u.platenLoadWatt / p.platenJoulePerKelvin;
  out[NODE.hotZone] = (u.motorsWatt + hotZoneToRoom(p, u.airflow) * u.roomCelsius) / p.hotZoneJoulePerKelvin;
  out[NODE.chassis] = (u.chassisWatt + chassisToRoom(p, u.airflow) * u.roomCelsius) / p.chassisJoulePerKelvin;
  out[NODE.head] = u.headWatt / p.headJoulePerKelvin;
}
