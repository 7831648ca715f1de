/**
 * An engine of somebody else, written from `docs/engine-link.md` alone: nothing of src/protocol is used here. It numbers its messages
 * with ids of several bytes, writes integers as C firmware does, knows none of our commands, and can be given flaws.
 */
import { deflateSync } from "node:zlib";
import type { Clock } from "../../src/base/index.ts";

export type Flaw =
  | "trusts any checksum"
  | "repeats repeated blocks"
  | "takes any number"
  | "skips the claimed length"
  | "naks every damaged piece"
  | "starts at 0 for each host"
  | "reads short integers only"
  | "never ends its dictionary"
  | "sends 50 bytes at least"
  | "carries out the first message only"
  | "numbers its answers wrongly"
  | "clock runs slow"
  | "clock jumps back"
  | "uptime is another clock"
  | "ids collide"
  | "has no clock questions"
  | "takes any mark"
  | "never naks"
  | "is deaf after junk";

export interface ForeignOptions {
  readonly clock: Clock;
  readonly write: (bytes: Uint8Array) => void;
  readonly sequence?: number;
  readonly flaw?: Flaw | undefined;
}

const FREQUENCY = 16_000_000;

export function foreignDictionary(flaw?: Flaw): Uint8Array {
  const commands: Record<string, number> = {
    "identify offset=%u count=%c": 1,
    get_uptime: 300,
    get_clock: -4000,
    get_config: 70_000,
    emergency_stop: 12,
    "allocate_oids count=%c": 13,
    "set_digital_out pin=%u value=%c": flaw === "ids collide" ? 13 : 2_000_000,
  };
  if (flaw === "has no clock questions")
    for (const name of ["get_uptime", "get_clock", "get_config"]) delete commands[name];
  return deflateSync(
    JSON.stringify({
      version: "v9-somebody",
      app: "Elsewhere",
      commands,
      responses: {
        "identify_response offset=%u data=%.*s": 0,
        "uptime high=%u clock=%u": 200_000_000,
        "clock clock=%u": -33,
        "config is_config=%c crc=%u is_shutdown=%c move_count=%hu": 97,
        "stats count=%u sum=%u sumsq=%u": 98,
      },
      output: { "got %u bytes of %c": 99 },
      enumerations: { pin: { PA0: [0, 16] } },
      config: { CLOCK_FREQ: FREQUENCY, MCU: "elsewhere32", STEPPER_BOTH_EDGE: 1, RESERVE_PINS_USB: "PA11,PA12" },
    }),
  );
}

export class ForeignEngine {
  private readonly o: ForeignOptions;
  private readonly dictionary: Uint8Array;
  private buffer: number[] = [];
  private expected: number;
  private complained = false;
  private deaf = false;

  constructor(o: ForeignOptions) {
    this.o = o;
    this.dictionary = foreignDictionary(o.flaw);
    this.expected = o.sequence ?? 0;
  }

  newHost(): void {
    this.buffer = [];
    if (this.o.flaw === "starts at 0 for each host") this.expected = 0;
  }

  receive(bytes: Uint8Array): void {
    this.buffer.push(...bytes);
    while (this.buffer.length > 0 && !this.deaf && this.cut());
  }

  /** Takes one block or one stretch of damage from the buffer; false when more bytes are needed. */
  private cut(): boolean {
    const { buffer } = this;
    const { flaw } = this.o;
    const [length = 0, sequence = 0x10] = buffer;
    if (length === 0x7e) return buffer.shift() !== undefined;
    if (length < 5 || length > 64) return this.damage(1);
    if (sequence >> 4 !== 1 && flaw !== "takes any mark") return this.damage(length);
    if (buffer.length < length) return false;
    const sum = checksum(buffer.slice(0, length - 3));
    const right = ((buffer[length - 3]! << 8) | buffer[length - 2]!) === sum || flaw === "trusts any checksum";
    if (buffer[length - 1] !== 0x7e || !right) return this.damage(length);
    this.complained = false;
    this.take(buffer.splice(0, length).slice(1, -3));
    return true;
  }

