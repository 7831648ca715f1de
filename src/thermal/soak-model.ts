/**
 * What heats the cards on their way: platen, hot zone, chassis and head as a reduced model, with the roller as a known
 * boundary. Room and airflow effectiveness are constants of it that nobody tells: they are states to be estimated.
 */
import { cardEntryCelsius, cardPlatenWatt } from "./card-law.ts";
import type { ThermalProfile } from "./profiles.ts";

/** States of the reduced model. */
export const SOAK = { platen: 0, hotZone: 1, chassis: 2, head: 3, room: 4, effectiveness: 5 } as const;
export const SOAK_COUNT = 6;

/** What acts on it; constant over one step. */
export interface SoakInputs {
  coreCelsius: number;
  surfaceCelsius: number;
  /** Fan speed 0..1; airflow is this x effectiveness. */
  fan: number;
  /** Shares of the time that the head prints, that a card is in the nip, and that a card cycle runs, 0..1. */
  imagingShare: number;
  nipShare: number;
  printingShare: number;
}

/** Explicit steps at most this long, s: a thirtieth of the fastest time constant here (head, 54 s). */
export const SOAK_STEP_SECONDS = 2;

/** The nip works, or it does not: mostly the one or the other over a whole step. */
export const toPlatenOf = (p: ThermalProfile, u: SoakInputs): number =>
  u.printingShare >= 0.5 ? p.surfaceToPlatenPrinting : p.surfaceToPlatenIdle;
export const headWattOf = (p: ThermalProfile, u: SoakInputs): number =>
  (u.imagingShare * p.headJoulePerCard) / p.imagingSeconds;

/** dx/dt, per second, into `out`. */
export function soakSlopes(out: Float64Array, x: Float64Array, p: ThermalProfile, u: SoakInputs): void {
  const platen = x[SOAK.platen]!;
  const hotZone = x[SOAK.hotZone]!;
  const chassis = x[SOAK.chassis]!;
  const head = x[SOAK.head]!;
  const room = x[SOAK.room]!;
  const airflow = u.fan * x[SOAK.effectiveness]!;
  const toPlaten = toPlatenOf(p, u);
  const cardWatt = u.nipShare * cardPlatenWatt(p, cardEntryCelsius(hotZone, chassis), platen);
  const headFlow = (p.headToHotZoneBase + p.headToHotZonePerAirflow * airflow) * (head - hotZone);
  const platenFlow = p.platenToHotZone * (platen - hotZone);
  const chassisFlow = p.hotZoneToChassis * (hotZone - chassis);
  out[SOAK.platen] = (toPlaten * (u.surfaceCelsius - platen) - platenFlow - cardWatt) / p.platenJoulePerKelvin;
  out[SOAK.hotZone] =
    (p.surfaceToHotZone * (u.surfaceCelsius - hotZone) +
      p.coreToHotZone * (u.coreCelsius - hotZone) +
      platenFlow +
      headFlow -
      chassisFlow +
      (p.hotZoneToRoomBase + p.hotZoneToRoomPerAirflow * airflow) * (room - hotZone) +
      u.printingShare * p.motorsWatt) /
    p.hotZoneJoulePerKelvin;
  out[SOAK.chassis] =
    (chassisFlow +
      (p.chassisToRoomBase + p.chassisToRoomPerAirflow * airflow) * (room - chassis) +
      p.chassisIdleWatt +
      u.printingShare * p.chassisPrintingWatt) /
    p.chassisJoulePerKelvin;
  out[SOAK.head] = (headWattOf(p, u) - headFlow) / p.headJoulePerKelvin;
  out[SOAK.room] = 0;
  out[SOAK.effectiveness] = 0;
}

