/** A card standing still in the closed nip: jam, or power lost with a nip that does not spring open. */
import type { ThermalProfile } from "./profiles.ts";

/**
 * Mean card temperature after a stall, degC, for surface 165, card 35, platen 60 [C]. By interpolation: a single
 * exponential through these points is off by up to 10 K.
 */
const STALL_SECONDS = [0, 0.5, 1, 2, 3, 5, 10, 20] as const;
const STALL_CELSIUS = [35, 61, 72, 87, 97, 108, 122, 132] as const;
const TABLE_SURFACE_CELSIUS = 165;
const TABLE_CARD_CELSIUS = 35;
const TABLE_PLATEN_CELSIUS = 60;

function tableCelsius(seconds: number): number {
  const last = STALL_SECONDS.length - 1;
  if (seconds <= 0) return STALL_CELSIUS[0];
  for (let i = 1; i <= last; i++) {
    const right = STALL_SECONDS[i]!;
    if (seconds > right) continue;
    const left = STALL_SECONDS[i - 1]!;
    const share = (seconds - left) / (right - left);
    return STALL_CELSIUS[i - 1]! + share * (STALL_CELSIUS[i]! - STALL_CELSIUS[i - 1]!);
  }
  return STALL_CELSIUS[last]!;
}

/**
 * Mean temperature of the stalled part of a card, degC, after `seconds` at rest in the closed nip. Other temperatures than the
 * table's scale its rise by the same weights of surface and platen as the card law. Beyond 20 s it stays at the last value.
 */
export function stalledCardCelsius(
  profile: ThermalProfile,
  entryCelsius: number,
  surfaceCelsius: number,
  platenCelsius: number,
  seconds: number,
): number {
  const surface = profile.cardShareSurface;
  const platen = profile.cardSharePlaten;
  const pull = surface * (surfaceCelsius - entryCelsius) + platen * (platenCelsius - entryCelsius);
  const tablePull =
    surface * (TABLE_SURFACE_CELSIUS - TABLE_CARD_CELSIUS) + platen * (TABLE_PLATEN_CELSIUS - TABLE_CARD_CELSIUS);
  return entryCelsius + ((tableCelsius(seconds) - TABLE_CARD_CELSIUS) * pull) / tablePull;
}
