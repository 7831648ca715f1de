/** The host's side of the STM32 system boot loader (AN3155): finds it, erases, writes, reads back, starts the program. */
import { type Micros, US_PER_MS, US_PER_S } from "../../base/index.ts";
import { type ByteLine, LineLost } from "./byte-line.ts";
import {
  addressBytes,
  STM32,
  STM32_BLOCK_BYTES_MAX,
  STM32_COMMAND,
  STM32_MASS_ERASE,
  type Stm32CommandName,
  stm32CommandName,
  xorOf,
} from "./words.ts";

/** What the loader has to answer within. Erasing takes its time [P: AN3155 gives none; values of the program stm32flash, C]. */
const ANSWER_US_MAX = US_PER_S;
const PAGE_ERASE_US_MAX = 5 * US_PER_S;
const MASS_ERASE_US_MAX = 35 * US_PER_S;
const SYNC_US_MAX = 300 * US_PER_MS;
/** A loader left in the middle of the longest command needs so many bytes until it answers. */
const RESYNC_BYTES_MAX = 2 * STM32_BLOCK_BYTES_MAX + 64;
const RESYNC_CHUNK_BYTES = 32;
/** Pages of one erase command, so that no single answer takes long. */
const ERASE_PAGES_MAX = 32;
/** Answers `busy` in a row. */
const BUSY_MAX = 1_000;

/** Why the loader did not do it. `refused`: it said no. `silent`: it said nothing in time. `garbled`: it said something else. */
export type Stm32Trouble = "refused" | "silent" | "garbled" | "unsupported" | "lost";

/** The message is a sentence without a full stop. */
export class Stm32Error extends Error {
  override readonly name = "Stm32Error";
  readonly trouble: Stm32Trouble;

  constructor(trouble: Stm32Trouble, message: string) {
    super(message);
    this.trouble = trouble;
  }
}

export interface Stm32Facts {
  /** Version of the loader: 0x22 is 2.2. */
  readonly version: number;
  readonly commands: readonly Stm32CommandName[];
  /** Product of the chip, like 0x414. */
  readonly pid: number;
}

export class Stm32Client {
  private readonly line: ByteLine;
  private facts: Stm32Facts | undefined;

  /** `clock` is that of the line. */
  constructor(line: ByteLine) {
    this.line = line;
  }

  /** Wakes the loader, wherever the last host left it, and asks what it is. Throws {@link Stm32Error}. */
  async begin(): Promise<Stm32Facts> {
    await this.synchronise();
    await this.command("get");
    const count = await this.byte("the number of commands");
    const [version = 0, ...codes] = await this.bytes(count + 1, "its commands");
    await this.ack("get");
    const commands = codes.map(stm32CommandName).filter((name) => name !== undefined);
    await this.command("getId");
    const id = await this.bytes((await this.byte("the length of its product number")) + 1, "its product number");
    await this.ack("getId");
    const pid = id.reduce((value, byte) => value * 256 + byte, 0);
    this.facts = { version, commands, pid };
    return this.facts;
  }

  /** Up to {@link STM32_BLOCK_BYTES_MAX} bytes of memory. */
  async read(address: number, bytes: number): Promise<Uint8Array> {
    within(bytes);
    await this.command("read");
    await this.address(address, "read");
    this.line.write(Uint8Array.of(bytes - 1, ~(bytes - 1)));
    await this.ack("read", `reading ${bytes} bytes at ${hex(address)}`);
    return this.bytes(bytes, `memory at ${hex(address)}`);
  }

  /** Writes 1..256 bytes to erased flash or to RAM; padded with FF to a multiple of four, as the chips want it. */
  async write(address: number, data: Uint8Array): Promise<void> {
    within(data.length);
    const padded = new Uint8Array(Math.ceil(data.length / 4) * 4).fill(0xff);
    padded.set(data);
    await this.command("write");
    await this.address(address, "write");
    const message = new Uint8Array(padded.length + 2);
    message[0] = padded.length - 1;
    message.set(padded, 1);
    message[padded.length + 1] = xorOf(padded, padded.length - 1);
    this.line.write(message);
    await this.ack("write", `writing ${data.length} bytes at ${hex(address)}`, PAGE_ERASE_US_MAX);
  }

  /** Erases these pages, in order, a few with each command. `onPages` hears how many are done. */
  async erase(first: number, count: number, onPages: (done: number) => void = () => {}): Promise<void> {
    const extended = this.facts?.commands.includes("extendedErase") === true;
    const name = extended ? "extendedErase" : "erase";
    for (let done = 0; done < count; ) {
      const pages = Array.from({ length: Math.min(ERASE_PAGES_MAX, count - done) }, (_, i) => first + done + i);
      const list = extended ? [pages.length - 1, ...pages].flatMap((page) => [page >>> 8, page & 0xff]) : undefined;
      if (list === undefined && pages.at(-1)! > 0xff) throw new RangeError("the plain erase reaches 256 pages");
      const body = Uint8Array.from(list ?? [pages.length - 1, ...pages]);
      await this.command(name);
      this.line.write(Uint8Array.of(...body, xorOf(body)));
      await this.ack(name, `erasing pages ${pages[0]} to ${pages.at(-1)}`, PAGE_ERASE_US_MAX * pages.length);
      done += pages.length;
      onPages(done);
    }
  }

