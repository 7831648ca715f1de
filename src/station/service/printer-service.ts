/** The technician's work at the printers of a station: each at its console, one at a time, with the printer in service. */
import type { Clock } from "../../base/index.ts";
import type { Connect } from "../../protocol/index.ts";
import { type Caller, CommandRefused } from "../commands/command.ts";
import type { PrinterConfig } from "../config/station-config.ts";
import type { FlashTable } from "../journal/flash-table.ts";
import type { Office } from "../office/office.ts";
import { ConsoleSession } from "./console-session.ts";
import { type FlashPlan, imageFacts, planFlash } from "./flash-plan.ts";
import { flashPrinter } from "./flash-run.ts";
import { ImageShelf } from "./image-shelf.ts";
import { runSelfTest } from "./selftest-client.ts";
import { ServiceJobs, type ServiceKind, type ServiceState } from "./service-jobs.ts";
import {
  checkChanges,
  type PrinterSettings,
  readSettings,
  type SettingChanges,
  writeSettings,
} from "./settings-client.ts";

export interface PrinterServiceOptions {
  readonly office: Office;
  readonly printers: readonly PrinterConfig[];
  readonly flashes: FlashTable;
  readonly clock: Clock;
  /** Console of a printer as it can be dialled now. Default: the station file's URL. */
  readonly consoleOf?: (printer: PrinterConfig) => string | undefined;
  /** Default: the transport that the URL names. */
  readonly connectFor?: (printer: PrinterConfig, url: string) => Connect;
}

/** What is known of a printer before anybody dials its console. */
export interface ServicedPrinter {
  readonly name: string;
  readonly model: string;
  readonly serial: string;
  readonly hasConsole: boolean;
}

export class PrinterServiceDesk {
  readonly images = new ImageShelf();
  private readonly options: PrinterServiceOptions;
  private readonly jobs: ServiceJobs;
  private readonly wantsStop = new Set<string>();

  constructor(options: PrinterServiceOptions) {
    this.options = options;
    this.jobs = new ServiceJobs(options.clock);
  }

  printers(): ServicedPrinter[] {
    return this.options.printers.map((printer) => ({
      name: printer.name,
      model: printer.model,
      serial: this.options.office.controller(printer.name).view().serial,
      hasConsole: this.consoleUrl(printer) !== undefined,
    }));
  }

  /** Undefined when nobody has worked there since the station began. */
  state(name: string): ServiceState | undefined {
    return this.jobs.state(this.config(name).name);
  }

  readSettings(name: string, caller: Caller): Promise<PrinterSettings> {
    return this.jobs.run(name, "settings", caller, () => this.at(name, readSettings));
  }

  async writeSettings(name: string, changes: SettingChanges, caller: Caller): Promise<void> {
    await this.jobs.run(name, "settings", caller, () =>
      this.inService(name, () =>
        this.at(name, async (session) => {
          checkChanges(await readSettings(session), changes);
          await writeSettings(session, changes);
        }),
      ),
    );
  }

  /** Rejects with a {@link CommandRefused}; `image` is a hash on the shelf. */
  plan(name: string, image: string, caller: Caller): Promise<FlashPlan> {
    const bytes = this.images.get(image);
    return this.jobs.run(name, "flash", caller, () =>
      this.at(name, (session) => planFlash(session, imageFacts(bytes, "the image"))),
    );
  }

  /** Begins; how it goes on is told by {@link state}. `serial`: the machine that the person agreed to. */
  flash(name: string, image: string, serial: string, caller: Caller): void {
    const bytes = this.images.get(image);
    const { flashes } = this.options;
    this.config(name);
    this.jobs.begin(name, "flash", caller, (progress) =>
      this.inService(name, () =>
        this.at(name, async (session) => {
          const plan = await planFlash(session, imageFacts(bytes, "the image"));
          if (plan.printer.serial !== serial) {
            throw new CommandRefused("refused", `the machine there is ${plan.printer.serial}, not ${serial}`);
          }
          const { from, to } = plan;
          const { hash, signer } = plan.image;
          const id = flashes.begin({ printer: name, serial, actor: caller.name, from, to, hash, signer });
          try {
            const end = await flashPrinter(session, bytes, plan, progress);
            flashes.end(id, end.result, end.why);
            return end;
          } catch (error) {
            flashes.end(id, "failed", error instanceof Error ? error.message : String(error));
            throw error;
          }
        }),
      ),
    );
  }

  selfTest(name: string, caller: Caller): void {
    this.config(name);
    this.wantsStop.delete(name);
    this.jobs.begin(name, "selftest", caller, (progress) =>
      this.inService(name, () =>
        this.at(name, async (session) => {
          const printer = await session.identity();
          const report = await runSelfTest(session, progress, () => this.wantsStop.has(name));
          return { ...report, printer, atMs: this.options.clock.utcMs() };
        }),
      ),
    );
  }

  stopSelfTest(name: string): void {
    if (this.state(name)?.kind !== "selftest" || this.state(name)?.state !== "running") {
      throw new CommandRefused("refused", `no self-test runs at ${name}`);
    }
    this.wantsStop.add(name);
  }

  /** Any other piece of work: it meets no other there, and {@link state} tells how it goes on. */
  begin(
    name: string,
    kind: ServiceKind,
    caller: Caller,
    work: (progress: (progress: unknown) => void) => Promise<unknown>,
  ) {
    this.config(name);
    this.jobs.begin(name, kind, caller, (progress) => this.inService(name, () => work(progress)));
  }

  private config(name: string): PrinterConfig {
    const found = this.options.printers.find((printer) => printer.name === name);
    if (found !== undefined) return found;
    const known = this.options.printers.map((printer) => printer.name).join(", ");
    throw new CommandRefused("notFound", `there is no printer ${JSON.stringify(name)}; there are ${known}`);
  }

  private consoleUrl(printer: PrinterConfig): string | undefined {
    return this.options.consoleOf === undefined ? printer.console : this.options.consoleOf(printer);
  }

  /** A conversation with its console, ended whatever comes of it. */
  private async at<T>(name: string, work: (session: ConsoleSession) => Promise<T>): Promise<T> {
    const { clock, connectFor } = this.options;
    const printer = this.config(name);
    const url = this.consoleUrl(printer);
    if (url === undefined) {
      throw new CommandRefused(
        "refused",
        `${name} has no console: add console = "tcp://..." to it in the station file`,
      );
    }
    const connect = connectFor?.(printer, url);
    const session = await ConsoleSession.open({ url, clock, ...(connect === undefined ? {} : { connect }) });
    try {
      return await work(session);
    } finally {
      session.close();
    }
  }

  /** The printer takes no job meanwhile. One that is stopped, faulted or unreachable takes none anyway. */
  private async inService<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { office } = this.options;
    const controller = office.controller(name);
    const { word } = controller.view();
    // A technician who has it in service already keeps it.
    const mine = word !== "service" && controller.beginService() !== "no";
    if (!mine && !STILL.has(word)) {
      throw new CommandRefused("busy", `${name} is ${word}: pause it, and try again when its card is out`);
    }
    office.setInService(name, true);
    try {
      return await work();
    } finally {
      office.setInService(name, false);
      if (mine) controller.endService();
    }
  }
}

/** States in which nothing is printed and no job is taken. */
const STILL: ReadonlySet<string> = new Set(["unknown", "cold", "stopped", "faulted", "service"]);