/** One step of `dt` seconds by the midpoint rule, in place; `slopes`: dx/dt at `x`, and scratch from then on. */
export function soakStep(
  x: Float64Array,
  p: ThermalProfile,
  u: SoakInputs,
  dtSeconds: number,
  slopes: Float64Array,
): void {
  for (let i = 0; i < SOAK_COUNT; i++) middle[i] = x[i]! + (dtSeconds / 2) * slopes[i]!;
  soakSlopes(slopes, middle, p, u);
  for (let i = 0; i < SOAK_COUNT; i++) x[i] = x[i]! + dtSeconds * slopes[i]!;
}
const middle = new Float64Array(SOAK_COUNT);

const OF_ZONE = SOAK.hotZone * SOAK_COUNT;
const OF_CHASSIS = SOAK.chassis * SOAK_COUNT;
const OF_HEAD = SOAK.head * SOAK_COUNT;

/**
 * F = I + dt df/dx at `x`, row-major, into `out`, which must hold nothing but zeros or what this function has put there: which places are not
 * zero never changes.
 */
export function soakJacobian(out: Float64Array, x: Float64Array, p: ThermalProfile, u: SoakInputs, dt: number): void {
  const airflow = u.fan * x[SOAK.effectiveness]!;
  const toPlaten = toPlatenOf(p, u);
  const gHead = p.headToHotZoneBase + p.headToHotZonePerAirflow * airflow;
  const gZone = p.hotZoneToRoomBase + p.hotZoneToRoomPerAirflow * airflow;
  const gChassis = p.chassisToRoomBase + p.chassisToRoomPerAirflow * airflow;
  const hotZone = x[SOAK.hotZone]!;
  const headOver = x[SOAK.head]! - hotZone;
  const roomOverZone = x[SOAK.room]! - hotZone;
  const roomOverChassis = x[SOAK.room]! - x[SOAK.chassis]!;
  const perPlaten = p.platenJoulePerKelvin;
  const perZone = p.hotZoneJoulePerKelvin;
  const perChassis = p.chassisJoulePerKelvin;
  const perHead = p.headJoulePerKelvin;
  out[SOAK.platen] = (dt * -(toPlaten + p.platenToHotZone)) / perPlaten + 1;
  out[SOAK.hotZone] = (dt * p.platenToHotZone) / perPlaten;
  const losses = p.surfaceToHotZone + p.coreToHotZone + p.platenToHotZone + p.hotZoneToChassis + gZone + gHead;
  out[OF_ZONE + SOAK.platen] = (dt * p.platenToHotZone) / perZone;
  out[OF_ZONE + SOAK.hotZone] = (dt * -losses) / perZone + 1;
  out[OF_ZONE + SOAK.chassis] = (dt * p.hotZoneToChassis) / perZone;
  out[OF_ZONE + SOAK.head] = (dt * gHead) / perZone;
  out[OF_ZONE + SOAK.room] = (dt * gZone) / perZone;
  const perAirflowZone = p.hotZoneToRoomPerAirflow * roomOverZone + p.headToHotZonePerAirflow * headOver;
  out[OF_ZONE + SOAK.effectiveness] = (dt * (u.fan * perAirflowZone)) / perZone;
  out[OF_CHASSIS + SOAK.hotZone] = (dt * p.hotZoneToChassis) / perChassis;
  out[OF_CHASSIS + SOAK.chassis] = (dt * -(p.hotZoneToChassis + gChassis)) / perChassis + 1;
  out[OF_CHASSIS + SOAK.room] = (dt * gChassis) / perChassis;
  out[OF_CHASSIS + SOAK.effectiveness] = (dt * (u.fan * p.chassisToRoomPerAirflow * roomOverChassis)) / perChassis;
  out[OF_HEAD + SOAK.hotZone] = (dt * gHead) / perHead;
  out[OF_HEAD + SOAK.head] = (dt * -gHead) / perHead + 1;
  out[OF_HEAD + SOAK.effectiveness] = (dt * (-u.fan * p.headToHotZonePerAirflow * headOver)) / perHead;
  out[SOAK.room * SOAK_COUNT + SOAK.room] = 1;
  out[SOAK.effectiveness * SOAK_COUNT + SOAK.effectiveness] = 1;
}
