/**
 * The surface during a transfer that is still to come, if the heater burns from now until some seconds into the nip: lowest and
 * highest temperature while the card is in it. Tables of the roller's answers, so that a look costs a few hundred operations.
 */
import { propagator } from "./expm.ts";
import { perProfile } from "./per-profile.ts";
import { CONTROL_PERIOD_SECONDS } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";
import { rollerMatrix, surfaceLoss } from "./roller-model.ts";
import type { RollerSight } from "./roller-sight.ts";

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
  const a = rollerMatrix(p, 2, true);
  const lossSurface = surfaceLoss(p, true);
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

/**
 * What the surface does after nip entry, at each look: the shares of core and surface at entry, the answers to a watt, to the watt that is
 * missing since the heater went off, to a kelvin around and to a watt of card. The tables' own numbers, side by side.
 */
const LOOK = 6;
const looksOf = perProfile((p): Float64Array => {
  const table = tableOf(p);
  const periods = Math.round(p.nipSeconds / CONTROL_PERIOD_SECONDS);
  const burnPeriods = Math.round(NIP_BURN_SECONDS / CONTROL_PERIOD_SECONDS);
  const looks: number[] = [];
  for (let k = LOOK_PERIODS; ; k = Math.min(periods, k + LOOK_PERIODS)) {
    const at = k * WIDTH;
    const off = k > burnPeriods ? table[(k - burnPeriods) * WIDTH + PER_WATT + 1]! : 0;
    looks.push(table[at + PHI + 2]!, table[at + PHI + 3]!, table[at + PER_WATT + 1]!);
    looks.push(off, table[at + PER_ZONE + 1]!, table[at + PER_CARD + 1]!);
    if (k === periods) break;
  }
  return Float64Array.from(looks);
});

export interface NipForecast {
  entryCelsius: number;
  lowestCelsius: number;
  highestCelsius: number;
}

/** Core and surface at nip entry, degC, and the card's draw then, W. Filled by {@link enterNip}. */
const entry = new Float64Array(3);

/** The roller when a card enters `periodsToNip` control periods from now, the heater off for `idlePeriods` and then full on. */
function enterNip(
  p: ThermalProfile,
  sight: RollerSight,
  around: RollerSurroundings,
  periodsToNip: number,
  idlePeriods: number,
): void {
  const table = tableOf(p);
  const { fullWatt, zoneCelsius } = around;
  const { coreCelsius, surfaceCelsius, unexplainedWatt } = sight;
  const at = periodsToNip * WIDTH;
  const burn = Math.max(0, periodsToNip - idlePeriods) * WIDTH;
  entry[0] =
    table[at + PHI]! * coreCelsius +
    table[at + PHI + 1]! * surfaceCelsius +
    table[at + PER_WATT]! * unexplainedWatt +
    table[burn + PER_WATT]! * fullWatt +
    table[at + PER_ZONE]! * zoneCelsius;
  const surface =
    table[at + PHI + 2]! * coreCelsius +
    table[at + PHI + 3]! * surfaceCelsius +
    table[at + PER_WATT + 1]! * unexplainedWatt +
    table[burn + PER_WATT + 1]! * fullWatt +
    table[at + PER_ZONE + 1]! * zoneCelsius;
  entry[1] = surface;
  entry[2] = (p.cardJoulePerKelvin * p.cardShareSurface * (surface - around.cardCelsius)) / p.nipSeconds;
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
  enterNip(p, sight, around, periodsToNip, idlePeriods);
  const looks = looksOf(p);
  const { fullWatt, zoneCelsius } = around;
  const core = entry[0]!;
  const surface = entry[1]!;
  const draw = entry[2]!;
  const watt = sight.unexplainedWatt + fullWatt;
  let low = surface;
  let high = surface;
  for (let at = 0; at < looks.length; at += LOOK) {
    const heated = looks[at]! * core + looks[at + 1]! * surface + looks[at + 2]! * watt - looks[at + 3]! * fullWatt;
    const celsius = heated + looks[at + 4]! * zoneCelsius + looks[at + 5]! * draw;
    if (celsius < low) low = celsius;
    if (celsius > high) high = celsius;
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
  const { coreCelsius: core, surfaceCelsius: surface, unexplainedWatt: watt } = sight;
  let low = surface;
  for (let k = Math.min(periods, LOOK_PERIODS); k > 0; k = Math.min(periods, k + LOOK_PERIODS)) {
    const at = k * WIDTH;
    const left = table[at + PHI + 2]! * core + table[at + PHI + 3]! * surface + table[at + PER_WATT + 1]! * watt;
    const celsius = left + table[at + PER_ZONE + 1]! * zoneCelsius + table[at + PER_CARD + 1]! * cardWatt;
    if (celsius < low) low = celsius;
    if (k === periods) break;
  }
  return low;
}
