/** How long the roller takes to a set-point. */
import { fullPowerWatt } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";

/** From full power to steady within 3 K, and the thermistor's lag, s. */
const SETTLE_SECONDS = 14;

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
