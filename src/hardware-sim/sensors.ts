/** The temperatures as the firmware reads them: through the converter, with whatever is wrong with each sensor. */
import { ADC_COUNTS_MAX, countsToCelsius, NODE, readCounts } from "../thermal/index.ts";
import { has } from "./capabilities.ts";
import type { Core } from "./core.ts";

/** Temperatures by converter count: the same numbers as `countsToCelsius`, found faster. */
const CELSIUS_OF_COUNTS = Float64Array.from({ length: ADC_COUNTS_MAX + 1 }, (_, counts) => countsToCelsius(counts));

/** What the sensors say, before anything judges it: the first status after power-on must already be true. */
export function readSensors(core: Core): number {
  const { ram, world } = core.state;
  const celsius = core.plant.celsius;
  const counts = readCounts(world.rollerSensor, celsius[NODE.thermistor]!);
  ram.heat.headCelsius = CELSIUS_OF_COUNTS[readCounts(world.headSensor, celsius[NODE.head]!)]!;
  ram.heat.rollerCelsius = CELSIUS_OF_COUNTS[counts]!;
  ram.heat.roller2Celsius = has(core, "roller2")
    ? CELSIUS_OF_COUNTS[readCounts(world.roller2Sensor, celsius[NODE.thermistor]!)]!
    : ram.heat.rollerCelsius;
  return counts;
}
