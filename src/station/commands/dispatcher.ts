/**
 * Carries out commands: looks the name up, checks role and input, writes the audit, runs, and answers an outcome. Never
 * throws: what a command throws unforeseen becomes `internal`.
 */
import { createHash } from "node:crypto";
import type { Log } from "../../base/index.ts";
import { StorageError } from "../errors.ts";
import {
  type AuditSink,
  type Caller,
  type Command,
  type CommandOutcome,
  CommandRefused,
  type RefusalCode,
  ROLES,
  type Role,
} from "./command.ts";
import { readInput } from "./input-words.ts";
import { MemoryOutcomes, type OutcomeStore } from "./outcome-store.ts";

/** Commands that may run at the same time; an urgent one is never held back. */
export const COMMANDS_RUNNING_MAX = 32;
export const IDEMPOTENCY_KEY_CHARS_MAX = 64;
/** The one command that is never turned away for too many messages. */
export const EMERGENCY_STOP = "printer.emergencyStop";
const IDEMPOTENCY_KEY = new RegExp(`^[\\x21-\\x7e]{1,${IDEMPOTENCY_KEY_CHARS_MAX}}$`);

export interface DispatcherOptions {
  readonly commands: readonly Command[];
  readonly audit: AuditSink;
  readonly log: Log;
  /** Default: in memory only. */
  readonly outcomes?: OutcomeStore;
}

/** One wish, as it arrives. */
export interface CommandWish {
  readonly name: string;
  readonly input: unknown;
  readonly caller: Caller;
  readonly idempotencyKey?: string | undefined;
}

/** True when `role` may do what `least` may. */
export const mayActAs = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);

const refusal = (code: RefusalCode, message: string): CommandOutcome => ({ ok: false, code, message });

export class Dispatcher {
  private readonly table = new Map<string, Command>();
  private readonly audit: AuditSink;
  private readonly log: Log;
  private readonly outcomes: OutcomeStore;
  /** Running under an idempotency key. */
  private readonly underway = new Map<string, { fingerprint: string; outcome: Promise<CommandOutcome> }>();
  private running = 0;

  constructor(options: DispatcherOptions) {
    this.audit = options.audit;
    this.log = options.log;
    this.outcomes = options.outcomes ?? new MemoryOutcomes();
    for (const command of options.commands) this.add(command);
  }

  add(command: Command): void {
    if (this.table.has(command.name)) throw new Error(`two commands are called ${command.name}`);
    this.table.set(command.name, command);
  }

