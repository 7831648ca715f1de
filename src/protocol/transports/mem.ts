import { type Clock, type Micros, Random, type Timer } from "../../base/index.ts";
import type { Connect, Wire, WireEvents } from "../wire.ts";
import { DeliveryGate } from "./delivery-gate.ts";
import { type LineEnd, MemLine, type MemLineOptions } from "./mem-line.ts";

/** What a second host is told, in words, before it is hung up on. */
export const BUSY_TEXT = "busy: another host is connected to this engine\n";

export interface MemPairOptions extends MemLineOptions {
  /** Seed of loss, corruption and splitting. Needed when any of them is used. */
  random?: Random;
}

/** An engine as its end of the wire sees it. */
export interface EngineEnd {
  onBytes(bytes: Uint8Array): void;
  /** True: a host has connected; false: it has gone. */
  onHost(present: boolean): void;
}

/** The engine's socket of a {@link memPair}. */
export interface MemEngineSide {
  /** Plugs an engine in. Until then nobody answers. `onHost(true)`: a host has connected; false: it has gone. */
  attach(onBytes: (bytes: Uint8Array) => void, onHost?: (present: boolean) => void): void;
  /** {@link attach} with an object with methods, where there are many engines. */
  plug(engine: EngineEnd): void;
  /** Pulls the plug: the host is cut off and further attempts fail until the next `attach`. */
  detach(): void;
  /** To the host; thrown away when there is none. Bytes are copied or consumed before it returns. */
  write(bytes: Uint8Array): void;
  readonly hostPresent: boolean;
}

export interface MemPair {
  readonly connect: Connect;
  readonly engineSide: MemEngineSide;
  /** The two directions, with their counters. */
  readonly toEngine: MemLine;
  readonly toHost: MemLine;
  /** Ends the connection now; what was under way is lost. The host may dial again. */
  cut(reason?: string): void;
  /** Loses the next `writes` writes (blocks) of one direction. */
  drop(writes: number, direction: "toEngine" | "toHost"): void;
}

/**
 * A wire in memory. Without `baud` and latency each write is delivered before it returns, or, when another delivery of this
 * pair is going on, right after it: nobody is called back while handling bytes. Otherwise each direction is paced at ten bits a byte.
 */
export function memPair(clock: Clock, options: MemPairOptions = {}): MemPair {
  return new Pair(clock, options);
}

class Pair implements MemPair, MemEngineSide, LineEnd {
  readonly toEngine: MemLine;
  readonly toHost: MemLine;
  readonly connect: Connect;
  private readonly clock: Clock;
  private readonly latencyUs: Micros;
  private engine: EngineEnd | undefined;
  private host: WireEvents | undefined;

  constructor(clock: Clock, options: MemPairOptions) {
    const { lossPerBlock = 0, corruptPerByte = 0, split = false } = options;
    const chance = lossPerBlock > 0 || corruptPerByte > 0 || split;
    const random = chance ? (options.random ?? new Random("memPair")) : undefined;
    const gate = new DeliveryGate();
    this.clock = clock;
    this.latencyUs = options.latencyUs ?? 0;
    this.toEngine = new MemLine(clock, options, random?.fork("toEngine"), gate, this);
    this.toHost = new MemLine(clock, options, random?.fork("toHost"), gate, this);
    this.connect = Object.assign((events: WireEvents) => this.dial(events), { url: "mem:" });
  }

  /** It is its own engine's side. */
  get engineSide(): MemEngineSide {
    return this;
  }

  attach(onBytes: (bytes: Uint8Array) => void, onHost: (present: boolean) => void = () => {}): void {
    this.plug({ onBytes, onHost });
  }

  plug(engine: EngineEnd): void {
    this.engine = engine;
  }

  /** For the lines. */
  onArrived(line: MemLine, bytes: Uint8Array): void {
    if (line === this.toEngine) this.engine?.onBytes(bytes);
    else this.host?.onData(bytes);
  }

  detach(): void {
    this.engine = undefined;
    this.cut("the engine is not there");
  }

  write(bytes: Uint8Array): void {
    if (this.host !== undefined && this.engine !== undefined) this.toHost.write(bytes);
  }

  get hostPresent(): boolean {
    return this.host !== undefined;
  }

  cut(reason = "the connection was cut"): void {
    const { host } = this;
    if (host === undefined) return;
    this.hangUp();
    host.onClose(reason);
  }

  drop(writes: number, direction: "toEngine" | "toHost"): void {
    this[direction].dropNext += writes;
  }

  /** Opens one latency later, never inside the call. */
  private dial(events: WireEvents): Call {
    const call = new Call(this, events);
    call.dial(this.clock, this.latencyUs);
    return call;
  }

  /** For a {@link Call} whose time has come; true: it is the host now. */
  answer(events: WireEvents): boolean {
    if (this.engine === undefined) events.onClose("nobody answers");
    else if (this.host !== undefined) this.refuse(events);
    else return true;
    return false;
  }

  /** For a {@link Call} that was answered. */
  accept(call: Call, events: WireEvents): void {
    this.host = events;
    this.engine?.onHost(true);
    if (this.host === events) events.onOpen(call);
  }

  /** For the wire of a {@link Call}. */
  fromHost(events: WireEvents, bytes: Uint8Array): void {
    if (this.host === events) this.toEngine.write(bytes);
  }

  /** For the wire of a {@link Call}. */
  closedBy(events: WireEvents): void {
    if (this.host === events) this.hangUp();
  }

  private refuse(events: WireEvents): void {
    let over = false;
    events.onOpen({
      write: () => {},
      close: () => {
        over = true;
      },
    });
    if (!over) events.onData(new TextEncoder().encode(BUSY_TEXT));
    if (!over) events.onClose("the engine hung up");
  }

  private hangUp(): void {
    this.host = undefined;
    this.toEngine.clear();
    this.toHost.clear();
    this.engine?.onHost(false);
  }
}

/** One attempt of a host, and its wire once it is open. */
class Call implements Wire {
  private readonly pair: Pair;
  private readonly events: WireEvents;
  /** Until it is answered. */
  private timer: Timer | undefined;
  private open = false;

  constructor(pair: Pair, events: WireEvents) {
    this.pair = pair;
    this.events = events;
  }

  dial(clock: Clock, latencyUs: Micros): void {
    this.timer = clock.timer(() => this.onDue());
    this.timer.armAfter(latencyUs);
  }

  cancel(): void {
    this.timer?.cancel();
    if (this.open) this.pair.closedBy(this.events);
  }

  write(bytes: Uint8Array): void {
    this.pair.fromHost(this.events, bytes);
  }

  close(): void {
    this.pair.closedBy(this.events);
  }

  private onDue(): void {
    this.timer = undefined;
    if (!this.pair.answer(this.events)) return;
    this.open = true;
    this.pair.accept(this, this.events);
  }
}
