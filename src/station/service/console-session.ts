/** A conversation with one printer's console: opened for a piece of work, closed after it; trouble becomes errors with exit codes. */
import { type Clock, type Micros, US_PER_MS } from "../../base/index.ts";
import {
  CETAK_COMMAND,
  type Connect,
  connectUrl,
  IMAGE_RC,
  SMP_GROUP,
  SmpClient,
  SmpError,
  type SmpMap,
  type SmpOp,
  smpNumber,
  smpText,
} from "../../protocol/index.ts";
import { BusyError, TransportError } from "../errors.ts";

/** What the printer says of itself. */
export interface PrinterIdentity {
  readonly serial: string;
  readonly model: string;
  readonly firmware: string;
  /** A simulated engine: whatever shows it says so. */
  readonly sim: boolean;
}

/** And what a flashing technician needs besides. */
export interface PrinterBoot extends PrinterIdentity {
  /** No firmware runs: its boot loader takes an image, and starts it at the reset. */
  readonly inRecovery: boolean;
  /** Why it took the last firmware back; empty when it did not. */
  readonly why: string;
  /** Longest image that it takes. */
  readonly imageBytesMax: number;
}

/** The printer said no, and why (exit code 8). */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly exitCode = 8;
}

/** No answer in time (exit code 4). */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
  readonly exitCode = 4;
}

/** A console that another program has just left may still count as taken. */
const BUSY_ATTEMPTS_MAX = 4;
const BUSY_PAUSE_US = 150 * US_PER_MS;

/** What refusals of the image group mean for the person who flashes. */
const IMAGE_WORDS: Readonly<Record<number, string>> = {
  [IMAGE_RC.currentIsNewer]: "the printer refuses it: what runs there is newer, or has a higher security counter",
  [IMAGE_RC.tooLarge]: "the printer refuses it: the image does not fit into its slot",
  [IMAGE_RC.invalidHash]: "the printer refuses it: what arrived is damaged, or not signed with a key that it trusts",
  [IMAGE_RC.badMagic]: "the printer refuses it: it is no firmware image",
};

export interface ConsoleSessionOptions {
  readonly url: string;
  readonly clock: Clock;
  /** Default: the transport that the URL names. */
  readonly connect?: Connect;
  /** What the printer says in words meanwhile. */
  readonly onText?: (line: string) => void;
}

/** Waits on this clock. */
export function pause({ clock }: { readonly clock: Clock }, us: Micros): Promise<void> {
  return new Promise((done) => clock.timer(done).armAfter(us));
}

export class ConsoleSession {
  readonly url: string;
  readonly clock: Clock;
  readonly client: SmpClient;
  private readonly said: { busy: string };

  private constructor({ url, clock, connect, onText }: ConsoleSessionOptions) {
    const said = { busy: "" };
    this.said = said;
    this.url = url;
    this.clock = clock;
    this.client = new SmpClient({
      clock,
      connect: connect ?? connectUrl(url, clock),
      onText: (line) => {
        if (/^busy:/.test(line)) said.busy = line;
        onText?.(line);
      },
    });
  }

  /** Rejects with a {@link TransportError} when nobody is there, with a {@link BusyError} when somebody else is. */
  static async open(options: ConsoleSessionOptions): Promise<ConsoleSession> {
    for (let attempt = 1; ; attempt++) {
      const session = new ConsoleSession(options);
      try {
        await session.again();
        await session.identity();
        return session;
      } catch (error) {
        session.close();
        if (!(error instanceof BusyError) || attempt === BUSY_ATTEMPTS_MAX) throw error;
      }
      await pause(options, BUSY_PAUSE_US);
    }
  }

  /** Dials once more, after the printer restarted or the line broke. */
  async again(): Promise<void> {
    try {
      await this.client.open();
    } catch (error) {
      throw this.explained(error);
    }
  }

  /** One request. Rejects with an error that has an exit code and a sentence. */
  async ask(group: number, command: number, op: SmpOp, payload: SmpMap, what: string): Promise<SmpMap> {
    try {
      return await this.client.request(group, command, op, payload, { what });
    } catch (error) {
      throw this.explained(error);
    }
  }

  async identity(): Promise<PrinterIdentity> {
    const { serial, model, firmware, sim } = await this.boot();
    return { serial, model, firmware, sim };
  }

  async boot(): Promise<PrinterBoot> {
    const map = await this.ask(SMP_GROUP.cetak, CETAK_COMMAND.identity, "read", {}, "asking who it is");
    return {
      serial: smpText(map, "serial") ?? "",
      model: smpText(map, "model") ?? "",
      firmware: smpText(map, "firmware") ?? "",
      sim: map["sim"] === true,
      inRecovery: map["mode"] === "recovery",
      why: smpText(map, "why") ?? "",
      imageBytesMax: smpNumber(map, "imageBytesMax") ?? Number.MAX_SAFE_INTEGER,
    };
  }

  close(): void {
    this.client.close();
  }

  /** The error as it is told to people. */
  explained(error: unknown): unknown {
    if (!(error instanceof SmpError)) return error;
    const { kind, message } = error;
    if (this.said.busy !== "") return new BusyError(`${this.url}: ${this.said.busy.trim()}`);
    if (kind === "answer")
      return new RefusedError(IMAGE_WORDS[error.group === SMP_GROUP.image ? error.rc : 0] ?? message);
    if (kind === "deadline") return new DeadlineError(`${this.url}: ${message}`);
    return new TransportError(`${this.url}: ${message}`);
  }
}