  /** What a role may ask for, by name. */
  list(role: Role): Command[] {
    return [...this.table.values()]
      .filter((command) => mayActAs(role, command.role))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** An urgent command has acted when this returns, before the promise settles. */
  run(wish: CommandWish): Promise<CommandOutcome> {
    const command = this.table.get(wish.name);
    if (command === undefined) return settled(refusal("notFound", `there is no command ${quoted(wish.name)}`));
    if (wish.caller.wall === true)
      return settled(refusal("role", "a wall display only looks; log in to give commands"));
    if (!mayActAs(wish.caller.role, command.role)) {
      this.log.warn("command.denied", { command: command.name, role: wish.caller.role });
      return settled(
        refusal("role", `${command.name} needs the role ${command.role}; you are ${wish.caller.role}: log in first`),
      );
    }
    const parsed = readInput(command.input, wish.input ?? {});
    if ("problem" in parsed) return settled(refusal("invalid", parsed.problem));
    if (command.urgent === true) return this.carryOut(command, parsed.data, wish.caller);
    if (this.running >= COMMANDS_RUNNING_MAX) {
      return settled(refusal("busy", "the station has too many commands in hand; try again in a moment"));
    }
    const key = command.changes && command.secret !== true ? wish.idempotencyKey : undefined;
    if (key === undefined) return this.carryOut(command, parsed.data, wish.caller);
    if (!IDEMPOTENCY_KEY.test(key)) {
      const limits = `1..${IDEMPOTENCY_KEY_CHARS_MAX} printable characters without blanks`;
      return settled(refusal("invalid", `the idempotency key must be ${limits}`));
    }
    return this.once(command, parsed.data, wish.caller, `${wish.caller.name} ${command.name} ${key}`);
  }

  /** The same key again, with the same input, gets the same answer; nothing happens twice. */
  private once(command: Command, input: unknown, caller: Caller, key: string): Promise<CommandOutcome> {
    const fingerprint = createHash("sha256").update(JSON.stringify(input)).digest("base64url");
    const underway = this.underway.get(key);
    const known = underway ?? this.stored(key);
    if (known !== undefined && known.fingerprint !== fingerprint) {
      return settled(refusal("invalid", "this idempotency key was already used with another input"));
    }
    if (underway !== undefined) return underway.outcome;
    if (known !== undefined) return settled(known.outcome as CommandOutcome);
    const outcome = this.begunAndEnded(command, input, caller, key, fingerprint);
    this.underway.set(key, { fingerprint, outcome });
    return outcome.finally(() => this.underway.delete(key));
  }

  private stored(key: string): { fingerprint: string; outcome: CommandOutcome } | undefined {
    const known = this.outcomes.find(key);
    if (known === undefined) return undefined;
    const unknownEnd = "the station was stopped while it did this; look whether it happened, then use a new key";
    return { fingerprint: known.fingerprint, outcome: known.outcome ?? refusal("internal", unknownEnd) };
  }

  private async begunAndEnded(
    command: Command,
    input: unknown,
    caller: Caller,
    key: string,
    fingerprint: string,
  ): Promise<CommandOutcome> {
    try {
      this.outcomes.begin(key, fingerprint);
    } catch (error) {
      return this.mistake(command, error);
    }
    const outcome = await this.carryOut(command, input, caller);
    try {
      // A refusal changed nothing: the same wish may be tried again under its key.
      if (outcome.ok || outcome.code === "internal") this.outcomes.end(key, outcome);
      else this.outcomes.forget(key);
    } catch (error) {
      this.log.error("command.outcomeNotKept", { command: command.name, error: String(error) });
    }
    return outcome;
  }

  private async carryOut(command: Command, input: unknown, caller: Caller): Promise<CommandOutcome> {
    this.running++;
    try {
      const urgent = command.urgent === true;
      if (!urgent) this.write(command, input, caller);
      const answer = command.run(input, caller);
      if (urgent || answer instanceof Promise) {
        const result = (await answer) ?? null;
        this.writeEnd(command, input, caller, "ok");
        return { ok: true, result };
      }
      return { ok: true, result: answer ?? null };
    } catch (error) {
      const outcome =
        error instanceof CommandRefused ? refusal(error.code, error.message) : this.mistake(command, error);
      this.writeEnd(command, input, caller, outcome.ok ? "ok" : outcome.code);
      return outcome;
    } finally {
      this.running--;
    }
  }

  /** One entry when it is ordered; a second one, with the outcome, when it took time or was not carried out. */
  private write(command: Command, input: unknown, { name: actor, role }: Caller, more?: { outcome: string }): void {
    if (!command.changes) return;
    this.audit.append({ actor, role, action: command.name, detail: { ...command.audited?.(input), ...more } });
  }

  /** It has happened, or has not: an audit that cannot be written changes nothing of that. */
  private writeEnd(command: Command, input: unknown, caller: Caller, outcome: string): void {
    try {
      this.write(command, input, caller, { outcome });
    } catch (error) {
      this.log.error("command.auditFailed", { command: command.name, error: String(error) });
    }
  }

  private mistake(command: Command, error: unknown): CommandOutcome {
    if (error instanceof StorageError) return refusal("device", error.message);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.log.error("command.failed", { command: command.name, error: text });
    return refusal("internal", `${command.name} failed inside the station; its log says why`);
  }
}

const settled = (outcome: CommandOutcome): Promise<CommandOutcome> => Promise.resolve(outcome);
const quoted = (name: string): string => JSON.stringify(name.slice(0, 64));
