/**
 * What a person or a program may ask of a running station. One table of commands serves the page, HTTP, and the command
 * line; each command names the least role that may give it, and is checked against it every time.
 */
import type { z } from "zod";
import type { Role } from "../api-access.ts";
import type { RefusalCode } from "../api-commands.ts";

export { ROLES, type Role } from "../api-access.ts";
export type { RefusalCode } from "../api-commands.ts";

/** Who asks. `name` goes into the audit; it is no personal data of a card holder. */
export interface Caller {
  readonly name: string;
  readonly role: Role;
  /** A wall display: sees the live view, and gives no command at all, not even one that only looks. */
  readonly wall?: boolean;
}

export type CommandOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: RefusalCode; readonly message: string };

/** Thrown by a command that may not or cannot be carried out now. The message says what to do next. */
export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Command<Input = unknown> {
  /** `jobs.hold`, `printer.pause`: room and verb. */
  readonly name: string;
  /** The least role that may give it. */
  readonly role: Role;
  /** Changes something: is kept in the audit, and a repetition under the same idempotency key is answered, not repeated. */
  readonly changes: boolean;
  /** Acts before it is written down, at once, whatever else runs: an emergency stop. */
  readonly urgent?: boolean;
  /** Its input or result is a secret: nothing of them is kept, so that an idempotency key has no effect. */
  readonly secret?: boolean;
  readonly input: z.ZodType<Input>;
  /** What the audit keeps of the input: codes and numbers, never personal data. */
  audited?(input: Input): Readonly<Record<string, string | number | boolean>>;
  /** Returns plain data for JSON. Throws {@link CommandRefused}. */
  run(input: Input, caller: Caller): unknown | Promise<unknown>;
}

/** Keeps the type of the input between schema and `run`. */
export function command<Input>(spec: Command<Input>): Command {
  return spec as unknown as Command;
}

/** One more link of the audit's chain. No personal data in it. */
export interface AuditEntry {
  readonly actor: string;
  readonly role: Role | "station";
  /** Name of the command, or of what the station did by itself. */
  readonly action: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

export interface AuditSink {
  /** Durable when it returns. */
  append(entry: AuditEntry): void;
}
