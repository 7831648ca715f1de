/**
 * Numbers that will be fractions or outgrow 2^31, made so at once. V8 keeps small whole numbers in another way: the first
 * instant after 36 minutes, or the first duty of 0.3, would change the shape of the state and throw away all code that was compiled for it.
 */
import type { EngineState, RamState } from "./state.ts";

function fractions<T extends object>(object: T, fields: readonly NumbersOf<T>[]): void {
  for (const field of fields) {
    const value = object[field];
    object[field] = Number.NaN as T[NumbersOf<T>];
    object[field] = value;
  }
}

/** Fields that hold a number and nothing else. */
type NumbersOf<T> = { [K in keyof T]: T[K] extends number ? (number extends T[K] ? K : never) : never }[keyof T];

/** Of a machine that is new or was restored. Changes no value. */
export function stateInFractions(state: EngineState): void {
  fractions(state, ["nowUs", "plantUs", "lookedUs", "nextTickUs"]);
  fractions(state.world, ["mainsVolt", "roomCelsius", "airflow", "nipStillSinceUs"]);
  ramInFractions(state.ram);
}

/** Of a firmware that has just started. Changes no value. */
export function ramInFractions(ram: RamState): void {
  fractions(ram, ["lifeUntilUs", "onSinceUs", "clockSkewUs", "memoryLookUs", "setpointCelsius", "duty"]);
  fractions(ram, ["fanStillSinceUs", "stalledSinceUs", "nipAtUs", "statusHeatUs", "statusPathUs", "countersUs"]);
  fractions(ram.lease, ["untilUs", "grantedUs"]);
  const { heat } = ram;
  fractions(heat, ["rollerCelsius", "roller2Celsius", "headCelsius"]);
  fractions(heat.control, ["duty"]);
  fractions(heat.control.pid, ["integralDuty", "slope", "lastReading", "wantedWatt"]);
  fractions(heat.control.feedForward, ["coreKelvin", "surfaceKelvin", "readingKelvin"]);
  const { guards, justInTime } = heat;
  fractions(guards, ["setpointCelsius", "stableSeconds", "hotSeconds", "excursionSeconds", "deficitKelvinSeconds"]);
  fractions(guards, [
    "warmUpSeconds",
    "slopeSeconds",
    "slopeFromCelsius",
    "stuckSeconds",
    "openSeconds",
    "commandedWatt",
  ]);
  fractions(guards.sensor, ["acceptedCelsius", "acceptedAgeSeconds"]);
  fractions(guards.observer, ["coreCelsius", "surfaceCelsius", "readingCelsius", "unexplainedWatt"]);
  fractions(justInTime, ["shadowSeconds", "errorSum", "sinceNipSeconds", "burnSeconds", "heaterWatt", "cardWatt"]);
  fractions(justInTime, ["toldZoneCelsius", "watchedBetweenSeconds", "errorLast", "stepSquares", "noiseKelvin"]);
  for (const sight of [justInTime.sight, justInTime.shadow])
    fractions(sight, ["coreCelsius", "surfaceCelsius", "readingCelsius", "unexplainedWatt"]);
}
