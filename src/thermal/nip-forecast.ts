/**
 * The surface during a transfer that is still to come, if the heater burns from now until some seconds into the nip: lowest and
 * highest temperature while the card is in it. Tables of the roller's answers, so that a look costs a few hundred operations.
 */
import { propagator } from "./expm.ts";
import { perProfile } from "./per-profile.ts";
import { CONTROL_PERIOD_SECONDS } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";
import { type RollerSight, rollerMatrix } from "./roller-sight.ts";

/** Full power goes on so long after nip entry, s [C: less, and the surface must enter warmer; more comes too late for this card]. */
export const NIP_BURN_SECONDS = 4;
/** A ramp is looked ahead this far, s: a cold roller in a room of 10 degC takes 190. */
export const RAMP_SECONDS_MAX = 240;
/** The surface is looked at this often within the nip, periods. */
const LOOK_PERIODS = 5;

/** Numbers per period in the table: phi (core row, surface row), then answers of core and surface to 1 W, 1 K around, 1 W of card. */
const WIDTH = 10;
const PHI = 0;
const PER_WATT = 4;
const PER_ZONE = 6;
const PER_CARD = 8;

const tableOf = perProfile((p): Float64Array => {
  const count = Math.round(RAMP_SECONDS_MAX / CONTROL_PERIOD_SECONDS);
  const table = new Float64Array((count + 1) * WIDTH);
  const a = rollerMatrix(p, 2);
  const lossSurface = p.surfaceToHotZone + p.surfaceToPlatenPrinting;
  for (let k = 0; k <= count; k++) {
    const { phi, psi } = propagator(a, 2, k * CONTROL_PERIOD_SECONDS);
    table.set(phi, k * WIDTH + PHI);
    for (let i = 0; i < 2; i++) {
      const perWatt = psi[i * 2]! / p.coreJoulePerKelvin;
      const perCard = psi[i * 2 + 1]! / p.surfaceJoulePerKelvin;
      table[k * WIDTH + PER_WATT + i] = perWatt;
      table[k * WIDTH + PER_ZONE + i] = p.coreToHotZone * perWatt + lossSurface * perCard;
      table[k * WIDTH + PER_CARD + i] = -perCard;
    }
  }
  return table;
});

/** What acts on the roller besides what is forecast. */
export interface RollerSurroundings {
  /** Full power at the present mains, W. */
  readonly fullWatt: number;
  /** Hot zone and platen around the roller, and the card before the nip, degC. */
  readonly zoneCelsius: number;
  readonly cardCelsius: number;
}

export interface NipForecast {
  entryCelsius: number;
  lowestCelsius: number;
  highestCelsius: number;
}

/**
 * Forecast into `out` for a card that enters `periodsToNip` control periods from now, with the heater off for `idlePeriods` and
 * then full on until {@link NIP_BURN_SECONDS} after entry.
 */
export function forecastNip(
  out: NipForecast,
  p: ThermalProfile,
  sight: RollerSight,
  around: RollerSurroundings,
  periodsToNip: number,
  idlePeriods: number,
): void {
  const table = tableOf(p);
  const { fullWatt, zoneCelsius } = around;
  const unexplained = sight.unexplainedWatt;
  const at = periodsToNip * WIDTH;
  const burn = Math.max(0, periodsToNip - idlePeriods) * WIDTH;
  const entry = (i: number): number =>
    table[at + PHI + 2 * i]! * sight.coreCelsius +
    table[at + PHI + 2 * i + 1]! * sight.surfaceCelsius +
    table[at + PER_WATT + i]! * unexplained +
    table[burn + PER_WATT + i]! * fullWatt +
    table[at + PER_ZONE + i]! * zoneCelsius;
  const core = entry(0);
  const surface = entry(1);
  const draw = (p.cardJoulePerKelvin * p.cardShareSurface * (surface - around.cardCelsius)) / p.nipSeconds;
  const periods = Math.round(p.nipSeconds / CONTROL_PERIOD_SECONDS);
  const burnPeriods = Math.round(NIP_BURN_SECONDS / CONTROL_PERIOD_SECONDS);
  let low = surface;
  let high = surface;
  for (let k = LOOK_PERIODS; ; k = Math.min(periods, k + LOOK_PERIODS)) {
    const celsius = surfaceAfter(table, k, core, surface, unexplained, fullWatt, k - burnPeriods, zoneCelsius, draw);
    if (celsius < low) low = celsius;
    if (celsius > high) high = celsius;
    if (k === periods) break;
  }
  out.entryCelsius = surface;
  out.lowestCelsius = low;
  out.highestCelsius = high;
}

/** Lowest surface over the next `periods` with a card in the nip and the heater off, degC. */
export function lowestWithoutHeat(
  p: ThermalProfile,
  sight: RollerSight,
  zoneCelsius: number,
  cardWatt: number,
  periods: number,
): number {
  const table = tableOf(p);
  let low = sight.surfaceCelsius;
  for (let k = Math.min(periods, LOOK_PERIODS); k > 0; k = Math.min(periods, k + LOOK_PERIODS)) {
    const celsius = surfaceAfter(
      table,
      k,
      sight.coreCelsius,
      sight.surfaceCelsius,
      sight.unexplainedWatt,
      0,
      k,
      zoneCelsius,
      cardWatt,
    );
    if (celsius < low) low = celsius;
    if (k === periods) break;
  }
  return low;
}

/** Surface `k` periods on; the heater has been off for the last `offPeriods` of them. */
function surfaceAfter(
  table: Float64Array,
  k: number,
  core: number,
  surface: number,
  unexplainedWatt: number,
  heaterWatt: number,
  offPeriods: number,
  zoneCelsius: number,
  cardWatt: number,
): number {
  const at = k * WIDTH;
  const off = offPeriods > 0 ? table[offPeriods * WIDTH + PER_WATT + 1]! : 0;
  return (
    table[at + PHI + 2]! * core +
    table[at + PHI + 3]! * surface +
    table[at + PER_WATT + 1]! * (unexplainedWatt + heaterWatt) -
    off * heaterWatt +
    table[at + PER_ZONE + 1]! * zoneCelsius +
    table[at + PER_CARD + 1]! * cardWatt
  );
}
