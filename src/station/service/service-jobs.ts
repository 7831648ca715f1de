/** What technicians do at the printers of this station: one piece of work at a printer at a time, and who does it. */
import type { Clock } from "../../base/index.ts";
import { type Caller, CommandRefused } from "../commands/command.ts";
import { BusyError, InputError, TransportError } from "../errors.ts";
import { DeadlineError, RefusedError } from "./console-session.ts";

export const SERVICE_KINDS = ["flash", "selftest", "settings", "tune"] as const;
export type ServiceKind = (typeof SERVICE_KINDS)[number];

/** Plain data for whoever watches. */
export interface ServiceState {
  readonly kind: ServiceKind;
  readonly by: string;
  readonly sinceMs: number;
  readonly state: "running" | "done" | "failed";
  /** What the work says of its progress; null before it says anything. */
  readonly progress: unknown;
  /** Of a work that is done. */
  readonly result: unknown;
  /** Of a work that failed: a sentence, and the exit code that it would end a command with. */
  readonly message: string;
  readonly exitCode: number;
}

export class ServiceJobs {
  private readonly clock: Clock;
  private readonly jobs = new Map<string, { -readonly [K in keyof ServiceState]: ServiceState[K] }>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  state(printer: string): ServiceState | undefined {
    const job = this.jobs.get(printer);
    return job === undefined ? undefined : { ...job };
  }

  /** Throws a {@link CommandRefused} that says who works there. The work begins at once and is waited for by nobody. */
  begin(
    printer: string,
    kind: ServiceKind,
    caller: Caller,
    work: (progress: (progress: unknown) => void) => Promise<unknown>,
  ): void {
    this.settle(this.open(printer, kind, caller), work).catch(() => {});
  }

  /** The same, waited for. Rejects with a {@link CommandRefused}. */
  async run<T>(printer: string, kind: ServiceKind, caller: Caller, work: () => Promise<T>): Promise<T> {
    try {
      return (await this.settle(this.open(printer, kind, caller), work)) as T;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  private open(printer: string, kind: ServiceKind, caller: Caller) {
    const there = this.jobs.get(printer);
    if (there?.state === "running") {
      const seconds = Math.round((this.clock.utcMs() - there.sinceMs) / 1000);
      const what = `${there.by} has been at ${printer} for ${seconds} s (${there.kind})`;
      throw new CommandRefused("busy", `${what}; try again when that is done`);
    }
    const job = {
      kind,
      by: caller.name,
      sinceMs: this.clock.utcMs(),
      state: "running" as ServiceState["state"],
      progress: null as unknown,
      result: null as unknown,
      message: "",
      exitCode: 0,
    };
    this.jobs.set(printer, job);
    return job;
  }

  private async settle(
    job: ReturnType<ServiceJobs["open"]>,
    work: (progress: (progress: unknown) => void) => Promise<unknown>,
  ): Promise<unknown> {
    try {
      job.result = await work((progress) => {
        job.progress = progress;
      });
      job.state = "done";
      return job.result;
    } catch (error) {
      job.state = "failed";
      job.message = error instanceof Error ? error.message : String(error);
      job.exitCode = exitCodeOf(error);
      throw error;
    }
  }
}

/** The error as a command's refusal; what is none of the known ones is our mistake and goes on as it is. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof InputError) return new CommandRefused("invalid", error.message);
  if (error instanceof BusyError) return new CommandRefused("busy", error.message);
  if (error instanceof RefusedError) return new CommandRefused("refused", error.message);
  if (error instanceof DeadlineError) return new CommandRefused("deadline", error.message);
  if (error instanceof TransportError) return new CommandRefused("device", error.message);
  return error;
}

const INTERNAL_EXIT = 70;

function exitCodeOf(error: unknown): number {
  return error instanceof Error && "exitCode" in error && typeof error.exitCode === "number"
    ? error.exitCode
    : INTERNAL_EXIT;
}
