import { type Clock, type Timer, US_PER_MS, US_PER_S } from "../../base/index.ts";
import type { Connect, WireEvents } from "../wire.ts";
import { type OpenPort, type SerialPorts, systemPorts } from "./serial-port.ts";
import { serialSentence } from "./serial-words.ts";
import type { Parity } from "./url.ts";

/** Bytes that may wait in the host's memory for the line. Beyond it writes are lost. */
export const SERIAL_BACKLOG_BYTES_MAX = 16_384;
/** The system takes written bytes within this long, beyond the time that they need on the line, or the device is given up. */
export const SERIAL_WRITE_US_MAX = 2 * US_PER_S;
/** How often it is looked whether the device is still there: half of the hang-ups of a pseudo-terminal go unreported [M]. */
export const SERIAL_LOOK_US = 250 * US_PER_MS;
/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;

export interface SerialAddress {
  readonly url: string;
  readonly path: string;
  readonly baud: number;
  /** Default: none. */
  readonly parity?: Parity;
}

/** Ports that are being closed, by path: the next attempt waits for them, or it would be refused by our own lock. */
const closing = new Map<string, Promise<void>>();

/** Dials an engine on a serial device, 8 data bits. `clock` runs the deadlines of the link. */
export function connectSerial(address: SerialAddress, clock: Clock, ports: SerialPorts = systemPorts): Connect {
  const connect = (events: WireEvents): { cancel(): void } => {
    const attempt = new SerialAttempt(address, clock, ports, events);
    void attempt.open();
    return { cancel: () => attempt.cancel() };
  };
  return Object.assign(connect, { url: address.url });
}

class SerialAttempt {
  private readonly address: SerialAddress;
  private readonly ports: SerialPorts;
  private readonly events: WireEvents;
  private readonly look: Timer;
  private readonly writeDeadline: Timer;
  private port: OpenPort | undefined;
  private node: string | undefined;
  private over = false;
  private cancelled = false;
  private bytesWaiting = 0;

  constructor(address: SerialAddress, clock: Clock, ports: SerialPorts, events: WireEvents) {
    this.address = address;
    this.ports = ports;
    this.events = events;
    this.look = clock.timer(() => void this.lookForNode());
    this.writeDeadline = clock.timer(() => this.end(`${address.path} takes no bytes any more`));
  }

  async open(): Promise<void> {
    const { path, baud, parity } = this.address;
    try {
      await closing.get(path);
      if (this.over) return;
      // Before opening: a device that is exchanged meanwhile counts as unplugged, and the next attempt gets the new one.
      this.node = await this.ports.nodeOf(path);
      this.port = await this.ports.open(
        path,
        baud,
        {
          onData: (bytes) => {
            if (this.port !== undefined && !this.over) this.events.onData(bytes);
          },
          onLost: () => this.end(`${path} hung up or was unplugged`),
        },
        parity,
      );
    } catch (error) {
      this.end(serialSentence(error, path, baud));
      return;
    }
    if (this.over) this.release();
    else this.begin(this.port);
  }

  cancel(): void {
    this.cancelled = true;
    this.end("");
  }

  private begin(port: OpenPort): void {
    if (this.node !== undefined) this.look.armAfter(SERIAL_LOOK_US);
    this.events.onOpen({
      write: (bytes) => this.write(port, bytes),
      close: () => queueMicrotask(() => this.end("the link was closed")),
    });
  }

  private write(port: OpenPort, bytes: Uint8Array): void {
    const { length } = bytes;
    if (this.over || this.bytesWaiting + length > SERIAL_BACKLOG_BYTES_MAX) return;
    this.bytesWaiting += length;
    if (this.writeDeadline.dueAt < 0) this.armWriteDeadline();
    port.write(Buffer.from(bytes), () => {
      this.bytesWaiting -= length;
      if (this.over) return;
      if (this.bytesWaiting > 0) this.armWriteDeadline();
      else this.writeDeadline.cancel();
    });
  }

  private armWriteDeadline(): void {
    const onLineUs = (this.bytesWaiting * BITS_PER_BYTE * US_PER_S) / this.address.baud;
    this.writeDeadline.armAfter(SERIAL_WRITE_US_MAX + onLineUs);
  }

  private async lookForNode(): Promise<void> {
    const node = await this.ports.nodeOf(this.address.path);
    if (this.over) return;
    if (node === this.node) this.look.armAfter(SERIAL_LOOK_US);
    else this.end(`${this.address.path} has gone: was the cable unplugged?`);
  }

  private end(reason: string): void {
    if (this.over) return;
    this.over = true;
    this.look.cancel();
    this.writeDeadline.cancel();
    this.release();
    if (!this.cancelled) this.events.onClose(reason);
  }

  private release(): void {
    const { port } = this;
    if (port === undefined) return;
    const { path } = this.address;
    const closed = port.close().then(() => {
      if (closing.get(path) === closed) closing.delete(path);
    });
    closing.set(path, closed);
  }
}
