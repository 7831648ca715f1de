/** A wire on which one side asks and waits for so many bytes: for protocols without frames. */
import type { Clock, Micros, Timer } from "../../base/index.ts";
import type { Connect, Wire } from "../wire.ts";

/** Bytes that may lie unread; a loader never says more than one block unasked. */
const UNREAD_BYTES_MAX = 8_192;

/** The wire ended, or could not be opened. The message is a sentence without a full stop. */
export class LineLost extends Error {
  override readonly name = "LineLost";
}

interface Wait {
  readonly bytes: number;
  readonly resolve: (bytes: Uint8Array | undefined) => void;
  readonly reject: (error: Error) => void;
}

export class ByteLine {
  private readonly timer: Timer;
  private readonly wire: Wire;
  private unread: number[] = [];
  private wait: Wait | undefined;
  private lost: string | undefined;

  private constructor(clock: Clock, wire: Wire) {
    this.wire = wire;
    this.timer = clock.timer(() => this.finish(undefined));
  }

  /** Rejects with a {@link LineLost} when nobody is there. */
  static open(connect: Connect, clock: Clock): Promise<ByteLine> {
    return new Promise((resolve, reject) => {
      let line: ByteLine | undefined;
      connect({
        onOpen(wire) {
          line = new ByteLine(clock, wire);
          resolve(line);
        },
        onData: (bytes) => line?.heard(bytes),
        onClose(reason) {
          if (line === undefined) reject(new LineLost(reason));
          else line.ended(reason);
        },
      });
    });
  }

  write(bytes: Uint8Array): void {
    if (this.lost === undefined) this.wire.write(bytes);
  }

  /** Exactly so many bytes, or undefined when they did not come in time. One read at a time. Rejects with {@link LineLost}. */
  read(bytes: number, withinUs: Micros): Promise<Uint8Array | undefined> {
    if (this.wait !== undefined) throw new Error("one read at a time");
    return new Promise((resolve, reject) => {
      this.wait = { bytes, resolve, reject };
      this.timer.armAfter(withinUs);
      this.look();
    });
  }

  /** Forgets what lies unread; how much that was. */
  clear(): number {
    const { length } = this.unread;
    this.unread = [];
    return length;
  }

  close(): void {
    this.lost ??= "the line was closed";
    this.timer.cancel();
    this.wire.close();
  }

  private heard(bytes: Uint8Array): void {
    for (const byte of bytes) if (this.unread.length < UNREAD_BYTES_MAX) this.unread.push(byte);
    this.look();
  }

  private ended(reason: string): void {
    this.lost = reason;
    this.look();
  }

  private look(): void {
    const { wait } = this;
    if (wait === undefined) return;
    if (this.unread.length >= wait.bytes) this.finish(Uint8Array.from(this.unread.splice(0, wait.bytes)));
    else if (this.lost !== undefined) {
      this.wait = undefined;
      this.timer.cancel();
      wait.reject(new LineLost(this.lost));
    }
  }

  private finish(bytes: Uint8Array | undefined): void {
    const { wait } = this;
    this.wait = undefined;
    this.timer.cancel();
    wait?.resolve(bytes);
  }
}
