import { type Clock, Random, type Timer, US_PER_MS, US_PER_S } from "../../base/index.ts";
import { UsageError } from "../errors.ts";
import type { WireEvents } from "../wire.ts";
import { DeliveryGate } from "./delivery-gate.ts";
import type { Listener } from "./listen.ts";
import { type LineEnd, MemLine } from "./mem-line.ts";
import { leadsTo, type MakePty, makeSocatPty, type Pty } from "./pty-program.ts";
import { parseLinkUrl } from "./url.ts";

/** A host that sends faster than the line is held back at this many bytes, as by the buffer of a serial port. */
export const PTY_HELD_BACK_BYTES = 4_096;
/** Bytes of one direction that may wait for the line; more than that and a whole read of `socat` beyond the hold. */
export const PTY_BUFFER_BYTES_MAX = 131_072;
/** Pieces in which a host's bytes come over the line: the longest block. */
const PIECE_BYTES = 64;
const RESTART_US_MIN = 50 * US_PER_MS;
const RESTART_US_MAX = 5 * US_PER_S;
const LINK_LOOK_US = US_PER_S;

export interface ListenPtyOptions {
  /** The engine's time: a line of N baud carries N/10 bytes in a second of it. */
  readonly clock: Clock;
  readonly makePty?: MakePty;
}

/**
 * Serves the engine side at `pty:///path?baud=250000`: a pseudo-terminal that programs open like a serial device. Both
 * directions are paced, since a pseudo-terminal is not. When the host hangs up the device vanishes and a new one is there
 * some 50 ms later. A second program at the same time can only be kept out by the first one's lock: what it opens is the
 * same device, and nothing of it is seen on this side. Rejects with a `ListenError` when the path cannot be had.
 */
export async function listenPty(url: string, handler: WireEvents, options: ListenPtyOptions): Promise<Listener> {
  const address = parseLinkUrl(url);
  if (address.scheme !== "pty") throw new UsageError(`"${url}" is no pseudo-terminal; write pty:///path`);
  // The path becomes part of an address of socat, which has words and commas of its own.
  if (!/^[\w./+@-]+$/.test(address.path)) {
    throw new UsageError(`the path in ${url} may have only letters, digits and . _ - + @ /`);
  }
  const door = new PtyDoor(address.path, address.baud, handler, options);
  await door.open();
  return { url, close: () => door.close() };
}

class PtyDoor {
  private readonly path: string;
  private readonly baud: number;
  private readonly handler: WireEvents;
  private readonly clock: Clock;
  private readonly makePty: MakePty;
  private readonly restart: Timer;
  private readonly look: Timer;
  private pty: Pty | undefined;
  private device: string | undefined;
  private host: PtyHost | undefined;
  private failures = 0;
  private opening: Promise<void> | undefined;
  private closed: (() => void) | undefined;

  constructor(path: string, baud: number, handler: WireEvents, { clock, makePty = makeSocatPty }: ListenPtyOptions) {
    this.path = path;
    this.baud = baud;
    this.handler = handler;
    this.clock = clock;
    this.makePty = makePty;
    this.restart = clock.timer(() => this.reopen());
    this.look = clock.timer(() => this.lookAtLink());
  }

  async open(): Promise<void> {
    let host: PtyHost | undefined;
    const events = {
      onHost: (pty: Pty) => {
        host = new PtyHost(pty, this.clock, this.baud, this.handler);
        this.host = host;
        host.begin();
      },
      onData: (bytes: Uint8Array) => host?.receive(bytes),
      onEnd: () => this.ended(),
    };
    this.pty = await this.makePty(this.path, events, this.clock, this.device);
    this.device = this.pty.device;
    if (this.closed !== undefined) this.pty.end();
    else this.look.armAfter(LINK_LOOK_US);
  }

  async close(): Promise<void> {
    const gone = new Promise<void>((resolve) => {
      this.closed = resolve;
    });
    this.restart.cancel();
    this.look.cancel();
    this.host?.end("the engine closed the link");
    await this.opening;
    if (this.pty === undefined) return;
    this.pty.end();
    await gone;
  }

  private ended(): void {
    const { host } = this;
    this.pty = undefined;
    this.host = undefined;
    this.look.cancel();
    if (host !== undefined) this.failures = 0;
    host?.end("the host hung up");
    if (this.closed !== undefined) this.closed();
    else if (host !== undefined) this.reopen();
    else this.tryLater();
  }

  private reopen(): void {
    this.opening = this.open().catch(() => {
      if (this.closed === undefined) this.tryLater();
    });
  }

  private tryLater(): void {
    this.restart.armAfter(Math.min(RESTART_US_MIN * 2 ** this.failures, RESTART_US_MAX));
    this.failures = Math.min(this.failures + 1, 16);
  }

  /** Somebody may have tidied up /tmp: a device without its path can be found by nobody. */
  private lookAtLink(): void {
    if (this.host === undefined && !leadsTo(this.path, this.device)) this.pty?.end();
    else this.look.armAfter(LINK_LOOK_US);
  }
}

/** One host from opening to hang-up, with a line in each direction. */
class PtyHost implements LineEnd {
  private readonly pty: Pty;
  private readonly handler: WireEvents;
  private readonly toEngine: MemLine;
  private readonly toHost: MemLine;
  private held = false;
  private over = false;

  constructor(pty: Pty, clock: Clock, baud: number, handler: WireEvents) {
    this.pty = pty;
    this.handler = handler;
    const line = { baud, bufferBytes: PTY_BUFFER_BYTES_MAX };
    // Nothing is left to chance on these lines.
    const random = new Random(0);
    const gate = new DeliveryGate();
    this.toEngine = new MemLine(clock, line, random, gate, this);
    this.toHost = new MemLine(clock, line, random, gate, this);
  }

  begin(): void {
    this.handler.onOpen({
      write: (bytes) => {
        if (!this.over) this.toHost.write(bytes);
      },
      close: () => this.pty.end(),
    });
  }

  receive(bytes: Uint8Array): void {
    if (this.over) return;
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) this.toEngine.write(bytes.subarray(at, at + PIECE_BYTES));
    if (this.held || this.waiting < PTY_HELD_BACK_BYTES) return;
    this.held = true;
    this.pty.pause();
  }

  end(reason: string): void {
    if (this.over) return;
    this.over = true;
    this.toEngine.clear();
    this.toHost.clear();
    this.handler.onClose(reason);
  }

  private get waiting(): number {
    return this.toEngine.bytesWritten - this.toEngine.bytesDelivered;
  }

  /** For the lines. */
  onArrived(line: MemLine, bytes: Uint8Array): void {
    if (line === this.toEngine) this.deliver(bytes);
    else this.pty.write(bytes);
  }

  private deliver(bytes: Uint8Array): void {
    if (this.over) return;
    this.handler.onData(bytes);
    if (!this.held || this.waiting >= PTY_HELD_BACK_BYTES) return;
    this.held = false;
    this.pty.resume();
  }
}
