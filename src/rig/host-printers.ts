/** The simulated engines that a station file names: hosted on the links that the station then dials. */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Clock, Log } from "../base/index.ts";
import type { EngineEvent } from "../hardware-sim/index.ts";
import type { Office, StationConfig } from "../station/index.ts";
import { HostedEngine } from "./hosted-engine.ts";
import { loadSupplies } from "./load-supplies.ts";
import { Operator } from "./operator.ts";
import { simulationOf } from "./simulation.ts";

/** For a simulated printer whose link the station file leaves open. */
const ANY_PORT = "tcp://127.0.0.1:0";

export interface HostPrintersOptions {
  readonly config: StationConfig;
  readonly clock: Clock;
  readonly dataDir: string;
  /** Overrides the speeds of the station file. */
  readonly speed: number | undefined;
  readonly office: Office;
  readonly log: Log;
  /** Hears where each engine can be dialled. */
  readonly onLink: (printer: string, url: string) => void;
  /** And its console, which is served also where the station file names none. */
  readonly onConsole?: (printer: string, url: string) => void;
  /** And what happens inside. */
  readonly onEngineEvent?: (printer: string, event: EngineEvent) => void;
}

/** Where the memory of a simulated engine lies. */
export const engineFile = (dataDir: string, printer: string): string => join(dataDir, "engines", `${printer}.json`);

/** Starts the engines of all printers with a `simulate` table; none stays when one cannot start. */
export async function hostPrinters(options: HostPrintersOptions): Promise<HostedEngine[]> {
  const { config, clock, office, log, onEngineEvent } = options;
  const hosted: HostedEngine[] = [];
  try {
    for (const printer of config.printers) {
      const simulation = simulationOf(printer, options.speed);
      if (simulation === undefined) continue;
      const stateFile = engineFile(options.dataDir, printer.name);
      mkdirSync(dirname(stateFile), { recursive: true });
      const engine = await HostedEngine.open({
        ...simulation,
        clock,
        linkUrl: printer.link.startsWith("mem:") ? ANY_PORT : printer.link,
        consoleUrl: printer.console ?? ANY_PORT,
        ...(printer.serial === undefined ? {} : { serial: printer.serial }),
        stateFile,
        onEvent: onEngineEvent === undefined ? undefined : (event) => onEngineEvent(printer.name, event),
        log: log.child({ engine: printer.name }),
      });
      hosted.push(engine);
      options.onLink(printer.name, engine.served.linkUrl);
      options.onConsole?.(printer.name, engine.served.consoleUrl!);
      if (engine.isNew) loadSupplies(engine.engine, simulation.spec.supplies);
      if (simulation.spec.operator === "auto") lookAfter(office, printer.name, engine);
    }
    return hosted;
  } catch (error) {
    await Promise.allSettled(hosted.map((engine) => engine.close()));
    throw error;
  }
}

function lookAfter(office: Office, name: string, { clock, engine }: HostedEngine): void {
  const operator = new Operator({ clock, office: () => office, name, engine });
  office.onChange((printer, urgent) => {
    if (printer === name && urgent) operator.look();
  });
}
