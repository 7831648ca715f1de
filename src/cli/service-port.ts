/** A printer that a technician works at: behind its console, or behind a running station. */
import { WallClock } from "../base/index.ts";
import {
  ConsoleSession,
  type FlashEnd,
  type FlashPlan,
  type FlashProgress,
  flashPrinter,
  type ImageFacts,
  type PrinterSettings,
  planFlash,
  readSettings,
  runSelfTest,
  type SelfTestProgress,
  type SelfTestSheet,
  type SettingChanges,
  writeSettings,
} from "../station/index.ts";
import { CommandError, EXIT } from "./exit-codes.ts";
import type { LoginOptions } from "./station-login.ts";
import { StationService } from "./station-service.ts";

export interface ServiceOptions extends LoginOptions {
  console?: string;
  station?: string;
  printer?: string;
}

export interface PrinterService {
  /** For sentences: the URL or the printer's name. */
  readonly name: string;
  readSettings(): Promise<PrinterSettings>;
  writeSettings(changes: SettingChanges): Promise<void>;
  plan(bytes: Uint8Array, image: ImageFacts): Promise<FlashPlan>;
  flash(plan: FlashPlan, bytes: Uint8Array, onProgress: (progress: FlashProgress) => void): Promise<FlashEnd>;
  /** `stopped`: the person wants it to end. */
  selfTest(onProgress: (progress: SelfTestProgress) => void, stopped: () => boolean): Promise<SelfTestSheet>;
  close(): void;
}

/** Opens what the options name. Throws with exit code 2 when they name nothing or two things. */
export async function openService(options: ServiceOptions): Promise<PrinterService> {
  if (options.console !== undefined && options.station === undefined) return ConsoleService.open(options.console);
  if (options.station !== undefined && options.console === undefined) {
    if (options.printer === undefined) {
      throw new CommandError(EXIT.usage, "--station needs --printer NAME, the name of the printer in the station file");
    }
    return StationService.open(options.station, options.printer, options);
  }
  throw new CommandError(
    EXIT.usage,
    "name one printer: --console tcp://host:port (or serial:///dev/ttyUSB0?baud=115200), or --station URL --printer NAME",
  );
}

class ConsoleService implements PrinterService {
  readonly name: string;
  private readonly session: ConsoleSession;
  private readonly clock: WallClock;

  private constructor(session: ConsoleSession, clock: WallClock) {
    this.name = session.url;
    this.session = session;
    this.clock = clock;
  }

  static async open(url: string): Promise<ConsoleService> {
    const clock = new WallClock();
    try {
      return new ConsoleService(await ConsoleSession.open({ url, clock }), clock);
    } catch (error) {
      clock.close();
      throw error;
    }
  }

  readSettings(): Promise<PrinterSettings> {
    return readSettings(this.session);
  }

  writeSettings(changes: SettingChanges): Promise<void> {
    return writeSettings(this.session, changes);
  }

  plan(_bytes: Uint8Array, image: ImageFacts): Promise<FlashPlan> {
    return planFlash(this.session, image);
  }

  flash(plan: FlashPlan, bytes: Uint8Array, onProgress: (progress: FlashProgress) => void): Promise<FlashEnd> {
    return flashPrinter(this.session, bytes, plan, onProgress);
  }

  async selfTest(onProgress: (progress: SelfTestProgress) => void, stopped: () => boolean): Promise<SelfTestSheet> {
    const printer = await this.session.identity();
    const report = await runSelfTest(this.session, onProgress, stopped);
    return { ...report, printer, atMs: this.clock.utcMs() };
  }

  close(): void {
    this.session.close();
    this.clock.close();
  }
}
