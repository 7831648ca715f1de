/**
 * Reads the lines of a console on which SMP packets and plain text share one line: bounded in memory, linear in time, the
 * same result for any chunking. A damaged packet is dropped and counted; the peer's timeout is the only recovery.
 */
import { ReadlineParser } from "@serialport/parser-readline";
import { FRAME_BEGIN, FRAME_GOES_ON } from "./console-frame.ts";
import { crc16Xmodem } from "./crc16-xmodem.ts";
import { LineGuard } from "./line-guard.ts";
import { SMP_HEADER_BYTES, SMP_PACKET_BYTES_MAX } from "./packet.ts";

/** Longest line that is looked at: a whole packet in one line. */
export const CONSOLE_LINE_BYTES_MAX = 90_000;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

export interface ConsoleSink {
  /** A whole packet with a good CRC. */
  onPacket(packet: Uint8Array): void;
  /** A line that is no part of a packet, without its end. */
  onText?(line: string): void;
}

export interface ConsoleReaderCounters {
  packets: number;
  /** Lines that began a packet and broke it: no base64, too much, wrong CRC. */
  damaged: number;
  /** Packets that another one interrupted, and lines that continue nothing. */
  orphans: number;
  /** Bytes of lines that were too long. */
  overlongBytes: number;
}

export class ConsoleReader {
  readonly counters: ConsoleReaderCounters = { packets: 0, damaged: 0, orphans: 0, overlongBytes: 0 };
  readonly #sink: ConsoleSink;
  readonly #guard: LineGuard;
  readonly #packetBytesMax: number;
  /** Pieces of the packet that is coming in, with its length field; empty between packets. */
  #pieces: Buffer[] = [];
  #gathered = 0;
  #expected = 0;

  /** `packetBytesMax`: longer packets are dropped at their first line. */
  constructor(sink: ConsoleSink, packetBytesMax = SMP_PACKET_BYTES_MAX) {
    this.#sink = sink;
    this.#packetBytesMax = packetBytesMax;
    const parser = new ReadlineParser({ encoding: "latin1" });
    parser.on("data", (line: string) => this.#line(line));
    this.#guard = new LineGuard(CONSOLE_LINE_BYTES_MAX, (lines) => void parser.write(lines));
  }

  /** Bytes of an unfinished line and of an unfinished packet. */
  get heldBytes(): number {
    return this.#guard.heldBytes + this.#gathered;
  }

  /** `bytes` is only read inside the call; packets and lines that it completes are handed on before it returns. */
  push(bytes: Uint8Array): void {
    this.#guard.push(bytes);
    this.counters.overlongBytes = this.#guard.droppedBytes;
  }

  #line(line: string): void {
    // Log text may stand before the marker; no base64 holds one.
    const begin = line.lastIndexOf(FRAME_BEGIN);
    const goesOn = line.lastIndexOf(FRAME_GOES_ON);
    const at = Math.max(begin, goesOn);
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (at < 0) {
      this.#sink.onText?.(text);
      return;
    }
    if (at > 0) this.#sink.onText?.(text.slice(0, at));
    const isFirst = begin > goesOn;
    if (isFirst && this.#gathered > 0) this.counters.orphans++;
    if (isFirst) this.#forget();
    else if (this.#gathered === 0) {
      this.counters.orphans++;
      return;
    }
    this.#take(text.slice(at + 2));
  }

  #take(base64: string): void {
    if (base64.length % 4 !== 0 || !BASE64.test(base64)) {
      this.#damage();
      return;
    }
    const piece = Buffer.from(base64, "base64");
    if (this.#gathered === 0) {
      this.#expected = piece.length < 2 ? 0 : piece.readUInt16BE(0) + 2;
      const packetBytes = this.#expected - 4;
      if (packetBytes < SMP_HEADER_BYTES || packetBytes > this.#packetBytesMax) {
        this.#damage();
        return;
      }
    }
    this.#pieces.push(piece);
    this.#gathered += piece.length;
    if (this.#gathered > this.#expected) this.#damage();
    else if (this.#gathered === this.#expected) this.#complete();
  }

  #complete(): void {
    const raw = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces, this.#gathered);
    this.#forget();
    const packet = raw.subarray(2, raw.length - 2);
    if (crc16Xmodem(packet) !== raw.readUInt16BE(raw.length - 2)) {
      this.counters.damaged++;
      return;
    }
    this.counters.packets++;
    this.#sink.onPacket(packet);
  }

  #damage(): void {
    this.counters.damaged++;
    this.#forget();
  }

  #forget(): void {
    this.#pieces = [];
    this.#gathered = 0;
    this.#expected = 0;
  }
}
