/** Ties the data centre's client to an office: its jobs, its printers, its one banner. */
import { CentreClient } from "../centre/centre-client.ts";
import type { Office, OfficeOptions } from "./office.ts";

/** Undefined when the station file names no centre or nobody gave a way to it. */
export function officeCentre(office: Office, options: OfficeOptions): CentreClient | undefined {
  const { config, centre: transport, linkClock, random, log, journal } = options;
  if (config.centre === undefined || transport === undefined) return undefined;
  return new CentreClient({
    clock: linkClock,
    transport,
    random: random.fork("centre"),
    config: config.centre,
    zone: config.zone,
    log,
    journal,
    printers: config.printers.length,
    takes: (printer) => office.controller(printer).takes,
    giveBack: (printer, job) => {
      const controller = office.controller(printer);
      if (controller.view().job === job) controller.skip();
    },
    onWork: () => office.wake(),
    onBanner: (banner) => office.alarms.post(banner?.code, banner?.priority, banner?.params),
  });
}
