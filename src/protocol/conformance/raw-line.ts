import { type Clock, type Micros, type Timer, US_PER_S } from "../../base/index.ts";
import { type BlockSink, Deframer } from "../deframer.ts";
import { JunkText } from "../junk-text.ts";
import type { Connect, Wire } from "../wire.ts";

/** Blocks kept until somebody asks for them; the oldest are thrown away. */
export const HEARD_BLOCKS_MAX = 4096;
/** A line that is not open by then will not open. */
export const OPEN_US_MAX = 5 * US_PER_S;

/** One good block of the engine. `content` is empty in an acknowledgement or a nak. */
export interface Heard {
  readonly sequence: number;
  readonly content: Uint8Array;
  readonly atUs: Micros;
}

/** The line could not be opened, or broke. The message is a sentence without a full stop. */
export class LineError extends Error {
  override readonly name = "LineError";
}

/** A byte line to an engine without any manners: what is written goes out as it is, what comes is cut into blocks and kept. */
export class RawLine implements BlockSink {
  /** Bytes that belonged to no block. */
  junkBytes = 0;
  private readonly clock: Clock;
  private readonly deframer = new Deframer(this);
  private readonly junk = new JunkText();
  private readonly timer: Timer;
  private heard: Heard[] = [];
  private wire: Wire | undefined;
  private ended: string | undefined;
  private waiting: (() => void) | undefined;
  private attempt: { cancel(): void } | undefined;

  private constructor(clock: Clock) {
    this.clock = clock;
    this.timer = clock.timer(() => this.wake());
  }

  /** Rejects with a {@link LineError} when nobody opens. */
  static async open(connect: Connect, clock: Clock): Promise<RawLine> {
    const line = new RawLine(clock);
    line.attempt = connect({
      onOpen: (wire) => {
        line.wire = wire;
        line.wake();
      },
      onData: (bytes) => {
        line.deframer.push(bytes);
        line.wake();
      },
      onClose: (reason) => {
        line.ended = reason;
        line.wake();
      },
    });
    await line.until(() => line.wire !== undefined, OPEN_US_MAX);
    if (line.wire !== undefined) return line;
    line.close();
    throw new LineError(line.ended ?? `no connection within ${OPEN_US_MAX / US_PER_S} s`);
  }

  /** Why the line is closed; undefined while it is open. */
  get closed(): string | undefined {
    return this.ended;
  }

  /** The beginning of the last stretch that was no block, as printable text. */
  get junkText(): string {
    return this.junk.toString();
  }

  write(bytes: Uint8Array): void {
    this.wire?.write(bytes);
  }

  close(): void {
    this.timer.cancel();
    this.wire?.close();
    this.attempt?.cancel();
    this.wire = undefined;
    this.ended ??= "closed here";
    this.wake();
  }

  /** All blocks since the last call. */
  take(): Heard[] {
    const { heard } = this;
    this.heard = [];
    return heard;
  }

  /** Resolves with true as soon as `done` holds (asked at each arrival), with false after `us` or when the line breaks before. */
  async until(done: () => boolean, us: Micros): Promise<boolean> {
    const end = this.clock.now() + us;
    while (!done()) {
      if (this.ended !== undefined || this.clock.now() >= end) return false;
      this.timer.armAt(end);
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
      });
    }
    return true;
  }

  /** For the deframer. */
  onBlock(bytes: Uint8Array, from: number, to: number, sequence: number): void {
    this.junk.end();
    if (this.heard.length >= HEARD_BLOCKS_MAX) this.heard.shift();
    this.heard.push({ sequence, content: bytes.slice(from, to), atUs: this.clock.now() });
  }

  /** For the deframer. */
  onDamage(): void {}

  /** For the deframer. */
  onJunk(bytes: Uint8Array, from: number, to: number): void {
    this.junkBytes += to - from;
    this.junk.add(bytes, from, to);
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.();
  }
}
