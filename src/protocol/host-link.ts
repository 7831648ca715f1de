import {
  type Clock,
  type Log,
  type Micros,
  type Random,
  silentLog,
  type Timer,
  US_PER_MS,
  US_PER_S,
} from "../base/index.ts";
import type { Message } from "./codec.ts";
import { type LinkCounters, newLinkCounters } from "./counters.ts";
import type { ParamsOf } from "./format.ts";
import { HostSession, type SessionOwner } from "./host-session.ts";
import type { CommandName, ResponseName } from "./messages.ts";
import type { PeerDictionary } from "./peer-dictionary.ts";
import type { Connect, Wire, WireEvents, WireListener } from "./wire.ts";

/**
 * `offline`: stopped, or not reached since the start. `connecting`: dialling. `identifying`: downloading the dictionary.
 * `synchronising`: clock and configuration. `up`: commands are accepted. `lost`: was up, is away, will dial again.
 */
export type LinkState = "offline" | "connecting" | "identifying" | "synchronising" | "up" | "lost";

/** Waits between attempts: doubling, with up to a quarter of jitter so that a station's links do not dial in step. */
export const BACKOFF_MIN_US = 250 * US_PER_MS;
export const BACKOFF_MAX_US = 5 * US_PER_S;
/** An attempt without connection or refusal is given up. */
export const CONNECT_TIMEOUT_US = 5 * US_PER_S;
/** Only a link that held this long starts again at the shortest wait. */
const SETTLED_US = 5 * US_PER_S;
export const LEASE_MS_DEFAULT = 5000;

/** What the engine's dictionary says about it. */
export interface EngineFacts {
  readonly mcu: string;
  readonly version: string;
  /** Ticks a second of every `clock` field. */
  readonly clockFreq: number;
  /** A simulator: everything that shows it shows the SIM mark. */
  readonly sim: boolean;
  /** Printer seconds a wall second; 1 on hardware. */
  readonly simSpeed: number;
  readonly constants: Readonly<Record<string, number | string>>;
  /** How many messages its dictionary has, whether known here or not. */
  readonly commands: number;
  readonly responses: number;
}

export interface HostLinkBasics {
  /** Wall time, or the virtual clock: retransmission and back-off run on it. */
  clock: Clock;
  connect: Connect;
  /** Listens to the bytes of each attempt. An object, where a {@link connect} of its own would be a closure for each link. */
  tap?: WireListener;
  random: Random;
  /** Heat lease in the engine's time: no retransmission waits longer than a third of it, and an engine silent for all of it is lost. */
  leaseMs?: number;
  /** For looking only: also an engine that lacks commands a printer needs gets up, and is asked only the stock questions it knows. */
  anyEngine?: boolean;
  log?: Log;
}

/** What a link tells. */
export interface HostLinkEars {
  onState(state: LinkState, reason: string): void;
  /** Each response while the link is up; `row` and `blobs` are valid only inside the call. */
  onMessage(message: Message<ResponseName>): void;
  /** Commands that were never acknowledged when a connection ended, in order. They may or may not have been executed. */
  onDropped?(commands: readonly string[]): void;
}

export interface HostLinkOptions extends HostLinkBasics, HostLinkEars {}

/** The host's end of one engine link. Dials, identifies, keeps the connection, dials again; never gives up until stopped. */
export class HostLink implements SessionOwner {
  readonly counters: LinkCounters = newLinkCounters();
  private readonly options: HostLinkBasics;
  private readonly ears: HostLinkEars;
  private readonly log: Log;
  /** Made when they are needed: a link that is up for weeks has neither. */
  private retry: Timer | undefined;
  private giveUp: Timer | undefined;
  private current: LinkState = "offline";
  private why = "";
  private facts: EngineFacts | undefined;
  private attempt: { cancel(): void } | undefined;
  /** Counts attempts: what an older one still says is not heard. */
  private era = 0;
  private wire: Wire | undefined;
  private session: HostSession | undefined;
  private started = false;
  private wasUp = false;
  private upAt: Micros = -1;
  private failures = 0;
  private nextSequence = 0;