  private damage(claimed: number): boolean {
    const { flaw } = this.o;
    const end = this.buffer.indexOf(0x7e);
    if (flaw === "is deaf after junk") this.deaf = true;
    if (!this.complained || flaw === "naks every damaged piece") this.empty();
    this.complained = true;
    this.buffer.splice(0, flaw === "skips the claimed length" ? claimed : end < 0 ? this.buffer.length : end + 1);
    if (end < 0 && flaw !== "skips the claimed length") this.buffer.unshift(0);
    return end >= 0;
  }

  private take([mark = 0, ...content]: number[]): void {
    const { flaw } = this.o;
    const number = mark & 15;
    const repeated = number === ((this.expected - 1) & 15);
    const welcome =
      number === this.expected || flaw === "takes any number" || (repeated && flaw === "repeats repeated blocks");
    if (!welcome) {
      if (flaw !== "never naks") this.empty();
      return;
    }
    if (number === this.expected) this.expected = (this.expected + 1) & 15;
    if (flaw === "takes any number") this.expected = (number + 1) & 15;
    this.carryOut(content);
    this.empty();
  }

  private carryOut(content: number[]): void {
    const { flaw } = this.o;
    let at = 0;
    const integer = (): number => {
      const [value, next] = readInteger(content, at);
      if (flaw === "reads short integers only" && next - at > shortest(value).length) throw new RangeError("too long");
      at = next;
      return value;
    };
    try {
      do this.execute(integer(), integer);
      while (at < content.length && flaw !== "carries out the first message only");
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }

  private execute(id: number, integer: () => number): void {
    const { flaw } = this.o;
    const ticks = Math.floor(this.o.clock.now() * (FREQUENCY / 1e6));
    const slow = flaw === "clock runs slow" ? Math.floor(ticks / 2) : ticks;
    const back = flaw === "clock jumps back" && this.o.clock.now() % 2_000_000 > 1_000_000 ? 20_000_000 : 0;
    const clock = (slow - back) | 0;
    if (id === 1) {
      const offset = integer() >>> 0;
      const count = integer() & 0xff;
      const few = Math.min(flaw === "sends 50 bytes at least" ? Math.max(count, 50) : count, 51);
      const from = flaw === "never ends its dictionary" ? offset % this.dictionary.length : offset;
      const data = this.dictionary.subarray(from, from + few);
      this.say([...shortest(0), ...shortest(offset | 0), data.length, ...data]);
    } else if (id === 300) {
      const other = flaw === "uptime is another clock" ? 5_000_000 : 0;
      this.say([...shortest(200_000_000), ...shortest(0), ...shortest((clock + other) | 0)]);
    } else if (id === -4000) this.say([...shortest(-33), ...shortest(clock)]);
    else if (id === 70_000) this.say([...shortest(97), 0, ...shortest(-1), 0, ...shortest(1024)]);
    else throw new RangeError(`unknown id ${id}`);
  }

  private say(content: number[]): void {
    const wrong = this.o.flaw === "numbers its answers wrongly" ? 3 : 0;
    this.block(content, (this.expected + wrong) & 15);
  }

  private empty(): void {
    this.block([], this.expected);
  }

  private block(content: number[], number: number): void {
    const head = [content.length + 5, 0x10 | number, ...content];
    const sum = checksum(head);
    this.o.write(Uint8Array.from([...head, sum >> 8, sum & 0xff, 0x7e]));
  }
}

/** CRC-16, polynomial 0x8408 reflected, from 0xFFFF, bit by bit. */
export function checksum(bytes: readonly number[]): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc;
}

/** As C firmware does it: everything is a signed 32-bit number, the fewest groups of seven bits that keep it. */
export function shortest(value: number): number[] {
  const groups = [value & 0x7f];
  let rest = value >> 7;
  // The first group is read as negative from 0x60 on.
  for (let low = 96, high = -32; value >= low || value < high; low *= 128, high *= 128) {
    groups.unshift((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  return groups;
}

export function readInteger(bytes: readonly number[], from: number): [value: number, next: number] {
  let at = from;
  const first = bytes[at] ?? 0;
  let value = (first & 0x60) === 0x60 ? -1 : 0;
  for (let count = 1; ; count++) {
    const byte = bytes[at++];
    if (byte === undefined || count > 5) throw new RangeError("torn integer");
    value = (value << 7) | (byte & 0x7f);
    if (byte < 0x80) return [value, at];
  }
}
