/** The temperatures as the firmware reads them: through the converter, with whatever is wrong with each sensor. */
import { CAPABILITY } from "../protocol/index.ts";
import { celsiusOfCount, NODE, readCounts } from "../thermal/index.ts";
import { hasSensor } from "./capabilities.ts";
import type { Core } from "./core.ts";

/** What the sensors say, before anything judges it: the first status after power-on must already be true. */
export function readSensors(core: Core): number {
  const { ram, world } = core.state;
  const celsius = core.plant.celsius;
  const counts = readCounts(world.rollerSensor, celsius[NODE.thermistor]!);
  ram.heat.headCelsius = celsiusOfCount(readCounts(world.headSensor, celsius[NODE.head]!));
  ram.heat.rollerCelsius = celsiusOfCount(counts);
  ram.heat.roller2Celsius = hasSensor(core, CAPABILITY.roller2)
    ? celsiusOfCount(readCounts(world.roller2Sensor, celsius[NODE.thermistor]!))
    : ram.heat.rollerCelsius;
  return counts;
}
