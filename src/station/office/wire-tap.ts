/**
 * Listens to a printer's link without touching it: each message of either direction as one JSON line, made only while
 * somebody listens. Jobs are masked as in every log; other byte strings are in the text only. Whoever asks for it also gets
 * the bytes as they cross the wire: frames, acknowledgements, and junk.
 */
import { type Clock, US_PER_MS } from "../../base/index.ts";
import type { HostLinkLike, LinkHandlers } from "../../controller/index.ts";
import {
  type CommandName,
  type Connect,
  FIELD,
  logText,
  type Message,
  type ParamsOf,
  type Wire,
  type WireEvents,
  type WireListener,
} from "../../protocol/index.ts";

/** Listeners at one printer. */
export const WIRE_LISTENERS_MAX = 4;

/** One message as viewers get it. */
export interface WireLine {
  /** Wall time, ms since 1970 UTC. */
  readonly atMs: number;
  /** `<` from the engine, `>` to it, `!` a change of the link's state. */
  readonly dir: "<" | ">" | "!";
  readonly name: string;
  readonly text: string;
  /** The numbers of the message, as on the wire. */
  readonly values: Readonly<Record<string, number>>;
}

/** Bytes as they crossed the wire, in the pieces in which they came. */
export interface WireBytes {
  readonly atMs: number;
  /** The same, microseconds since 1970 UTC, by a clock that is never set: gaps between pieces are true. */
  readonly atUs: number;
  readonly dir: "<" | ">";
  /** Lower-case hex without blanks. */
  readonly hex: string;
  /** At the printer's console; absent: on its link. */
  readonly on?: "console";
}

/** Shared by all links that nobody ever listened to. */
const NOBODY = new Set<(line: string) => void>();

export class WireTap implements WireListener {
  private readonly clock: Clock;
  private listeners = NOBODY;
  private byteListeners = NOBODY;
  /** Somebody listens: looked at with each message. */
  private messagesHeard = false;
  private bytesHeard = false;

  /** Instant at which the clock's own time was 0. */
  private readonly epochUtcUs: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.epochUtcUs = (clock.utcMs() - Math.floor(clock.now() / US_PER_MS)) * US_PER_MS;
  }

  get isFull(): boolean {
    return this.listeners.size >= WIRE_LISTENERS_MAX;
  }

  /** `listener` gets JSON lines without their end until the returned function is called. It must not call back. */
  hear(listener: (line: string) => void): () => void {
    if (this.listeners === NOBODY) this.listeners = new Set();
    this.listeners.add(listener);
    this.messagesHeard = true;
    return () => {
      this.listeners.delete(listener);
      this.messagesHeard = this.listeners.size > 0;
    };
  }

  /** The same for {@link WireBytes}. */
  hearBytes(listener: (line: string) => void): () => void {
    if (this.byteListeners === NOBODY) this.byteListeners = new Set();
    this.byteListeners.add(listener);
    this.bytesHeard = true;
    return () => {
      this.byteListeners.delete(listener);
      this.bytesHeard = this.byteListeners.size > 0;
    };
  }

  /** The same wire, listened to: for the link that dials. */
  hears(events: WireEvents): WireEvents {
    return new HeardEvents(this, events, undefined);
  }

  /** The same transport to the printer's console, listened to while somebody works at it. */
  aroundConsole(connect: Connect): Connect {
    const heard: Connect = (events) => connect(new HeardEvents(this, events, "console"));
    return Object.assign(heard, connect.url === undefined ? {} : { url: connect.url });
  }

  /** For the wires that are listened to. */
  onBytes(dir: WireBytes["dir"], bytes: Uint8Array, on: WireBytes["on"]): void {
    if (this.bytesHeard) this.bytes(dir, bytes, on);
  }

  private bytes(dir: WireBytes["dir"], bytes: Uint8Array, on: WireBytes["on"]): void {
    const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
    const at = { atMs: this.clock.utcMs(), atUs: this.epochUtcUs + this.clock.now() };
    const line: WireBytes = { ...at, dir, hex, ...(on === undefined ? {} : { on }) };
    const json = JSON.stringify(line);
    for (const listener of this.byteListeners) listener(json);
  }

  /** The same link, listened to: `make` gets the handlers that it has to call. */
  around(handlers: LinkHandlers, make: (handlers: LinkHandlers) => HostLinkLike): HostLinkLike {
    const heard = new HeardLink(this, handlers);
    heard.link = make(heard);
    return heard;
  }

  /** For the links that are listened to. */
  onState(state: string, reason: string): void {
    if (this.messagesHeard) this.say("!", "link", reason === "" ? state : `${state}: ${reason}`, {});
  }

  /** For the links that are listened to. */
  onMessage(message: Message): void {
    if (this.messagesHeard) this.message("<", message);
  }

  /** For the links that are listened to. */
  onCommand<C extends CommandName>(name: C, params: ParamsOf<C>): void {
    if (this.messagesHeard) this.message(">", commandMessage(name, params));
  }

  private message(dir: "<" | ">", message: Message): void {
    const { name, row } = message;
    const values: Record<string, number> = {};
    for (const [field, index] of Object.entries(FIELD[name])) values[field] = row[index]!;
    this.say(dir, name, logText(message), values);
  }

  private say(dir: WireLine["dir"], name: string, text: string, values: WireLine["values"]): void {
    const line: WireLine = { atMs: this.clock.utcMs(), dir, name, text, values };
    const json = JSON.stringify(line);
    for (const listener of this.listeners) listener(json);
  }
}

