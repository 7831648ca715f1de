/** The roller temperature for printing: as set while the machine is cool, as low as the window allows once its cards come out warm. */
import { clamp } from "../base/index.ts";
import type { ThermalProfile } from "./profiles.ts";

/**
 * Lowest set-point above the window's lower edge, K, at full mains: the surface enters the nip 2 K above the set-point and leaves it at
 * least 0.4 K above the edge [C: every corner of mains, heater and machine]; the gate opens from 1.3 K above the set-point.
 */
const ABOVE_EDGE_KELVIN = 3.6;
/** More, K, for a heater that sagging mains leaves weak: none at nominal voltage, all of it, which is the ordinary set-point, at this share. */
const SAG_KELVIN = 1.4;
const SAG_TO = 0.85;
/** Lowered from the first predicted exit temperature on, wholly at the second, degC: just below where cards curl. */
const LOWER_FROM_CELSIUS = 70;
const LOWEST_FROM_CELSIUS = 72;
/** Set-points come in steps, K: each change is an order to the engine. */
const STEP_KELVIN = 0.2;

/** Set-point, degC. `exitCelsius` is predicted for a card at the configured set-point. */
export function pacedSetpoint(
  profile: ThermalProfile,
  configuredCelsius: number,
  exitCelsius: number,
  mainsVolt: number,
): number {
  const mains = mainsVolt / profile.mainsVolt;
  const sag = clamp((1 - mains) / (1 - SAG_TO), 0, 1);
  const low = profile.gateLowCelsius + ABOVE_EDGE_KELVIN + SAG_KELVIN * sag;
  if (configuredCelsius <= low) return configuredCelsius;
  const share = clamp((exitCelsius - LOWER_FROM_CELSIUS) / (LOWEST_FROM_CELSIUS - LOWER_FROM_CELSIUS), 0, 1);
  const celsius = configuredCelsius - share * (configuredCelsius - low);
  return Math.min(configuredCelsius, Math.ceil(celsius / STEP_KELVIN - 1e-6) * STEP_KELVIN);
}
