import {
  BYTE_ORDER_MAGIC,
  DIRECTION_IN,
  DIRECTION_OUT,
  LINKTYPE_USER0,
  NANOSECOND_RESOLUTION,
  type PacketDirection,
  PCAPNG_BLOCK,
  PCAPNG_INTERFACES_MAX,
  PCAPNG_OPTION,
  PCAPNG_PACKET_BYTES_MAX,
  PCAPNG_TEXT_BYTES_MAX,
} from "./blocks.ts";

const NS_PER_US = 1_000n;
const DIRECTION_FLAGS: Readonly<Record<PacketDirection, number>> = { none: 0, in: DIRECTION_IN, out: DIRECTION_OUT };

export interface PcapngHeader {
  /** The program that writes. */
  readonly application: string;
  /** About the whole file: seed, the line that makes it again. */
  readonly comment?: string;
}

/**
 * Writes a capture file block by block into `sink`: little-endian, times in nanoseconds, link type {@link LINKTYPE_USER0}.
 * Nothing in it depends on the machine: the same calls give the same bytes. `sink` owns what it gets.
 */
export class PcapngWriter {
  private readonly sink: (block: Uint8Array) => void;
  private interfaces = 0;

  constructor(sink: (block: Uint8Array) => void, header: PcapngHeader) {
    this.sink = sink;
    const body = new Body();
    body.u32(BYTE_ORDER_MAGIC);
    body.u16(1);
    body.u16(0);
    // The length of the section is not known beforehand.
    body.u32(0xffff_ffff);
    body.u32(0xffff_ffff);
    if (header.comment !== undefined) body.text(PCAPNG_OPTION.comment, header.comment);
    body.text(PCAPNG_OPTION.userApplication, header.application);
    body.endOfOptions();
    this.sink(body.block(PCAPNG_BLOCK.sectionHeader));
  }

  /** A new interface; returns its id. Throws RangeError beyond {@link PCAPNG_INTERFACES_MAX}. */
  interface(name: string, description: string): number {
    if (this.interfaces === PCAPNG_INTERFACES_MAX) throw new RangeError("too many interfaces for one recording");
    const body = new Body();
    body.u16(LINKTYPE_USER0);
    body.u16(0);
    body.u32(0);
    body.text(PCAPNG_OPTION.interfaceName, name);
    body.text(PCAPNG_OPTION.interfaceDescription, description);
    body.option(PCAPNG_OPTION.timeResolution, Uint8Array.of(NANOSECOND_RESOLUTION));
    body.endOfOptions();
    this.sink(body.block(PCAPNG_BLOCK.interfaceDescription));
    return this.interfaces++;
  }

  /** `utcUs` since 1970. Throws RangeError on a packet of more than {@link PCAPNG_PACKET_BYTES_MAX}. */
  packet(
    interfaceId: number,
    utcUs: number,
    direction: PacketDirection,
    bytes: Uint8Array,
    comments: readonly string[] = [],
  ): void {
    if (bytes.length > PCAPNG_PACKET_BYTES_MAX) throw new RangeError("too many bytes for one packet of a recording");
    const ns = BigInt(Math.round(utcUs)) * NS_PER_US;
    const body = new Body();
    body.u32(interfaceId);
    body.u32(Number(ns >> 32n));
    body.u32(Number(ns & 0xffff_ffffn));
    body.u32(bytes.length);
    body.u32(bytes.length);
    body.padded(bytes);
    body.option(PCAPNG_OPTION.packetFlags, u32Bytes(DIRECTION_FLAGS[direction]));
    for (const comment of comments) body.text(PCAPNG_OPTION.comment, comment);
    body.endOfOptions();
    this.sink(body.block(PCAPNG_BLOCK.enhancedPacket));
  }
}

function u32Bytes(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

/** What stands between the two lengths of a block. */
class Body {
  private readonly parts: Uint8Array[] = [];
  private bytes = 0;

  u16(value: number): void {
    this.add(Uint8Array.of(value & 0xff, value >>> 8));
  }

  u32(value: number): void {
    this.add(u32Bytes(value));
  }

  padded(bytes: Uint8Array): void {
    this.add(bytes);
    const rest = bytes.length % 4;
    if (rest > 0) this.add(new Uint8Array(4 - rest));
  }

  option(code: number, value: Uint8Array): void {
    this.u16(code);
    this.u16(value.length);
    this.padded(value);
  }

  text(code: number, text: string): void {
    this.option(code, cutText(text));
  }

  endOfOptions(): void {
    this.u32(PCAPNG_OPTION.end);
  }

  block(type: number): Uint8Array {
    const total = this.bytes + 12;
    const block = new Uint8Array(total);
    block.set(u32Bytes(type), 0);
    block.set(u32Bytes(total), 4);
    let at = 8;
    for (const part of this.parts) {
      block.set(part, at);
      at += part.length;
    }
    block.set(u32Bytes(total), at);
    return block;
  }

  private add(bytes: Uint8Array): void {
    this.parts.push(bytes);
    this.bytes += bytes.length;
  }
}

/** UTF-8 that fits, never cut inside a character. */
function cutText(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= PCAPNG_TEXT_BYTES_MAX) return bytes;
  let end = PCAPNG_TEXT_BYTES_MAX;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
