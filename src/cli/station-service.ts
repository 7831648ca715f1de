/** A printer of a running station: the station does the work at its console, under its roles and with its audit. */
import { WallClock } from "../base/index.ts";
import {
  type FlashEnd,
  type FlashPlan,
  type FlashProgress,
  type ImageFacts,
  type PrinterSettings,
  pause,
  type SelfTestProgress,
  type SelfTestSheet,
  type ServicedPrinter,
  type ServiceState,
  type SettingChanges,
} from "../station/index.ts";
import { CommandError, type ExitCode } from "./exit-codes.ts";
import type { PrinterService } from "./service-port.ts";
import { callStation } from "./station-client.ts";
import { type LoginOptions, loggedIn } from "./station-login.ts";

const LOOK_US = 1_000_000;

export class StationService implements PrinterService {
  readonly name: string;
  private readonly url: string;
  private readonly cookie: string | undefined;
  private readonly clock = new WallClock();
  private readonly sent = new Set<string>();

  private constructor(url: string, name: string, cookie: string | undefined) {
    this.url = url;
    this.name = name;
    this.cookie = cookie;
  }

  /** Logs in as technician when there is a password. Without one the station decides what this machine may do. */
  static async open(url: string, printer: string, login: LoginOptions): Promise<StationService> {
    return new StationService(url, printer, await loggedIn(url, "technician", login));
  }

  async readSettings(): Promise<PrinterSettings> {
    return (await this.call("service.settings.read", {})) as PrinterSettings;
  }

  async writeSettings(changes: SettingChanges): Promise<void> {
    await this.call("service.settings.write", { changes });
  }

  async plan(bytes: Uint8Array, image: ImageFacts): Promise<FlashPlan> {
    await this.send(bytes, image.hash);
    return (await this.call("service.flash.plan", { image: image.hash })) as FlashPlan;
  }

  async flash(plan: FlashPlan, _bytes: Uint8Array, onProgress: (progress: FlashProgress) => void): Promise<FlashEnd> {
    await this.call("service.flash", { image: plan.image.hash, serial: plan.printer.serial });
    return (await this.waited(onProgress as (progress: unknown) => void)) as FlashEnd;
  }

  async selfTest(onProgress: (progress: SelfTestProgress) => void, stopped: () => boolean): Promise<SelfTestSheet> {
    await this.call("service.selftest", {});
    let told = false;
    const look = (progress: unknown): void => {
      onProgress(progress as SelfTestProgress);
      if (!stopped() || told) return;
      told = true;
      this.call("service.selftest.stop", {}).catch(() => {});
    };
    return (await this.waited(look)) as SelfTestSheet;
  }

  close(): void {
    this.clock.close();
  }

  private call(name: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    return callStation(this.url, name, { printer: this.name, ...input }, { cookie: this.cookie });
  }

  private async send(bytes: Uint8Array, image: string): Promise<void> {
    if (this.sent.has(image)) return;
    const input = { image, data: Buffer.from(bytes).toString("base64") };
    await callStation(this.url, "service.image.put", input, { cookie: this.cookie });
    this.sent.add(image);
  }

  /** Until the station says that the work is over. */
  private async waited(onProgress: (progress: unknown) => void): Promise<unknown> {
    for (;;) {
      const state = (await this.call("service.state", {})) as ServiceState;
      if (state.progress !== null) onProgress(state.progress);
      if (state.state === "done") return state.result;
      if (state.state === "failed") throw new CommandError(state.exitCode as ExitCode, state.message);
      await pause({ clock: this.clock }, LOOK_US);
    }
  }
}

/** The printers that a station can work at. */
export async function printersOfStation(url: string, login: LoginOptions): Promise<ServicedPrinter[]> {
  const cookie = await loggedIn(url, "technician", login);
  const printers = await callStation(url, "service.printers", {}, { cookie });
  return (printers as ServicedPrinter[]).filter(({ hasConsole }) => hasConsole);
}
