import {
  BYTE_ORDER_MAGIC,
  DIRECTION_IN,
  DIRECTION_OUT,
  type PacketDirection,
  PCAPNG_BLOCK,
  PCAPNG_BLOCK_BYTES_MAX,
  PCAPNG_INTERFACES_MAX,
  PCAPNG_OPTION,
  PCAPNG_PACKET_BYTES_MAX,
  type PcapngInterface,
  type PcapngPacket,
} from "./blocks.ts";

export interface PcapngFile {
  readonly application: string;
  /** Comments of the section header. */
  readonly comments: readonly string[];
  readonly interfaces: readonly PcapngInterface[];
  readonly packets: readonly PcapngPacket[];
  /** What ended the reading early, with the byte offset; everything before it is here. */
  readonly problem: string | undefined;
}

/** How ticks of an interface become microseconds. */
interface TimeScale {
  readonly multiply: bigint;
  readonly divide: bigint;
}

interface Option {
  readonly code: number;
  readonly value: Uint8Array;
}

const US_PER_S = 1_000_000n;

/**
 * Reads a capture file of any byte order and time resolution, as far as it is good; blocks of other types are passed
 * over. A string says why it is no such file. Packets point into `bytes`. Never throws.
 */
export function readPcapng(bytes: Uint8Array): PcapngFile | string {
  const reader = new Reader(bytes);
  if (!reader.begins) return "it is no pcapng file";
  reader.readAll();
  return reader;
}

class Reader implements PcapngFile {
  application = "";
  readonly comments: string[] = [];
  readonly interfaces: PcapngInterface[] = [];
  readonly packets: PcapngPacket[] = [];
  problem: string | undefined;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly scales: TimeScale[] = [];
  private little = true;
  /** Interfaces of the present section begin here. */
  private firstInterface = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get begins(): boolean {
    return this.bytes.length >= 12 && this.view.getUint32(0, true) === PCAPNG_BLOCK.sectionHeader && this.turn(0);
  }

  readAll(): void {
    let at = 0;
    while (at < this.bytes.length) {
      const length = this.blockAt(at);
      if (typeof length === "string") {
        this.problem = `${length} at byte ${at}`;
        return;
      }
      at += length;
    }
  }

  /** Takes the byte order of the section that begins at `at`; false when there is none. */
  private turn(at: number): boolean {
    for (const little of [true, false]) {
      if (this.view.getUint32(at + 8, little) === BYTE_ORDER_MAGIC) {
        this.little = little;
        return true;
      }
    }
    return false;
  }

  private u16(at: number): number {
    return this.view.getUint16(at, this.little);
  }

  private u32(at: number): number {
    return this.view.getUint32(at, this.little);
  }

  /** Length of the block, or what is wrong with it. */
  private blockAt(at: number): number | string {
    const left = this.bytes.length - at;
    if (left < 12) return "the file ends inside a block";
    const isSection = this.view.getUint32(at, true) === PCAPNG_BLOCK.sectionHeader;
    if (isSection && !this.turn(at)) return "a section has no byte order";
    const type = this.u32(at);
    const length = this.u32(at + 4);
    if (length < 12 || length % 4 !== 0 || length > PCAPNG_BLOCK_BYTES_MAX)
      return `a block cannot be ${length} bytes long`;
    if (length > left) return "the file ends inside a block";
    if (this.u32(at + length - 4) !== length) return "a block's two lengths differ";
    const end = at + length - 4;
    let wrong: string | undefined;
    if (isSection) wrong = this.section(at + 8, end);
    else if (type === PCAPNG_BLOCK.interfaceDescription) wrong = this.interface(at + 8, end);
    else if (type === PCAPNG_BLOCK.enhancedPacket) wrong = this.packet(at + 8, end);
    return wrong ?? length;
  }

  private section(at: number, end: number): string | undefined {
    if (end - at < 16) return "a section header is too short";
    if (this.u16(at + 4) !== 1) return "this version of pcapng is not known";
    this.firstInterface = this.interfaces.length;
    for (const { code, value } of this.options(at + 16, end)) {
      if (code === PCAPNG_OPTION.userApplication) this.application = textOf(value);
      else if (code === PCAPNG_OPTION.comment) this.comments.push(textOf(value));
    }
    return undefined;
  }

  private interface(at: number, end: number): string | undefined {
    if (end - at < 8) return "an interface description is too short";
    if (this.interfaces.length === PCAPNG_INTERFACES_MAX) return "there are too many interfaces";
    let name = "";
    let description = "";
    // Microseconds unless it says otherwise.
    let resolution = 6;
    for (const { code, value } of this.options(at + 8, end)) {
      if (code === PCAPNG_OPTION.interfaceName) name = textOf(value);
      else if (code === PCAPNG_OPTION.interfaceDescription) description = textOf(value);
      else if (code === PCAPNG_OPTION.timeResolution && value.length > 0) resolution = value[0]!;
    }
    const power = BigInt(resolution & 0x7f);
    const perSecond = resolution >= 0x80 ? 2n ** power : 10n ** power;
    this.scales.push({ multiply: US_PER_S, divide: perSecond });
    this.interfaces.push({ name, description, linkType: this.u16(at) });
    return undefined;
  }

  private packet(at: number, end: number): string | undefined {
    if (end - at < 20) return "a packet is too short";
    const interfaceId = this.firstInterface + this.u32(at);
    const scale = this.scales[interfaceId];
    if (scale === undefined) return "a packet names an interface that is not described";
    const ticks = (BigInt(this.u32(at + 4)) << 32n) | BigInt(this.u32(at + 8));
    const length = this.u32(at + 12);
    const padded = Math.ceil(length / 4) * 4;
    if (length > PCAPNG_PACKET_BYTES_MAX || at + 20 + padded > end) return "a packet's length is wrong";
    let direction: PacketDirection = "none";
    const comments: string[] = [];
    for (const { code, value } of this.options(at + 20 + padded, end)) {
      if (code === PCAPNG_OPTION.comment) comments.push(textOf(value));
      else if (code === PCAPNG_OPTION.packetFlags && value.length === 4) direction = directionOf(value, this.little);
    }
    this.packets.push({
      number: this.packets.length + 1,
      interfaceId,
      utcUs: Number((ticks * scale.multiply) / scale.divide),
      direction,
      bytes: this.bytes.subarray(at + 20, at + 20 + length),
      comments,
    });
    return undefined;
  }

  /** Options up to the first that is malformed. */
  private *options(from: number, end: number): Generator<Option> {
    let at = from;
    while (at + 4 <= end) {
      const code = this.u16(at);
      const length = this.u16(at + 2);
      if (code === PCAPNG_OPTION.end || at + 4 + length > end) return;
      yield { code, value: this.bytes.subarray(at + 4, at + 4 + length) };
      at += 4 + Math.ceil(length / 4) * 4;
    }
  }
}

function directionOf(flags: Uint8Array, little: boolean): PacketDirection {
  const bits = (little ? flags[0]! : flags[3]!) & 0b11;
  return bits === DIRECTION_IN ? "in" : bits === DIRECTION_OUT ? "out" : "none";
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
