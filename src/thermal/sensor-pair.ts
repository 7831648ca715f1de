/** Two thermistors on one roller check each other: whichever of them lies, the difference shows it. */

/** Sound sensors differ by less, K [P: cross-check of the recommended stack: 12 K for 3 s]. */
export const DISAGREE_KELVIN = 12;
export const DISAGREE_SECONDS = 3;

/** Plain data. */
export interface SensorPairState {
  apartSeconds: number;
}

export function newSensorPair(): SensorPairState {
  return { apartSeconds: 0 };
}

/** Takes one reading of each, C; true once they have differed too much for too long. Changes `state`. */
export function stepSensorPair(
  state: SensorPairState,
  oneCelsius: number,
  otherCelsius: number,
  dtSeconds: number,
): boolean {
  const apart = Math.abs(oneCelsius - otherCelsius) > DISAGREE_KELVIN;
  state.apartSeconds = apart ? state.apartSeconds + dtSeconds : 0;
  return state.apartSeconds >= DISAGREE_SECONDS;
}
