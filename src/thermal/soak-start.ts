/** First guess of the soak at first contact, with its uncertainty: exact for a cold machine, wide for a hot one. */
import type { ThermalProfile } from "./profiles.ts";
import { SOAK, SOAK_COUNT } from "./soak-model.ts";

/** Roller and head agree within this and are below that: nothing has been heated for a long time, K and degC. */
const COLD_AGREE_KELVIN = 4;
const COLD_HEAD_CELSIUS_MAX = 42;
/** Offices behind a machine that is already warm, degC: the guess and its standard deviation. */
const WARM_ROOM_CELSIUS = 28;
const WARM_ROOM_SIGMA = 5;
/** The chassis of a hot machine lies at this share of the way from room to hot zone (0.47-0.6 in the full model), and may lie so far off. */
const HOT_CHASSIS_SHARE = 0.52;
const HOT_CHASSIS_SHARE_SIGMA = 0.12;
/** Dust: unknown; in the middle, leaning to weak. */
const EFFECTIVENESS = 0.45;

/** Standard deviations of the guess: platen, hot zone, chassis, head, room, effectiveness; of a hot machine the chassis hangs on the room. */
const COLD_SIGMA = [0.3, 0.2, 0.2, 0.2, 0.25, 0.35] as const;
const HOT_SIGMA = [8, 3, 2, 0.3, WARM_ROOM_SIGMA, 0.35] as const;

/** What the room of a hot machine is held for, degC, and by how much one that seems to be cold may still be warmer than its room, K. */
export interface RoomGuess {
  readonly celsius: number;
  readonly sigma: number;
  readonly warmthKelvin: number;
}
const ANY_OFFICE: RoomGuess = { celsius: WARM_ROOM_CELSIUS, sigma: WARM_ROOM_SIGMA, warmthKelvin: 0 };
/** So much of a doubt about a hot machine's room is one about its chassis. */
export const CHASSIS_PER_ROOM = 1 - HOT_CHASSIS_SHARE;

/** Writes the state and its covariance; temperatures in degC. True: the machine is hot. */
export function initialSoak(
  profile: ThermalProfile,
  rollerCelsius: number,
  headCelsius: number,
  x: Float64Array,
  p: Float64Array,
  guess = ANY_OFFICE,
): boolean {
  const cold = Math.abs(rollerCelsius - headCelsius) < COLD_AGREE_KELVIN && headCelsius < COLD_HEAD_CELSIUS_MAX;
  // As far as the room remembered leaves room for it: another machine's warmth says nothing of this one.
  const warmth = Math.min(guess.warmthKelvin, Math.max(0, headCelsius - guess.celsius));
  const room = cold ? headCelsius - warmth : Math.min(headCelsius, guess.celsius);
  x.fill(headCelsius, 0, SOAK_COUNT);
  x[SOAK.room] = room;
  x[SOAK.effectiveness] = EFFECTIVENESS;
  // Who answers has booted: its electronics have warmed the chassis for so long.
  if (cold)
    x[SOAK.chassis] = headCelsius + (profile.chassisIdleWatt * profile.bootSeconds) / profile.chassisJoulePerKelvin;
  else {
    x[SOAK.chassis] = room + HOT_CHASSIS_SHARE * Math.max(0, headCelsius - room);
    const pull = profile.surfaceToPlatenPrinting;
    const roller = Math.max(rollerCelsius, headCelsius);
    x[SOAK.platen] = (pull * roller + profile.platenToHotZone * headCelsius) / (pull + profile.platenToHotZone);
  }
  p.fill(0);
  const sigma = cold ? COLD_SIGMA : HOT_SIGMA;
  for (let i = 0; i < SOAK_COUNT; i++) p[i * SOAK_COUNT + i] = sigma[i]! * sigma[i]!;
  if (cold) {
    p[SOAK.room * (SOAK_COUNT + 1)] = p[SOAK.room * (SOAK_COUNT + 1)]! + (warmth / 2) ** 2;
    return false;
  }
  const { chassis, room: outside } = SOAK;
  const hangs = CHASSIS_PER_ROOM * guess.sigma;
  p[outside * SOAK_COUNT + outside] = guess.sigma * guess.sigma;
  const share = HOT_CHASSIS_SHARE_SIGMA * Math.max(0, headCelsius - room);
  p[chassis * SOAK_COUNT + chassis] = p[chassis * SOAK_COUNT + chassis]! + hangs * hangs + share * share;
  p[chassis * SOAK_COUNT + outside] = p[outside * SOAK_COUNT + chassis] = hangs * guess.sigma;
  return true;
}
