/**
 * Ours as an office has it: a whole station on one simulated printer, the firmware's gate and just-in-time heat in the engine, the
 * governor in the controller, and nothing between them but the bytes of the engine link. Judged by the simulator's truth.
 */
import type { FaultName } from "../../src/protocol/index.ts";
import { batchCsv, parseSimUrl, SimStation, syntheticPeople } from "../../src/rig/index.ts";
import { parseJobFile } from "../../src/station/index.ts";
import { cardQuality, type NodeName, SHIFT_SECONDS, THERMAL_PROFILES } from "../../src/thermal/index.ts";
import type { CardRecord } from "../../test/thermal/machine.ts";
import type { Cell } from "./contestants.ts";

/** More than any machine makes in a shift. */
const JOBS = 700;

/** What says that heat or its sensors are broken: in a shift that breaks nothing each is a false alarm. */
export const HEAT_ALARMS: ReadonlySet<FaultName> = new Set<FaultName>([
  "heaterOpen",
  "heaterStuckOn",
  "rollerOverTemperature",
  "rollerUnderTemperature",
  "warmUpTooSlow",
  "thermistorOpen",
  "thermistorShort",
  "thermistorDetached",
  "fanFailed",
  "airflowWeak",
  "cutoffOpen",
]);

export interface WorkedShift {
  readonly cell: Cell;
  readonly station: SimStation;
}

/** One shift: the boot, then six hours, of which the station knows when they end. Throws when anything is called broken. `look` is called each tenth of a second. */
export function workShift(
  cell: Cell,
  look?: (seconds: number, celsius: (node: NodeName) => number) => void,
): WorkedShift {
  const { machine, roomCelsius, airflow } = cell;
  const { bootSeconds } = THERMAL_PROFILES[machine];
  const station: SimStation = new SimStation({
    printers: [parseSimUrl(`sim:${machine}?room=${roomCelsius}&fan=${airflow}&supplies=unlimited&seed=1`)],
    onEngineEvent: (_printer, event) => {
      if (event.type !== "tick" || look === undefined) return;
      look(event.atUs / 1e6 - bootSeconds, (node) => station.printers[0]!.engine.truth.celsius(node));
    },
  });
  const { office, clock, printers } = station;
  const [printer] = printers;
  office.addJobs(parseJobFile(Buffer.from(batchCsv(syntheticPeople(JOBS, 1))), "heat.csv", "WIB").rows);
  const alarms = new Set<FaultName>();
  office.onChange((name, urgent) => {
    if (name === undefined || !urgent) return;
    for (const { fault } of office.controller(name).view().faults) if (HEAT_ALARMS.has(fault)) alarms.add(fault);
  });
  office.start();
  const endUs = (bootSeconds + SHIFT_SECONDS) * 1e6;
  office.controller(printer!.name).workEndsAt(endUs);
  clock.advance(endUs);
  const broken = station.violations();
  if (alarms.size > 0) throw new Error(`${JSON.stringify(cell)}: false alarm: ${[...alarms].join(", ")}`);
  if (broken.length > 0) throw new Error(`${JSON.stringify(cell)}: ${broken[0]}`);
  station.stop();
  return { cell, station };
}

/** Every card that went through the nip, with instants from the end of the boot. */
export function shiftCards({ cell, station }: WorkedShift): CardRecord[] {
  const { bootSeconds } = THERMAL_PROFILES[cell.machine];
  const { cards } = station.printers[0]!.engine.truth;
  return cards
    .filter(({ nipEntryUs }) => nipEntryUs >= 0)
    .map((card) => ({
      number: card.number,
      atSeconds: card.nipEntryUs / 1e6 - bootSeconds,
      entrySurface: card.surfaceEntryCelsius,
      minSurface: card.surfaceMinimumCelsius,
      maxSurface: card.surfaceMaximumCelsius,
      estimateError: 0,
      exit: card.exitCelsius,
      film: card.filmCelsius,
      quality: cardQuality(card.exitCelsius, card.filmCelsius),
    }));
}
