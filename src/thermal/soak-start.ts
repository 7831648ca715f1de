/** First guess of the soak at first contact, with its uncertainty: exact for a cold machine, pessimistic for a hot one. */
import type { ThermalProfile } from "./profiles.ts";
import { SOAK, SOAK_COUNT } from "./soak-model.ts";

/** Roller and head agree within this and are below that: nothing has been heated for a long time, K and degC. */
const COLD_AGREE_KELVIN = 4;
const COLD_HEAD_CELSIUS_MAX = 42;
/** Warmest room that offices report, degC: the guess behind a machine that is already warm. */
const WARM_ROOM_CELSIUS = 34;
/** The chassis of a hot machine lies at this share of the way from room to hot zone, at the soaked end (0.47-0.6 in the full model). */
const HOT_CHASSIS_SHARE = 0.65;
/** Dust: unknown; in the middle, leaning to weak. */
const EFFECTIVENESS = 0.45;

/** Standard deviations of the guess: platen, hot zone, chassis, head, room, effectiveness. */
const COLD_SIGMA = [0.3, 0.2, 0.2, 0.2, 0.25, 0.35] as const;
const HOT_SIGMA = [8, 3, 3, 0.3, 4, 0.35] as const;

/** Writes the state and its diagonal covariance. Both arguments in degC. */
export function initialSoak(
  profile: ThermalProfile,
  rollerCelsius: number,
  headCelsius: number,
  x: Float64Array,
  p: Float64Array,
): void {
  const cold = Math.abs(rollerCelsius - headCelsius) < COLD_AGREE_KELVIN && headCelsius < COLD_HEAD_CELSIUS_MAX;
  const room = cold ? headCelsius : Math.min(headCelsius, WARM_ROOM_CELSIUS);
  x.fill(headCelsius);
  x[SOAK.room] = room;
  x[SOAK.effectiveness] = EFFECTIVENESS;
  if (!cold) {
    x[SOAK.chassis] = room + HOT_CHASSIS_SHARE * Math.max(0, headCelsius - room);
    const pull = profile.surfaceToPlatenPrinting;
    const roller = Math.max(rollerCelsius, headCelsius);
    x[SOAK.platen] = (pull * roller + profile.platenToHotZone * headCelsius) / (pull + profile.platenToHotZone);
  }
  p.fill(0);
  const sigma = cold ? COLD_SIGMA : HOT_SIGMA;
  for (let i = 0; i < SOAK_COUNT; i++) p[i * SOAK_COUNT + i] = sigma[i]! * sigma[i]!;
}
