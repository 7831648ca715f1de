/** The operating system's serial ports, behind the few words that a link needs of them. */
import { stat } from "node:fs/promises";
import type { Parity } from "./url.ts";

export interface OpenPort {
  /** `bytes` belong to the port from now on. `done` may never come when the device is gone. */
  write(bytes: Uint8Array, done: () => void): void;
  /** Settles when the port is free again; never rejects. */
  close(): Promise<void>;
}

export interface PortEvents {
  onData(bytes: Uint8Array): void;
  /** The device hung up or failed. Not called by `close`. */
  onLost(): void;
}

export interface SerialPorts {
  /** Rejects with the system's error, whose only sense is in its message. */
  open(path: string, baud: number, events: PortEvents, parity?: Parity): Promise<OpenPort>;
  /** Which device node `path` leads to; undefined when there is none, or when paths are no files on this system. */
  nodeOf(path: string): Promise<string | undefined>;
}

/** What this file uses of the class `SerialPort`. */
export interface SerialPortStream {
  readonly isOpen: boolean;
  on(event: "data", heard: (bytes: Uint8Array) => void): unknown;
  on(event: "close" | "error", heard: (error?: Error | null) => void): unknown;
  open(done: (error: Error | null) => void): void;
  set(lines: { dtr: boolean; rts: boolean }, done: () => void): void;
  write(bytes: Uint8Array, done: (error?: Error | null) => void): boolean;
  close(done: () => void): void;
}

export interface SerialPortOptions {
  path: string;
  baudRate: number;
  parity: Parity;
  autoOpen: false;
  /** Takes the lock that other programs ask for, so that two hosts never share one engine. */
  lock: true;
  /** Not lowering DTR at the end: many boards take that as a reset, and a hot machine must survive a host's restart. */
  hupcl: false;
}

export type SerialPortClass = new (options: SerialPortOptions) => SerialPortStream;

/** The ports of this machine. The native module is loaded when the first one is dialled. */
export const systemPorts: SerialPorts = portsOf(async () => (await import("serialport")).SerialPort as SerialPortClass);

export function portsOf(load: () => Promise<SerialPortClass>): SerialPorts {
  return {
    open: async (path, baud, events, parity) => openPort(await load(), { path, baud, parity }, events),
    nodeOf: async (path) => {
      try {
        // A new pseudo-terminal often gets the number of the last one: only its time tells them apart.
        const { dev, ino, rdev, ctimeMs } = await stat(path);
        return `${dev} ${ino} ${rdev} ${ctimeMs}`;
      } catch {
        return undefined;
      }
    },
  };
}

async function openPort(
  Port: SerialPortClass,
  { path, baud, parity = "none" }: { path: string; baud: number; parity: Parity | undefined },
  events: PortEvents,
): Promise<OpenPort> {
  const port = new Port({ path, baudRate: baud, parity, autoOpen: false, lock: true, hupcl: false });
  let closing = false;
  // Without a reader a hang-up is never noticed.
  port.on("data", (bytes) => events.onData(bytes));
  // A close follows whatever matters.
  port.on("error", () => {});
  port.on("close", () => {
    if (!closing) events.onLost();
  });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  // Tells an engine on USB that somebody listens. A pseudo-terminal has no such lines and says so: no matter.
  port.set({ dtr: true, rts: true }, () => {});
  return {
    write: (bytes, done) => void port.write(bytes, () => done()),
    close: () => {
      closing = true;
      return new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
    },
  };
}
