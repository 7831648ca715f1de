/**
 * The asking side of SMP on a serial console: several requests in flight, each sent again until its deadline, both forms
 * of error understood. Runs on any clock: the callbacks of {@link SmpClient.send} come inside the clock's own alarms or the
 * wire's own events, so that it also works in virtual time; {@link SmpClient.request} is the same as a promise.
 */
import { type Clock, type Timer, US_PER_MS, US_PER_S } from "../../base/index.ts";
import type { Connect, Wire } from "../wire.ts";
import { FRAME_LINE_BYTES, frameLines } from "./console-frame.ts";
import { ConsoleReader, type ConsoleReaderCounters } from "./console-reader.ts";
import { mapOf } from "./fields.ts";
import { decodeSmp, encodeSmp, isJunk, type SmpMap, type SmpOp, type SmpPacket, type SmpVersion } from "./packet.ts";
import { answerError, SmpError } from "./smp-error.ts";

/** Requests under way at one time. */
export const SMP_IN_FLIGHT_MAX = 64;
const TRY_US_DEFAULT = 1_500 * US_PER_MS;
const DEADLINE_US_DEFAULT = 8 * US_PER_S;
const OPEN_US_DEFAULT = 5 * US_PER_S;

export interface SmpClientOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly version?: SmpVersion;
  /** Console lines are at most so long; longer ones cost fewer bytes but not every peer takes them. */
  readonly lineBytes?: number;
  /** Lines of the console that are no packets: what the device says in words. */
  readonly onText?: (line: string) => void;
  /** The line broke after it was open. */
  readonly onLost?: (reason: string) => void;
}

export interface SmpRequestOptions {
  /** Sent again after so long without an answer, us. */
  readonly tryUs?: number;
  /** Given up after so long, us. */
  readonly deadlineUs?: number;
  /** The request in words, for errors. */
  readonly what?: string;
}

export type SmpOutcome =
  | { readonly ok: true; readonly payload: SmpMap }
  | { readonly ok: false; readonly error: SmpError };

/** A request under way. After `forget` its answer is nobody's and `done` is not called. */
export interface SmpRequestHandle {
  forget(): void;
}

interface Pending {
  readonly packet: SmpPacket;
  readonly lines: Uint8Array;
  readonly what: string;
  readonly tryUs: number;
  readonly deadlineAt: number;
  readonly timer: Timer;
  readonly done: (outcome: SmpOutcome) => void;
}

export class SmpClient {
  /** Requests that had to be sent again. */
  resent = 0;
  readonly #options: SmpClientOptions;
  readonly #reader: ConsoleReader;
  readonly #pending = new Map<number, Pending>();
  #wire: Wire | undefined;
  #attempt: { cancel(): void } | undefined;
  #lastSeq = 255;