  /** Erases the whole flash. */
  async eraseAll(): Promise<void> {
    if (this.facts?.commands.includes("extendedErase") === true) {
      await this.command("extendedErase");
      const all = Uint8Array.of(STM32_MASS_ERASE >>> 8, STM32_MASS_ERASE & 0xff);
      this.line.write(Uint8Array.of(...all, xorOf(all)));
    } else {
      await this.command("erase");
      this.line.write(Uint8Array.of(0xff, 0x00));
    }
    await this.ack("erase", "erasing the whole flash", MASS_ERASE_US_MAX);
  }

  /** Leaves the loader for the program at `address`. */
  async go(address: number): Promise<void> {
    await this.command("go");
    await this.address(address, "go");
  }

  /**
   * A fresh loader answers 7F with ACK; one that is awake takes it for half a command and says NACK to the second. One in the
   * middle of something is fed FF: that ends every command, and writes at worst what erased flash already holds.
   */
  private async synchronise(): Promise<void> {
    this.line.clear();
    for (let attempt = 0; attempt < 2; attempt++) {
      this.line.write(Uint8Array.of(STM32.sync));
      if (!(await this.settled())) continue;
      // An answer to the second 7F may be a late one to the first: then half a command stands there.
      if (attempt > 0) await this.toBoundary();
      return;
    }
    for (let sent = 0; sent < RESYNC_BYTES_MAX; sent += RESYNC_CHUNK_BYTES) {
      this.line.write(new Uint8Array(RESYNC_CHUNK_BYTES).fill(0xff));
      if ((await this.heard(1, SYNC_US_MAX / 4)) !== undefined) {
        await this.toBoundary();
        return;
      }
    }
    throw new Stm32Error("silent", "no STM32 boot loader answers: is the BOOT0 jumper set, and was it reset since?");
  }

  /** True after an answer that stands at the boundary between two commands. */
  private async settled(): Promise<boolean> {
    const answer = (await this.heard(1, SYNC_US_MAX))?.[0];
    if (answer === undefined) return false;
    if (answer === STM32.ack || answer === STM32.nack) return true;
    throw new Stm32Error("garbled", `this is no STM32 boot loader: it answered ${hex(answer)} to 0x7f`);
  }

  /** A NACK comes with the second byte of a bad command: then the next byte begins a new one. */
  private async toBoundary(): Promise<void> {
    while ((await this.heard(1, SYNC_US_MAX / 4)) !== undefined);
    for (let sent = 0; sent < 4; sent++) {
      this.line.write(Uint8Array.of(0xff));
      if ((await this.heard(1, SYNC_US_MAX))?.[0] === STM32.nack) return;
    }
    throw new Stm32Error("garbled", "what answers is no STM32 boot loader, or the line is bad");
  }

  private async command(name: Stm32CommandName): Promise<void> {
    if (this.facts !== undefined && !this.facts.commands.includes(name)) {
      throw new Stm32Error("unsupported", `this boot loader does not know the command "${name}"`);
    }
    const code = STM32_COMMAND[name];
    this.line.write(Uint8Array.of(code, ~code));
    await this.ack(name);
  }

  private async address(address: number, name: Stm32CommandName): Promise<void> {
    this.line.write(addressBytes(address));
    await this.ack(name, `address ${hex(address)}`);
  }

  private async ack(name: Stm32CommandName, doing: string = name, withinUs: Micros = ANSWER_US_MAX): Promise<void> {
    for (let busy = 0; busy <= BUSY_MAX; busy++) {
      const answer = (await this.heard(1, withinUs))?.[0];
      if (answer === STM32.ack) return;
      if (answer === STM32.busy) continue;
      if (answer === undefined) throw new Stm32Error("silent", `the boot loader fell silent: ${doing}`);
      if (answer === STM32.nack) throw new Stm32Error("refused", `the boot loader refused: ${doing}`);
      throw new Stm32Error("garbled", `the boot loader answered ${hex(answer)}: ${doing}; the line is bad`);
    }
    throw new Stm32Error("silent", `the boot loader stays busy: ${doing}`);
  }

  private async byte(what: string): Promise<number> {
    return (await this.bytes(1, what))[0]!;
  }

  private async bytes(count: number, what: string): Promise<Uint8Array> {
    const bytes = await this.heard(count, ANSWER_US_MAX);
    if (bytes === undefined) throw new Stm32Error("silent", `the boot loader fell silent while it told ${what}`);
    return bytes;
  }

  private async heard(bytes: number, withinUs: Micros): Promise<Uint8Array | undefined> {
    try {
      return await this.line.read(bytes, withinUs);
    } catch (error) {
      if (error instanceof LineLost) throw new Stm32Error("lost", error.message);
      throw error;
    }
  }
}

function within(bytes: number): void {
  if (!(bytes >= 1 && bytes <= STM32_BLOCK_BYTES_MAX)) {
    throw new RangeError(`1..${STM32_BLOCK_BYTES_MAX} bytes at a time, got ${bytes}`);
  }
}

const hex = (value: number): string => `0x${value.toString(16)}`;
