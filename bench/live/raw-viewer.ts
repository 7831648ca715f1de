/**
 * A viewer with no library around its socket: shakes hands, asks for the state, and then only looks where each text frame
 * begins. So what is measured is the server, and not what a client makes of the messages.
 */
import { connect, type Socket } from "node:net";

export interface RawViewerOptions {
  readonly port: number;
  readonly path: string;
  readonly protocol?: string;
  /** Sent as the first message. */
  readonly say?: string;
  readonly onOpen?: () => void;
  /** The first bytes of each text frame, up to {@link HEAD_BYTES}. Valid during the call only. */
  readonly onFrame?: (head: Buffer) => void;
  readonly onClose?: () => void;
}

/** Enough for type, number and instant of a message. */
export const HEAD_BYTES = 96;
const TEXT = 1;
const PING = 9;
/** Masked, empty. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const READ_BYTES = 64 * 1024;
const HANDSHAKE_END = Buffer.from("\r\n\r\n");
/** All viewers of a process read into one buffer: each chunk is dealt with before the next is read. */
const shared = Buffer.allocUnsafe(READ_BYTES);

export function rawViewer(options: RawViewerOptions): Socket {
  const frames = new FrameHeads(
    (head) => options.onFrame?.(head),
    () => void socket.write(PONG),
  );
  let open = false;
  let heard = Buffer.alloc(0);
  const socket = connect({
    port: options.port,
    host: "127.0.0.1",
    noDelay: true,
    onread: {
      buffer: shared,
      callback: (length, buffer) => {
        const chunk = Buffer.from(buffer.buffer, buffer.byteOffset, length);
        if (open) frames.push(chunk);
        else begin(chunk);
        return true;
      },
    },
  });
  const begin = (chunk: Buffer): void => {
    heard = Buffer.concat([heard, chunk]);
    const end = heard.indexOf(HANDSHAKE_END);
    if (end < 0) return;
    if (!heard.toString("latin1", 0, 12).endsWith("101")) throw new Error(heard.toString("latin1", 0, end));
    open = true;
    if (options.say !== undefined) socket.write(masked(options.say));
    options.onOpen?.();
    frames.push(heard.subarray(end + HANDSHAKE_END.length));
  };
  socket.on("error", () => {});
  socket.on("close", () => options.onClose?.());
  const { path, port, protocol } = options;
  const wanted = protocol === undefined ? "" : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n${wanted}\r\n`,
  );
  return socket;
}

/** A short text frame as clients send them; the mask is nought. */
function masked(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 125) throw new RangeError("too long for a short frame");
  return Buffer.concat([Buffer.from([0x81, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
}

/** Finds where unmasked frames begin, however they are cut into chunks. */
export class FrameHeads {
  private readonly onHead: (head: Buffer) => void;
  private readonly onPing: () => void;
  /** Bytes of the present frame that are still to come. */
  private left = 0;
  /** The beginning of a frame whose head is not whole yet. */
  private kept = Buffer.alloc(0);

  constructor(onHead: (head: Buffer) => void, onPing: () => void = () => {}) {
    this.onHead = onHead;
    this.onPing = onPing;
  }

  push(chunk: Buffer): void {
    let bytes = this.kept.length === 0 ? chunk : Buffer.concat([this.kept, chunk]);
    if (this.kept.length > 0) this.kept = Buffer.alloc(0);
    while (bytes.length > 0) {
      if (this.left > 0) {
        const skipped = Math.min(this.left, bytes.length);
        this.left -= skipped;
        bytes = bytes.subarray(skipped);
        continue;
      }
      const frame = measured(bytes);
      if (frame === undefined || bytes.length < frame.from + Math.min(frame.length, HEAD_BYTES)) {
        this.kept = Buffer.from(bytes);
        return;
      }
      const kind = bytes[0]! & 0x0f;
      if (kind === PING) this.onPing();
      if (kind === TEXT) {
        this.onHead(bytes.subarray(frame.from, frame.from + Math.min(frame.length, HEAD_BYTES)));
      }
      this.left = frame.from + frame.length;
    }
  }
}

/** Where the payload begins and how long it is; undefined: not enough bytes to say. */
function measured(bytes: Buffer): { from: number; length: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  if (short < 126) return { from: 2, length: short };
  if (short === 126) return bytes.length < 4 ? undefined : { from: 4, length: bytes.readUInt16BE(2) };
  return bytes.length < 10 ? undefined : { from: 10, length: Number(bytes.readBigUInt64BE(2)) };
}