  constructor(options: HostLinkOptions);
  /** `ears`: an object with methods, where there are many links. */
  constructor(options: HostLinkBasics, ears: HostLinkEars);
  constructor(options: HostLinkBasics, ears = options as HostLinkOptions as HostLinkEars) {
    this.options = options;
    this.ears = ears;
    this.log = options.log ?? silentLog;
  }

  get state(): LinkState {
    return this.current;
  }

  /** Why the link is in its state; "" while all is well. */
  get reason(): string {
    return this.why;
  }

  /** Undefined until the first dictionary; then that of the last engine seen. */
  get engine(): EngineFacts | undefined {
    return this.facts;
  }

  /** Does nothing when it runs. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.wasUp = false;
    this.failures = 0;
    this.dial();
  }

  /** Hangs up. Commands without acknowledgement are reported as dropped. */
  stop(): void {
    if (!this.started) return;
    this.started = false;
    this.hangUp();
    this.retry?.cancel();
    this.retry = undefined;
    this.become("offline", "");
  }

  /** False: the link is not up, too many commands wait, or this engine does not know the command. Throws when a parameter is missing. */
  send<N extends CommandName>(name: N, params: ParamsOf<N>): boolean {
    if (this.current !== "up" || this.session === undefined) return false;
    return this.session.send(name, params as Readonly<Record<string, number | Uint8Array>>);
  }

  /** Everything sent has been acknowledged. False while the link is not up. */
  flushed(): boolean {
    return this.current === "up" && this.session !== undefined && this.session.idle;
  }

  /** The engine's 64-bit time for the 32-bit `clock` of a recent message; undefined before the first connection. */
  clock64(clock: number): number | undefined {
    return this.session?.clockSync?.extend(clock);
  }

  private get place(): string {
    return this.options.connect.url ?? "the engine";
  }

  private dial(): void {
    const era = ++this.era;
    this.become("connecting", this.why);
    if (era !== this.era) return;
    this.retry = undefined;
    this.giveUp ??= this.options.clock.timer(() =>
      this.fail(`no connection to ${this.place} within ${CONNECT_TIMEOUT_US / US_PER_S} s`),
    );
    this.giveUp.armAfter(CONNECT_TIMEOUT_US);
    const { connect, tap } = this.options;
    const events = new Attempt(this, era);
    const attempt = connect(tap === undefined ? events : tap.hears(events));
    if (era === this.era) this.attempt = attempt;
    else attempt.cancel();
  }

  /** For an {@link Attempt}: nothing newer was begun since. */
  isPresent(era: number): boolean {
    return era === this.era;
  }

  /** For the present {@link Attempt}. */
  onData(bytes: Uint8Array): void {
    this.session?.receive(bytes);
  }

  /** For the present {@link Attempt}. */
  onOpen(wire: Wire): void {
    this.endWait();
    this.wire = wire;
    const session = new HostSession(
      {
        clock: this.options.clock,
        wire,
        leaseMs: this.options.leaseMs ?? LEASE_MS_DEFAULT,
        counters: this.counters,
        firstSequence: this.nextSequence,
        anyEngine: this.options.anyEngine === true,
      },
      this,
    );
    this.session = session;
    this.become("identifying", this.why);
    if (this.session === session) session.start();
  }

  /** For the present {@link HostSession}. */
  onDictionary(dictionary: PeerDictionary): void {
    this.facts = sharedFacts(dictionary);
    this.become("synchronising", "");
  }

  /** For the present {@link HostSession}. */
  onMessage(message: Message<ResponseName>): void {
    this.ears.onMessage(message);
  }

  /** For the present {@link HostSession}. */
  onUp(): void {
    this.wasUp = true;
    this.upAt = this.options.clock.now();
    this.become("up", "");
  }

