/** All commands of a station. Each room of it contributes its list here. */
import type { Clock } from "../../base/index.ts";
import type { Access } from "../access/access.ts";
import type { LabPort } from "../lab-port.ts";
import type { Office } from "../office/office.ts";
import type { PrinterServiceDesk } from "../service/printer-service.ts";
import type { TunePort } from "../tune-port.ts";
import { accessCommands } from "./access-commands.ts";
import { alarmCommands } from "./alarm-commands.ts";
import { centreCommands } from "./centre-commands.ts";
import type { Command } from "./command.ts";
import { journalCommands } from "./journal-commands.ts";
import { labCommands } from "./lab-commands.ts";
import { printerCommands } from "./printer-commands.ts";
import { serviceCommands } from "./service-commands.ts";
import { technicianCommands } from "./technician-commands.ts";
import { tuneCommands } from "./tune-commands.ts";

export interface StationCommandsOptions {
  readonly office: Office;
  readonly access: Access;
  /** The wall's clock. */
  readonly clock: Clock;
  /** Only where printers are simulated. */
  readonly lab?: LabPort | undefined;
  /** The technician's desk, the tuning experiment that it may run over a printer's link, and the links' clock. */
  readonly service?: { readonly desk: PrinterServiceDesk; readonly tune: TunePort; readonly clock: Clock } | undefined;
}

export function stationCommands({ office, access, clock, lab, service }: StationCommandsOptions): Command[] {
  return [
    ...printerCommands(office),
    ...alarmCommands(office.alarms, clock),
    ...accessCommands(access),
    ...centreCommands(() => office.centre),
    ...journalCommands({
      journal: office.journal,
      zone: office.config.zone,
      printers: office.config.printers.map(({ name }) => name),
      utcMs: () => clock.utcMs(),
      wake: () => office.wake(),
    }),
    ...technicianCommands(office),
    ...(service === undefined ? [] : serviceCommands({ service: service.desk, flashes: office.journal.flashes })),
    ...(service === undefined ? [] : tuneCommands({ office, ...service })),
    ...(lab === undefined ? [] : labCommands(lab)),
  ];
}
