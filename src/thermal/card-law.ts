/**
 * What a card takes from the nip and how it comes out: the reduced card law, fitted to a one-dimensional multilayer
 * model of the nip [C], and the quality thresholds of PET-G [E].
 */
import type { ThermalProfile } from "./profiles.ts";

/** Share of the way from chassis to hot zone temperature that a card has come after some 30 s in the hot zone [E]. */
export const HOT_ZONE_SHARE = 0.45;
/** Share of (roller surface - card) that the film surface reaches [E: the nip table gives 0.47 to 0.69]. */
const FILM_SURFACE_SHARE = 0.62;

/** Film surface below this peels off at once; below the second it peels early, degC [E, reproduces the published 160 degC]. */
export const PEEL_BELOW_CELSIUS = 100;
export const PEEL_RISK_BELOW_CELSIUS = 108;
/** Mean exit temperature from which a card curls, warps and melts, degC [E; glass transition of PET-G 80 P]. */
export const CURL_FROM_CELSIUS = 72;
export const WARP_FROM_CELSIUS = 80;
export const MELT_FROM_CELSIUS = 95;

/** Cards may leave up to this warm unless a station says otherwise, degC [E]: one kelvin below warping. */
export const EXIT_CELSIUS_MAX_DEFAULT = 79;

export type CardQuality = "good" | "curl" | "peelRisk" | "warp" | "peel" | "melt";
export type CardClass = "good" | "marginal" | "spoilt";

/** Temperature of a card about to enter the nip, degC. */
export function cardEntryCelsius(hotZoneCelsius: number, chassisCelsius: number): number {
  return chassisCelsius + HOT_ZONE_SHARE * (hotZoneCelsius - chassisCelsius);
}

/** Mean temperature of the card as it leaves the nip, degC, from the temperatures at nip entry. */
export function cardExitCelsius(
  profile: ThermalProfile,
  entryCelsius: number,
  surfaceCelsius: number,
  platenCelsius: number,
): number {
  return (
    entryCelsius +
    profile.cardShareSurface * (surfaceCelsius - entryCelsius) +
    profile.cardSharePlaten * (platenCelsius - entryCelsius)
  );
}

/** Highest temperature of the film's bond to the card, degC. */
export function filmSurfaceCelsius(entryCelsius: number, surfaceCelsius: number): number {
  return entryCelsius + FILM_SURFACE_SHARE * (surfaceCelsius - entryCelsius);
}

/** Heat that a card takes from the roller surface while it is in the nip, W. */
export function cardSurfaceWatt(profile: ThermalProfile, entryCelsius: number, surfaceCelsius: number): number {
  return (profile.cardJoulePerKelvin * profile.cardShareSurface * (surfaceCelsius - entryCelsius)) / profile.nipSeconds;
}

/** Heat that a card takes from the platen while it is in the nip, W; negative when the card is the warmer one. */
export function cardPlatenWatt(profile: ThermalProfile, entryCelsius: number, platenCelsius: number): number {
  return (profile.cardJoulePerKelvin * profile.cardSharePlaten * (platenCelsius - entryCelsius)) / profile.nipSeconds;
}

/** The worst thing that is wrong with a card; what spoils it comes before what only marks it. */
export function cardQuality(exitCelsius: number, filmCelsius: number): CardQuality {
  if (exitCelsius >= MELT_FROM_CELSIUS) return "melt";
  if (exitCelsius >= WARP_FROM_CELSIUS) return "warp";
  if (filmCelsius < PEEL_BELOW_CELSIUS) return "peel";
  if (exitCelsius >= CURL_FROM_CELSIUS) return "curl";
  if (filmCelsius < PEEL_RISK_BELOW_CELSIUS) return "peelRisk";
  return "good";
}

/** Spoilt cards are void; marginal ones are flattened or watched, issued and counted. */
export function cardClass(quality: CardQuality): CardClass {
  if (quality === "good") return "good";
  return quality === "curl" || quality === "peelRisk" ? "marginal" : "spoilt";
}