  /** For the present {@link Attempt} and {@link HostSession}, too: it or the connection is over. Says why, waits, dials again. */
  fail(reason: string): void {
    const sentence = this.explain(reason);
    const now = this.options.clock.now();
    if (this.current === "up") this.counters.reconnects++;
    this.failures = this.upAt >= 0 && now - this.upAt >= SETTLED_US ? 0 : this.failures;
    this.upAt = -1;
    const dropped = this.hangUp();
    if (!this.started) return;
    const wait = Math.min(BACKOFF_MIN_US * 2 ** this.failures, BACKOFF_MAX_US);
    this.failures = Math.min(this.failures + 1, 16);
    this.retry ??= this.options.clock.timer(() => this.dial());
    this.retry.armAfter(Math.round(wait * this.options.random.between(0.75, 1)));
    this.log.info("link.failed", { reason: sentence, dropped });
    this.become(this.wasUp ? "lost" : "offline", sentence);
  }

  private hangUp(): number {
    const { session, wire, attempt } = this;
    this.era++;
    this.session = undefined;
    this.wire = undefined;
    this.attempt = undefined;
    this.endWait();
    let dropped: string[] = [];
    if (session !== undefined) {
      this.nextSequence = session.nextSequence;
      this.counters.lastJunk = session.junkText || this.counters.lastJunk;
      dropped = session.stop();
    }
    wire?.close();
    attempt?.cancel();
    this.counters.droppedCommands += dropped.length;
    if (dropped.length > 0) this.ears.onDropped?.(dropped);
    return dropped.length;
  }

  private endWait(): void {
    this.giveUp?.cancel();
    this.giveUp = undefined;
  }

  private explain(reason: string): string {
    const { session } = this;
    if (session === undefined || session.understood) return reason === "" ? `nothing answers at ${this.place}` : reason;
    const said = session.junkText;
    if (said.startsWith("busy")) return said;
    if (said !== "") return `what answers at ${this.place} is not a print engine (it said: "${said}")`;
    return reason === "" ? `nothing answers at ${this.place}` : reason;
  }

  private become(state: LinkState, reason: string): void {
    if (state === this.current && reason === this.why) return;
    this.current = state;
    this.why = reason;
    this.log.debug("link.state", { state, reason });
    this.ears.onState(state, reason);
  }
}

/** One attempt and its connection. What an older one than the present still says is not heard. */
class Attempt implements WireEvents {
  private readonly link: HostLink;
  private readonly era: number;

  constructor(link: HostLink, era: number) {
    this.link = link;
    this.era = era;
  }

  onOpen(wire: Wire): void {
    if (this.link.isPresent(this.era)) this.link.onOpen(wire);
    else wire.close();
  }

  onData(bytes: Uint8Array): void {
    if (this.link.isPresent(this.era)) this.link.onData(bytes);
  }

  onClose(reason: string): void {
    if (this.link.isPresent(this.era)) this.link.fail(reason);
  }
}

/** By dictionary: engines with the same one are the same to say. */
const facts = new WeakMap<PeerDictionary, EngineFacts>();

function sharedFacts(dictionary: PeerDictionary): EngineFacts {
  const known = facts.get(dictionary) ?? factsOf(dictionary);
  facts.set(dictionary, known);
  return known;
}

function factsOf(dictionary: PeerDictionary): EngineFacts {
  const { mcu, version, clockFreq, constants, commands, responses } = dictionary;
  const speed = Number(constants["SIM_SPEED"] ?? 1);
  return {
    mcu,
    version,
    clockFreq,
    sim: constants["SIM"] !== undefined && Number(constants["SIM"]) !== 0,
    simSpeed: speed > 0 && Number.isFinite(speed) ? speed : 1,
    constants,
    commands: commands.byId.size,
    responses: responses.byId.size,
  };
}