  constructor(options: SmpClientOptions) {
    this.#options = options;
    this.#reader = new ConsoleReader({
      onPacket: (packet) => this.#answer(packet),
      ...(options.onText === undefined ? {} : { onText: options.onText }),
    });
  }

  get isOpen(): boolean {
    return this.#wire !== undefined;
  }

  get counters(): Readonly<ConsoleReaderCounters> {
    return this.#reader.counters;
  }

  /** Dials. `opened` is called once, with an error when nobody is there. */
  openNow(opened: (error?: SmpError) => void, timeoutUs = OPEN_US_DEFAULT): void {
    const { connect, clock, onLost } = this.#options;
    let settled = false;
    const settle = (error?: SmpError): void => {
      if (settled) return;
      settled = true;
      timer.cancel();
      opened(error);
    };
    const timer = clock.timer(() => {
      this.#attempt?.cancel();
      settle(new SmpError("lost", `${connect.url ?? "the console"} did not open in time`));
    });
    timer.armAfter(timeoutUs);
    this.#attempt = connect({
      onOpen: (wire) => {
        this.#wire = wire;
        // Ends whatever half a line stands in the device's buffer.
        wire.write(Uint8Array.of(10));
        settle();
      },
      onData: (bytes) => this.#reader.push(bytes),
      onClose: (reason) => {
        this.#wire = undefined;
        settle(new SmpError("lost", reason));
        this.#failAll("lost", reason);
        onLost?.(reason);
      },
    });
  }

  open(timeoutUs = OPEN_US_DEFAULT): Promise<void> {
    return new Promise((resolve, reject) => this.openNow((error) => (error ? reject(error) : resolve()), timeoutUs));
  }

  /** Requests under way end as lost. */
  close(): void {
    this.#wire?.close();
    this.#attempt?.cancel();
    this.#wire = undefined;
    this.#failAll("lost", "the console was closed");
  }

  /** `done` is called once. Throws only for what is our own mistake: too many at a time, too long for the format. */
  send(
    group: number,
    command: number,
    op: SmpOp,
    payload: SmpMap,
    options: SmpRequestOptions,
    done: (outcome: SmpOutcome) => void,
  ): SmpRequestHandle {
    const what = options.what ?? `request ${group}/${command}`;
    if (this.#wire === undefined) {
      done({ ok: false, error: new SmpError("lost", `${what}: no connection`) });
      return { forget: () => {} };
    }
    const seq = this.#freeSeq();
    if (seq === undefined) throw new RangeError(`at most ${SMP_IN_FLIGHT_MAX} SMP requests may be under way`);
    const { clock, version = 2, lineBytes = FRAME_LINE_BYTES } = this.#options;
    const packet: SmpPacket = { op, response: false, version, group, command, seq, payload };
    const tryUs = options.tryUs ?? TRY_US_DEFAULT;
    const pending: Pending = {
      packet,
      what,
      lines: frameLines(encodeSmp(packet), lineBytes),
      tryUs,
      deadlineAt: clock.now() + (options.deadlineUs ?? DEADLINE_US_DEFAULT),
      timer: clock.timer(() => this.#tryAgain(pending)),
      done,
    };
    this.#pending.set(seq, pending);
    pending.timer.armAt(Math.min(clock.now() + tryUs, pending.deadlineAt));
    this.#wire.write(pending.lines);
    return {
      forget: () => {
        pending.timer.cancel();
        if (this.#pending.get(seq) === pending) this.#pending.delete(seq);
      },
    };
  }

  /** The payload of the answer. Rejects with an {@link SmpError}. */
  request(
    group: number,
    command: number,
    op: SmpOp,
    payload: SmpMap = {},
    options: SmpRequestOptions = {},
  ): Promise<SmpMap> {
    return new Promise((resolve, reject) =>
      this.send(group, command, op, payload, options, (outcome) =>
        outcome.ok ? resolve(outcome.payload) : reject(outcome.error),
      ),
    );
  }

  #freeSeq(): number | undefined {
    if (this.#pending.size >= SMP_IN_FLIGHT_MAX) return undefined;
    do this.#lastSeq = (this.#lastSeq + 1) & 0xff;
    while (this.#pending.has(this.#lastSeq));
    return this.#lastSeq;
  }

  #tryAgain(pending: Pending): void {
    const { clock } = this.#options;
    const now = clock.now();
    if (now >= pending.deadlineAt) {
      this.#end(pending, { ok: false, error: new SmpError("deadline", `${pending.what}: no answer`) });
      return;
    }
    this.resent++;
    pending.timer.armAt(Math.min(now + pending.tryUs, pending.deadlineAt));
    this.#wire?.write(pending.lines);
  }

  #answer(bytes: Uint8Array): void {
    const decoded = decodeSmp(bytes);
    if (isJunk(decoded)) return;
    const pending = this.#pending.get(decoded.seq);
    const { packet } = pending ?? {};
    // Late answers to requests that are over are nobody's.
    if (pending === undefined || packet === undefined || !decoded.response || decoded.op !== packet.op) return;
    if (decoded.group !== packet.group || decoded.command !== packet.command) return;
    this.#end(pending, outcomeOf(decoded.payload, pending.what));
  }

  #end(pending: Pending, outcome: SmpOutcome): void {
    pending.timer.cancel();
    this.#pending.delete(pending.packet.seq);
    pending.done(outcome);
  }

  #failAll(kind: "lost", reason: string): void {
    for (const pending of [...this.#pending.values()]) {
      this.#end(pending, { ok: false, error: new SmpError(kind, `${pending.what}: ${reason}`) });
    }
  }
}

/** Both forms of error; `rc: 0` is success. */
function outcomeOf(payload: SmpMap, what: string): SmpOutcome {
  const err = mapOf(payload["err"]);
  const reason = typeof payload["rsn"] === "string" ? payload["rsn"].slice(0, 500) : undefined;
  if (err !== undefined) {
    const rc = Number(err["rc"]);
    if (rc !== 0) return { ok: false, error: answerError(what, rc, Number(err["group"]), reason) };
  }
  const rc = payload["rc"];
  if (rc === undefined || rc === 0) return { ok: true, payload };
  if (typeof rc !== "number") return { ok: false, error: new SmpError("protocol", `${what}: an answer without sense`) };
  return { ok: false, error: answerError(what, rc, undefined, reason) };
}
