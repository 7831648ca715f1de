/** Six hours of a printer as a list of constant inputs: warm-up, cards, pauses, dust, a warmer room, a night's beginning. */
import {
  cardEntryCelsius,
  cardPlatenWatt,
  cardSurfaceWatt,
  NODE,
  Plant,
  type PlantInputs,
  plantAtRest,
  type ThermalProfile,
} from "../../src/thermal/index.ts";
import type { Segment } from "./spice-netlist.ts";

export const SHIFT_US = 6 * 3600 * 1e6;
export const SHIFT_START_CELSIUS = 27;

/** Heater decisions between the events of a cycle, s into it. */
const HEATER_SECONDS = [0, 6, 12, 18, 30] as const;
const PROPORTIONAL_BAND_KELVIN = 8;
/** Holds the roller at its set-point without a card, share of full power. */
const HOLDING_DUTY = 0.27;

/**
 * The heater follows the plant's own thermistor while the list is made; replayed, the list is what both sides get.
 * Airflow steps from clean to dusty to a standing fan, the room warms up at noon, and the last hour is switched off.
 */
export function workingShift(profile: ThermalProfile): Segment[] {
  const plant = new Plant(profile, SHIFT_START_CELSIUS);
  const segments: Segment[] = [];
  let nowUs = 0;
  const hold = (seconds: number, inputs: PlantInputs): void => {
    segments.push({ fromUs: nowUs, inputs });
    const us = Math.round(seconds * 1e6);
    plant.step(us, inputs);
    nowUs += us;
  };
  while (nowUs < SHIFT_US - 3600e6) {
    const hour = nowUs / 3600e6;
    const base: PlantInputs = {
      ...plantAtRest(hour < 3 ? 27 : 33),
      airflow: hour < 1.5 ? 1 : hour < 3.5 ? 0.4 : hour < 4 ? 0 : 0.8,
      chassisWatt: profile.chassisIdleWatt,
    };
    const isBreak = hour > 2 && hour < 2.4;
    const isHot = plant.celsius[NODE.thermistor]! > profile.setpointCelsius - 4;
    if (isHot && !isBreak) oneCard(profile, plant, base, hold);
    else hold(9, { ...base, heaterWatt: heater(profile, plant) });
  }
  hold((SHIFT_US - nowUs) / 1e6, plantAtRest(30));
  return segments;
}

function heater(profile: ThermalProfile, plant: Plant): number {
  const error = profile.setpointCelsius - plant.celsius[NODE.thermistor]!;
  const duty = Math.min(1, Math.max(0, HOLDING_DUTY + error / PROPORTIONAL_BAND_KELVIN));
  return Math.round(duty * profile.heaterWatt * 10) / 10;
}

/** A card cycle: image at its beginning, the nip near its end. */
function oneCard(
  profile: ThermalProfile,
  plant: Plant,
  base: PlantInputs,
  hold: (seconds: number, inputs: PlantInputs) => void,
): void {
  const { cycleSeconds, imagingSeconds, nipSeconds } = profile;
  const entry = cycleSeconds - profile.nipEntryBeforeEndSeconds;
  const exit = entry + nipSeconds;
  const instants = [...new Set([...HEATER_SECONDS, imagingSeconds, entry, exit, cycleSeconds])].sort((a, b) => a - b);
  let heaterWatt = 0;
  let loads = { surfaceLoadWatt: 0, platenLoadWatt: 0 };
  for (let i = 0; i + 1 < instants.length; i++) {
    const at = instants[i]!;
    if ((HEATER_SECONDS as readonly number[]).includes(at)) heaterWatt = heater(profile, plant);
    if (at === entry) loads = cardLoads(profile, plant);
    if (at === exit) loads = { surfaceLoadWatt: 0, platenLoadWatt: 0 };
    hold(instants[i + 1]! - at, {
      ...base,
      ...loads,
      heaterWatt,
      chassisWatt: profile.chassisIdleWatt + profile.chassisPrintingWatt,
      motorsWatt: profile.motorsWatt,
      headWatt: at < imagingSeconds ? profile.headJoulePerCard / imagingSeconds : 0,
      printing: true,
    });
  }
}

function cardLoads(profile: ThermalProfile, plant: Plant): { surfaceLoadWatt: number; platenLoadWatt: number } {
  const { celsius } = plant;
  const card = cardEntryCelsius(celsius[NODE.hotZone]!, celsius[NODE.chassis]!);
  return {
    surfaceLoadWatt: cardSurfaceWatt(profile, card, celsius[NODE.surface]!),
    platenLoadWatt: cardPlatenWatt(profile, card, celsius[NODE.platen]!),
  };
}
