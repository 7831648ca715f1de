/**
 * The boot loader in the ROM of an STM32, as AN3155 tells it: what answers on the console when the BOOT0 jumper is set. It
 * waits for bytes and nothing else; a command that a host left half said stays half said until more bytes come.
 */
import { type Clock, type Timer, US_PER_MS } from "../../base/index.ts";
import {
  STM32,
  STM32_BLOCK_BYTES_MAX,
  STM32_COMMAND,
  STM32_MASS_ERASE,
  type Stm32CommandName,
  stm32CommandName,
  xorOf,
} from "../../protocol/index.ts";
import type { Stm32Memory } from "./stm32-memory.ts";

/** Version 2.2, as in the F1 line [P: AN2606]. */
const LOADER_VERSION = 0x22;
/** Programming one half-word and erasing one page [M: F1 data sheet, 52.5 us and 20 ms typical]. */
const HALF_WORD_US = 53;
const PAGE_ERASE_US = 20 * US_PER_MS;
const MASS_ERASE_US = 20 * US_PER_MS;
/** Bytes that may wait while the flash is busy; a real chip keeps one. */
const WAITING_BYTES_MAX = 4_096;

const ACK = Uint8Array.of(STM32.ack);
const NACK = Uint8Array.of(STM32.nack);

type Next = (bytes: Uint8Array) => void;

export interface Stm32LoaderOptions {
  readonly clock: Clock;
  readonly memory: Stm32Memory;
  readonly send: (bytes: Uint8Array) => void;
  /** The host said Go: the loader is over. */
  readonly onGo: (address: number) => void;
  /** What the loader does when the flash has finished goes through here. */
  readonly around?: (work: () => void) => void;
  /** Erase by `extendedErase` (two-byte page numbers) rather than `erase`. */
  readonly extendedErase?: boolean;
}

export class Stm32Loader {
  private readonly memory: Stm32Memory;
  private readonly send: (bytes: Uint8Array) => void;
  private readonly onGo: (address: number) => void;
  private readonly commands: readonly Stm32CommandName[];
  private readonly timer: Timer;
  private readonly waiting: number[] = [];
  private afterBusy: (() => void) | undefined;
  private needed = 1;
  private next: Next = (bytes) => this.synchronise(bytes[0]!);
  private over = false;

  constructor({ clock, memory, send, onGo, extendedErase = false, around = (work) => work() }: Stm32LoaderOptions) {
    this.memory = memory;
    this.send = send;
    this.onGo = onGo;
    this.commands = ["get", "getVersion", "getId", "read", "go", "write", extendedErase ? "extendedErase" : "erase"];
    this.timer = clock.timer(() => around(() => this.ready()));
  }

  /** Bytes from the host, in any pieces. What does not fit while the flash is busy is lost. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) if (this.waiting.length < WAITING_BYTES_MAX) this.waiting.push(byte);
    this.work();
  }

  /** Power gone, or reset. */
  stop(): void {
    this.over = true;
    this.timer.cancel();
  }

  private work(): void {
    while (!this.over && this.afterBusy === undefined && this.waiting.length >= this.needed) {
      const bytes = Uint8Array.from(this.waiting.splice(0, this.needed));
      this.next(bytes);
    }
  }

  /** The flash is at work for so long; then the host gets its answer. */
  private busy(us: number, then: () => void): void {
    this.afterBusy = then;
    this.timer.armAfter(us);
  }

  private ready(): void {
    const then = this.afterBusy;
    this.afterBusy = undefined;
    then?.();
    this.work();
  }

  private want(bytes: number, next: Next): void {
    this.needed = bytes;
    this.next = next;
  }

  private wantCommand(): void {
    this.want(2, (bytes) => this.command(bytes[0]!, bytes[1]!));
  }

  private refuse(): void {
    this.wantCommand();
    this.send(NACK);
  }

  /** The baud rate is measured on 7F; anything else tells nothing. */
  private synchronise(byte: number): void {
    if (byte !== STM32.sync) return;
    this.wantCommand();
    this.send(ACK);
  }

