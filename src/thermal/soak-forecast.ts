/** Where the soak will be if the machine heats up to a set-point and prints on from now. */
import { fullPowerWatt } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";
import { SOAK, SOAK_COUNT, type SoakInputs, soakStep } from "./soak-model.ts";

/** Step of a forecast, s. */
const STEP_SECONDS = 4;
/** Surface above the set-point when a card enters the nip, K: the planned rise, and what the loop is late in taking back [C]. */
export const EXPECTED_RISE_KELVIN = 2;
/** A forecast never looks further, s. */
export const FORECAST_SECONDS_MAX = 4 * 3600;
const scratch = new Float64Array(SOAK_COUNT);

export interface ForecastFrom {
  coreCelsius: number;
  surfaceCelsius: number;
  fan: number;
  mainsVolt: number;
  setpointCelsius: number;
  seconds: number;
}

/** Seconds that a roller at `rollerCelsius` takes to the set-point at full power, with a share for settling. */
export function heatUpSeconds(
  profile: ThermalProfile,
  rollerCelsius: number,
  setpointCelsius: number,
  mainsVolt: number,
): number {
  const rise = setpointCelsius - rollerCelsius;
  if (rise <= 0) return 0;
  const perKelvin = profile.surfaceToHotZone + profile.coreToHotZone;
  const mean = (rollerCelsius + setpointCelsius) / 2 - 50;
  const net = Math.max(10, fullPowerWatt(profile, mainsVolt) - perKelvin * Math.max(0, mean));
  const capacity = profile.coreJoulePerKelvin + profile.surfaceJoulePerKelvin;
  return (rise * capacity) / net + (rise > 3 ? SETTLE_SECONDS : 0);
}
/** From full power to steady within 3 K, and the thermistor's lag, s. */
const SETTLE_SECONDS = 14;

/** Advances `x` in place over `from.seconds`: heating first, then cards in succession. */
export function predictSoak(x: Float64Array, profile: ThermalProfile, from: ForecastFrom): void {
  const seconds = Math.min(from.seconds, FORECAST_SECONDS_MAX);
  const perCycle = 1 / profile.cycleSeconds;
  const u: SoakInputs = {
    coreCelsius: from.coreCelsius,
    surfaceCelsius: from.surfaceCelsius,
    fan: from.fan,
    headWatt: profile.headJoulePerCard * perCycle,
    motorsWatt: profile.motorsWatt,
    chassisWatt: profile.chassisIdleWatt + profile.chassisPrintingWatt,
    nipShare: profile.nipSeconds * perCycle,
    printing: true,
  };
  const full = fullPowerWatt(profile, from.mainsVolt);
  const capacity = profile.coreJoulePerKelvin + profile.surfaceJoulePerKelvin;
  let roller = from.surfaceCelsius;
  for (let left = seconds; left > 1e-9; left -= STEP_SECONDS) {
    const dt = Math.min(left, STEP_SECONDS);
    const loss = (profile.surfaceToHotZone + profile.coreToHotZone) * (roller - x[SOAK.hotZone]!);
    roller = Math.min(from.setpointCelsius, roller + (dt * (full - loss)) / capacity);
    u.surfaceCelsius = roller;
    // Core over surface: what flows through the rubber to hold the surface.
    u.coreCelsius = roller + loss / profile.coreToSurface;
    soakStep(x, profile, u, dt, scratch);
  }
}
