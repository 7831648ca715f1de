/**
 * An SMP packet as lines of text on a serial console: marker, base64, line feed
 * [P: mynewt-mcumgr transport/smp-console.md].
 */
import { crc16Xmodem } from "./crc16-xmodem.ts";
import { SMP_PACKET_BYTES_MAX } from "./packet.ts";

/** First line of a packet. */
export const FRAME_BEGIN = "\x06\x09";
/** Each further line. */
export const FRAME_GOES_ON = "\x04\x14";
/** Line length that every peer takes, marker and line feed included [P]. */
export const FRAME_LINE_BYTES = 127;
const LINE_EXTRA_BYTES = 3;

/**
 * The packet as console lines, each at most `lineBytes` (at least 7) long; one write, so that nothing gets between them.
 * Lines are cut at whole base64 quads, so that each decodes alone.
 */
export function frameLines(packet: Uint8Array, lineBytes = FRAME_LINE_BYTES): Uint8Array {
  if (packet.length > SMP_PACKET_BYTES_MAX) throw new RangeError(`no packet has ${packet.length} bytes`);
  const raw = Buffer.allocUnsafe(packet.length + 4);
  raw.writeUInt16BE(packet.length + 2, 0);
  raw.set(packet, 2);
  raw.writeUInt16BE(crc16Xmodem(packet), packet.length + 2);
  const text = raw.toString("base64");
  const quads = Math.max(4, Math.floor((lineBytes - LINE_EXTRA_BYTES) / 4) * 4);
  let lines = "";
  for (let at = 0; at < text.length; at += quads) {
    lines += `${at === 0 ? FRAME_BEGIN : FRAME_GOES_ON}${text.slice(at, at + quads)}\n`;
  }
  return Buffer.from(lines, "latin1");
}

/** Bytes on the line for a packet of `packetBytes`, as {@link frameLines} writes it. */
export function framedBytes(packetBytes: number, lineBytes = FRAME_LINE_BYTES): number {
  const text = Math.ceil((packetBytes + 4) / 3) * 4;
  const quads = Math.max(4, Math.floor((lineBytes - LINE_EXTRA_BYTES) / 4) * 4);
  return text + Math.ceil(text / quads) * LINE_EXTRA_BYTES;
}