  private command(code: number, complement: number): void {
    const name = stm32CommandName(code);
    if ((code ^ complement) !== 0xff || name === undefined || !this.commands.includes(name)) {
      this.refuse();
      return;
    }
    this.wantCommand();
    switch (name) {
      case "get": {
        const codes = this.commands.map((known) => STM32_COMMAND[known]);
        this.send(Uint8Array.of(STM32.ack, codes.length, LOADER_VERSION, ...codes, STM32.ack));
        return;
      }
      case "getVersion": {
        this.send(Uint8Array.of(STM32.ack, LOADER_VERSION, 0, 0, STM32.ack));
        return;
      }
      case "getId": {
        this.send(Uint8Array.of(STM32.ack, 1, this.memory.pid >>> 8, this.memory.pid & 0xff, STM32.ack));
        return;
      }
      case "read": {
        this.wantAddress((address) => this.read(address));
        return;
      }
      case "go": {
        this.wantAddress((address) => this.go(address));
        return;
      }
      case "write": {
        this.wantAddress((address) => this.write(address));
        return;
      }
      case "erase": {
        this.erase();
        return;
      }
      default:
        this.extendedErase();
    }
  }

  private wantAddress(then: (address: number) => void): void {
    this.want(5, (bytes) => {
      const address = new DataView(bytes.buffer).getUint32(0);
      if (xorOf(bytes) !== 0 || !this.memory.has(address)) {
        this.refuse();
        return;
      }
      then(address);
    });
    this.send(ACK);
  }

  private read(address: number): void {
    this.want(2, ([length = 0, complement = 0]) => {
      const data = (length ^ complement) === 0xff ? this.memory.read(address, length + 1) : undefined;
      if (data === undefined) {
        this.refuse();
        return;
      }
      this.wantCommand();
      this.send(Uint8Array.of(STM32.ack, ...data));
    });
    this.send(ACK);
  }

  private go(address: number): void {
    this.send(ACK);
    this.stop();
    this.onGo(address);
  }

  private write(address: number): void {
    this.want(1, ([length = 0]) => {
      this.want(length + 2, (bytes) => {
        const data = bytes.subarray(0, length + 1);
        const sound = xorOf(bytes, length) === 0 && data.length % 2 === 0 && data.length <= STM32_BLOCK_BYTES_MAX;
        if (!sound || !this.memory.write(address, data)) {
          this.refuse();
          return;
        }
        this.wantCommand();
        this.busy((data.length / 2) * HALF_WORD_US, () => this.send(ACK));
      });
    });
    this.send(ACK);
  }

  private erase(): void {
    this.want(1, ([count = 0]) => {
      this.want(count === 0xff ? 1 : count + 2, (bytes) => {
        if (xorOf(bytes, count) !== (count === 0xff ? 0xff : 0)) {
          this.refuse();
          return;
        }
        this.erasePages(count === 0xff ? undefined : [...bytes.subarray(0, count + 1)]);
      });
    });
    this.send(ACK);
  }

  private extendedErase(): void {
    this.want(2, (head) => {
      const count = head[0]! * 256 + head[1]!;
      // The codes from FFFD on mean banks; this chip has one.
      const special = count >= STM32_MASS_ERASE - 2;
      const all = count === STM32_MASS_ERASE;
      if (!special && count >= this.memory.pages) {
        this.refuse();
        return;
      }
      this.want(special ? 1 : 2 * (count + 1) + 1, (bytes) => {
        if (xorOf(bytes, xorOf(head)) !== 0 || (special && !all)) {
          this.refuse();
          return;
        }
        const view = new DataView(bytes.buffer);
        this.erasePages(all ? undefined : Array.from({ length: count + 1 }, (_, i) => view.getUint16(2 * i)));
      });
    });
    this.send(ACK);
  }

  private erasePages(pages: readonly number[] | undefined): void {
    if (pages?.some((page) => page >= this.memory.pages) === true) {
      this.refuse();
      return;
    }
    const all = pages ?? Array.from({ length: this.memory.pages }, (_, i) => i);
    for (const page of all) this.memory.erase(page);
    this.wantCommand();
    this.busy(pages === undefined ? MASS_ERASE_US : all.length * PAGE_ERASE_US, () => this.send(ACK));
  }
}
