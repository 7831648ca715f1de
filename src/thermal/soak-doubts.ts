/**
 * What of the profile may be otherwise in the true machine, and what each doubt moves: the answers of the reduced model's slopes to a
 * relative change of one parameter. The filter carries a factor for each of them beside its temperatures.
 */
import type { ThermalProfile } from "./profiles.ts";
import { headWattOf, SOAK, type SoakInputs, toPlatenOf } from "./soak-model.ts";

/** Parameters that the filter learns, in the order of its factors. */
export const DOUBTED = [
  "platenJoulePerKelvin",
  "hotZoneJoulePerKelvin",
  "chassisJoulePerKelvin",
  "headJoulePerKelvin",
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
  "chassisIdleWatt",
  "chassisPrintingWatt",
  "motorsWatt",
  "headJoulePerCard",
] as const satisfies readonly (keyof ThermalProfile)[];
export const DOUBT_COUNT = DOUBTED.length;
/** Where the rows of the states begin. */
const OF_PLATEN = SOAK.platen * DOUBT_COUNT;
const OF_ZONE = SOAK.hotZone * DOUBT_COUNT;
const OF_CHASSIS = SOAK.chassis * DOUBT_COUNT;
const OF_HEAD = SOAK.head * DOUBT_COUNT;

/** Each doubted parameter of `out` becomes the profile's times 1 + its factor, `x[at]` and on. By name: names looked up would be ten times slower. */
export function learnDoubted(
  out: { -readonly [K in (typeof DOUBTED)[number]]: number },
  p: ThermalProfile,
  x: Float64Array,
  at: number,
): void {
  out.platenJoulePerKelvin = p.platenJoulePerKelvin * (1 + x[at]!);
  out.hotZoneJoulePerKelvin = p.hotZoneJoulePerKelvin * (1 + x[at + 1]!);
  out.chassisJoulePerKelvin = p.chassisJoulePerKelvin * (1 + x[at + 2]!);
  out.headJoulePerKelvin = p.headJoulePerKelvin * (1 + x[at + 3]!);
  out.surfaceToHotZone = p.surfaceToHotZone * (1 + x[at + 4]!);
  out.coreToHotZone = p.coreToHotZone * (1 + x[at + 5]!);
  out.surfaceToPlatenIdle = p.surfaceToPlatenIdle * (1 + x[at + 6]!);
  out.surfaceToPlatenPrinting = p.surfaceToPlatenPrinting * (1 + x[at + 7]!);
  out.platenToHotZone = p.platenToHotZone * (1 + x[at + 8]!);
  out.hotZoneToChassis = p.hotZoneToChassis * (1 + x[at + 9]!);
  out.hotZoneToRoomBase = p.hotZoneToRoomBase * (1 + x[at + 10]!);
  out.hotZoneToRoomPerAirflow = p.hotZoneToRoomPerAirflow * (1 + x[at + 11]!);
  out.chassisToRoomBase = p.chassisToRoomBase * (1 + x[at + 12]!);
  out.chassisToRoomPerAirflow = p.chassisToRoomPerAirflow * (1 + x[at + 13]!);
  out.headToHotZoneBase = p.headToHotZoneBase * (1 + x[at + 14]!);
  out.headToHotZonePerAirflow = p.headToHotZonePerAirflow * (1 + x[at + 15]!);
  out.chassisIdleWatt = p.chassisIdleWatt * (1 + x[at + 16]!);
  out.chassisPrintingWatt = p.chassisPrintingWatt * (1 + x[at + 17]!);
  out.motorsWatt = p.motorsWatt * (1 + x[at + 18]!);
  out.headJoulePerCard = p.headJoulePerCard * (1 + x[at + 19]!);
}

/**
 * d slope / d relative change, per second, row-major SOAK_COUNT x DOUBT_COUNT, into `out`, which must hold nothing but zeros or what this
 * function has put there: which places are not zero never changes. `slopes`: dx/dt at `x`. Written out: it runs in each step of a filter.
 */
export function soakByDoubt(
  out: Float64Array,
  x: Float64Array,
  p: ThermalProfile,
  u: SoakInputs,
  slopes: Float64Array,
): void {
  const platen = x[SOAK.platen]!;
  const zone = x[SOAK.hotZone]!;
  const chassis = x[SOAK.chassis]!;
  const head = x[SOAK.head]!;
  const room = x[SOAK.room]!;
  const airflow = u.fan * x[SOAK.effectiveness]!;
  const perPlaten = p.platenJoulePerKelvin;
  const perZone = p.hotZoneJoulePerKelvin;
  const perChassis = p.chassisJoulePerKelvin;
  const perHead = p.headJoulePerKelvin;
  out[OF_PLATEN] = -slopes[SOAK.platen]!;
  out[OF_ZONE + 1] = -slopes[SOAK.hotZone]!;
  out[OF_CHASSIS + 2] = -slopes[SOAK.chassis]!;
  out[OF_HEAD + 3] = -slopes[SOAK.head]!;
  out[OF_ZONE + 4] = (p.surfaceToHotZone * (u.surfaceCelsius - zone)) / perZone;
  out[OF_ZONE + 5] = (p.coreToHotZone * (u.coreCelsius - zone)) / perZone;
  const printing = u.printingShare >= 0.5;
  const fromRoller = toPlatenOf(p, u) * (u.surfaceCelsius - platen);
  out[OF_PLATEN + 6] = (printing ? 0 : fromRoller) / perPlaten;
  out[OF_PLATEN + 7] = (printing ? fromRoller : 0) / perPlaten;
  const fromPlaten = p.platenToHotZone * (platen - zone);
  out[OF_PLATEN + 8] = -fromPlaten / perPlaten;
  out[OF_ZONE + 8] = fromPlaten / perZone;
  const toChassis = p.hotZoneToChassis * (zone - chassis);
  out[OF_ZONE + 9] = -toChassis / perZone;
  out[OF_CHASSIS + 9] = toChassis / perChassis;
  out[OF_ZONE + 10] = (p.hotZoneToRoomBase * (room - zone)) / perZone;
  out[OF_ZONE + 11] = (p.hotZoneToRoomPerAirflow * airflow * (room - zone)) / perZone;
  out[OF_CHASSIS + 12] = (p.chassisToRoomBase * (room - chassis)) / perChassis;
  out[OF_CHASSIS + 13] = (p.chassisToRoomPerAirflow * airflow * (room - chassis)) / perChassis;
  const fromHead = p.headToHotZoneBase * (head - zone);
  out[OF_HEAD + 14] = -fromHead / perHead;
  out[OF_ZONE + 14] = fromHead / perZone;
  const blown = p.headToHotZonePerAirflow * airflow * (head - zone);
  out[OF_HEAD + 15] = -blown / perHead;
  out[OF_ZONE + 15] = blown / perZone;
  out[OF_CHASSIS + 16] = p.chassisIdleWatt / perChassis;
  out[OF_CHASSIS + 17] = (u.printingShare * p.chassisPrintingWatt) / perChassis;
  out[OF_ZONE + 18] = (u.printingShare * p.motorsWatt) / perZone;
  out[OF_HEAD + 19] = headWattOf(p, u) / perHead;
}
