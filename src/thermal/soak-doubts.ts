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

/** d slope / d relative change, per second, row-major SOAK_COUNT x DOUBT_COUNT, into `out`. `slopes`: dx/dt at `x`. */
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
  out.fill(0);
  let k = 0;
  const capacities = [p.platenJoulePerKelvin, p.hotZoneJoulePerKelvin, p.chassisJoulePerKelvin, p.headJoulePerKelvin];
  const set = (row: number, watt: number): void => {
    out[row * DOUBT_COUNT + k] = watt / capacities[row]!;
  };
  for (; k < SOAK.room; k++) out[k * DOUBT_COUNT + k] = -slopes[k]!;
  set(SOAK.hotZone, p.surfaceToHotZone * (u.surfaceCelsius - zone));
  k++;
  set(SOAK.hotZone, p.coreToHotZone * (u.coreCelsius - zone));
  k++;
  const printing = u.printingShare >= 0.5;
  const fromRoller = toPlatenOf(p, u) * (u.surfaceCelsius - platen);
  set(SOAK.platen, printing ? 0 : fromRoller);
  k++;
  set(SOAK.platen, printing ? fromRoller : 0);
  k++;
  const between = (from: number, to: number, watt: number): void => {
    set(from, -watt);
    set(to, watt);
    k++;
  };
  between(SOAK.platen, SOAK.hotZone, p.platenToHotZone * (platen - zone));
  between(SOAK.hotZone, SOAK.chassis, p.hotZoneToChassis * (zone - chassis));
  set(SOAK.hotZone, p.hotZoneToRoomBase * (room - zone));
  k++;
  set(SOAK.hotZone, p.hotZoneToRoomPerAirflow * airflow * (room - zone));
  k++;
  set(SOAK.chassis, p.chassisToRoomBase * (room - chassis));
  k++;
  set(SOAK.chassis, p.chassisToRoomPerAirflow * airflow * (room - chassis));
  k++;
  between(SOAK.head, SOAK.hotZone, p.headToHotZoneBase * (head - zone));
  between(SOAK.head, SOAK.hotZone, p.headToHotZonePerAirflow * airflow * (head - zone));
  set(SOAK.chassis, p.chassisIdleWatt);
  k++;
  set(SOAK.chassis, u.printingShare * p.chassisPrintingWatt);
  k++;
  set(SOAK.hotZone, u.printingShare * p.motorsWatt);
  k++;
  set(SOAK.head, headWattOf(p, u));
}