/** A command as the codec would show it. */
function commandMessage<C extends CommandName>(name: C, params: ParamsOf<C>): Message {
  const places = Object.entries(FIELD[name]) as [string, number][];
  const row = new Int32Array(places.length);
  const blobs: Uint8Array[] = [];
  for (const [field, index] of places) {
    const value = (params as Readonly<Record<string, number | Uint8Array>>)[field]!;
    row[index] = typeof value === "number" ? value : blobs.push(value) - 1;
  }
  return { name, row, blobs };
}

/** A link that is listened to: its handlers on their way out, itself on the way in. */
class HeardLink implements HostLinkLike, LinkHandlers {
  /** Set once it is made, before anything is heard of it. */
  link!: HostLinkLike;
  private readonly tap: WireTap;
  private readonly handlers: LinkHandlers;

  constructor(tap: WireTap, handlers: LinkHandlers) {
    this.tap = tap;
    this.handlers = handlers;
  }

  onState(state: HostLinkLike["state"], reason: string): void {
    this.tap.onState(state, reason);
    this.handlers.onState(state, reason);
  }

  onMessage(message: Message): void {
    this.tap.onMessage(message);
    this.handlers.onMessage(message);
  }

  send<C extends CommandName>(name: C, params: ParamsOf<C>): boolean {
    const taken = this.link.send(name, params);
    if (taken) this.tap.onCommand(name, params);
    return taken;
  }

  start(): void {
    this.link.start();
  }

  stop(): void {
    this.link.stop();
  }

  flushed(): boolean {
    return this.link.flushed();
  }

  get state(): HostLinkLike["state"] {
    return this.link.state;
  }

  get reason(): string {
    return this.link.reason;
  }

  get engine(): HostLinkLike["engine"] {
    return this.link.engine;
  }

  get counters(): HostLinkLike["counters"] {
    return this.link.counters;
  }
}

/** What comes from the engine, on its way to the host. */
class HeardEvents implements WireEvents {
  private readonly tap: WireTap;
  private readonly events: WireEvents;
  private readonly on: WireBytes["on"];

  constructor(tap: WireTap, events: WireEvents, on: WireBytes["on"]) {
    this.tap = tap;
    this.events = events;
    this.on = on;
  }

  onOpen(wire: Wire): void {
    this.events.onOpen(new HeardWire(this.tap, wire, this.on));
  }

  onData(bytes: Uint8Array): void {
    this.tap.onBytes("<", bytes, this.on);
    this.events.onData(bytes);
  }

  onClose(reason: string): void {
    this.events.onClose(reason);
  }
}

/** What goes to the engine. */
class HeardWire implements Wire {
  private readonly tap: WireTap;
  private readonly wire: Wire;
  private readonly on: WireBytes["on"];

  constructor(tap: WireTap, wire: Wire, on: WireBytes["on"]) {
    this.tap = tap;
    this.wire = wire;
    this.on = on;
  }

  write(bytes: Uint8Array): void {
    this.tap.onBytes(">", bytes, this.on);
    this.wire.write(bytes);
  }

  close(): void {
    this.wire.close();
  }
}
