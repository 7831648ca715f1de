/** The temperatures as the firmware reads them: through the converter, with whatever is wrong with each sensor. */
import { CAPABILITY } from "../protocol/index.ts";
import { celsiusOfCount, NODE, readCounts } from "../thermal/index.ts";
import { hasSensor } from "./capabilities.ts";
import type { Core } from "./core.ts";

/** Places in `lastCounts`. */
const ROLLER = 0;
const HEAD = 1;

/** What the sensors say, before anything judges it: the first status after power-on must already be true. */
export function readSensors(core: Core): number {
  const { ram, world } = core.state;
  const celsius = core.plant.celsius;
  const { lastCounts } = core;
  const counts = readCounts(world.rollerSensor, celsius[NODE.thermistor]!, lastCounts[ROLLER]!);
  const headCounts = readCounts(world.headSensor, celsius[NODE.head]!, lastCounts[HEAD]!);
  lastCounts[ROLLER] = counts;
  lastCounts[HEAD] = headCounts;
  ram.heat.headCelsius = celsiusOfCount(headCounts);
  ram.heat.rollerCelsius = celsiusOfCount(counts);
  ram.heat.roller2Celsius = hasSensor(core, CAPABILITY.roller2)
    ? celsiusOfCount(readCounts(world.roller2Sensor, celsius[NODE.thermistor]!, counts))
    : ram.heat.rollerCelsius;
  return counts;
}
