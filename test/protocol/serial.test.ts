import { SerialPortMock } from "serialport";
import { expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import type { Wire } from "../../src/protocol/index.ts";
import {
  connectSerial,
  SERIAL_BACKLOG_BYTES_MAX,
  SERIAL_LOOK_US,
  SERIAL_WRITE_US_MAX,
} from "../../src/protocol/transports/serial.ts";
import {
  type OpenPort,
  type PortEvents,
  portsOf,
  type SerialPortClass,
  type SerialPorts,
} from "../../src/protocol/transports/serial-port.ts";
import { serialSentence } from "../../src/protocol/transports/serial-words.ts";

const PATH = "/dev/ttyUSB0";
const ADDRESS = { url: `serial://${PATH}?baud=250000`, path: PATH, baud: 250_000 };

/** Lets all promises that are ready go on; nothing here waits for the outside. */
const settle = (): Promise<void> => new Promise((done) => setImmediate(done));

/** A machine with one serial device. */
class FakePorts implements SerialPorts {
  node: string | undefined = "node 1";
  refusal: string | undefined;
  events: PortEvents | undefined;
  opens = 0;
  closes = 0;
  written: number[] = [];
  /** What the system has not taken yet. */
  pending: (() => void)[] = [];
  /** Held: closing takes until this is called. */
  closed: (() => void) | undefined;
  holdClose = false;

  async open(_path: string, _baud: number, events: PortEvents): Promise<OpenPort> {
    this.opens++;
    if (this.refusal !== undefined) throw new Error(this.refusal);
    this.events = events;
    return {
      write: (bytes, done) => {
        this.written.push(...bytes);
        this.pending.push(done);
      },
      close: () => {
        this.closes++;
        return this.holdClose
          ? new Promise((resolve) => {
              this.closed = resolve;
            })
          : Promise.resolve();
      },
    };
  }

  async nodeOf(): Promise<string | undefined> {
    return this.node;
  }
}

async function dialled(ports: FakePorts, clock = new VirtualClock()) {
  const heard: number[] = [];
  const closed: string[] = [];
  let wire: Wire | undefined;
  const attempt = connectSerial(
    ADDRESS,
    clock,
    ports,
  )({
    onOpen: (opened) => {
      wire = opened;
    },
    onData: (bytes) => heard.push(...bytes),
    onClose: (reason) => closed.push(reason),
  });
  await settle();
  return { clock, attempt, heard, closed, wire: wire! };
}

/** Time in small steps, with everything that becomes ready between them. */
async function pass(clock: VirtualClock, us: number): Promise<void> {
  for (const end = clock.now() + us; clock.now() < end; await settle())
    clock.runUntil(Math.min(end, clock.now() + SERIAL_LOOK_US / 2));
}

test("bytes pass both ways, copied; a hang-up ends the link once", async () => {
  const ports = new FakePorts();
  const { wire, heard, closed } = await dialled(ports);
  const bytes = new Uint8Array([1, 2]);
  wire.write(bytes);
  bytes[0] = 9;
  wire.write(bytes);
  expect(ports.written).toEqual([1, 2, 9, 2]);
  ports.events!.onData(new Uint8Array([7]));
  expect(heard).toEqual([7]);
  ports.events!.onLost();
  ports.events!.onLost();
  ports.events!.onData(new Uint8Array([8]));
  wire.write(bytes);
  expect({ closed, heard, written: ports.written.length, closes: ports.closes }).toEqual({
    closed: [`${PATH} hung up or was unplugged`],
    heard: [7],
    written: 4,
    closes: 1,
  });
});

test.each([undefined, "node 2"])(
  "a device that is gone or another one (%s) is noticed within a second",
  async (node) => {
    const ports = new FakePorts();
    const { clock, closed } = await dialled(ports);
    await pass(clock, 20_000_000);
    expect(closed).toEqual([]);
    ports.node = node;
    await pass(clock, 1_000_000);
    expect(closed).toEqual([`${PATH} has gone: was the cable unplugged?`]);
    expect(clock.nextDueAt()).toBe(-1);
  },
);

test("paths that are no files, as on Windows, are not watched", async () => {
  const ports = new FakePorts();
  ports.node = undefined;
  const { clock, closed } = await dialled(ports);
  await pass(clock, 5_000_000);
  expect(closed).toEqual([]);
});

test("a write that the system never takes ends the link; slow progress does not", async () => {
  const ports = new FakePorts();
  const { clock, wire, closed } = await dialled(ports);
  for (let i = 0; i < 4; i++) wire.write(new Uint8Array(60));
  for (let i = 0; i < 3; i++) {
    await pass(clock, SERIAL_WRITE_US_MAX);
    ports.pending.shift()!();
  }
  expect(closed).toEqual([]);
  await pass(clock, SERIAL_WRITE_US_MAX + 1_000_000);
  expect(closed).toEqual([`${PATH} takes no bytes any more`]);
  // Taken all the same, later: nobody listens any more.
  ports.pending.shift()!();
  expect(clock.nextDueAt()).toBe(-1);
});

test("what waits for the line is bounded", async () => {
  const ports = new FakePorts();
  const { wire } = await dialled(ports);
  for (let i = 0; i < SERIAL_BACKLOG_BYTES_MAX; i++) wire.write(new Uint8Array(60));
  expect(ports.written.length).toBeLessThanOrEqual(SERIAL_BACKLOG_BYTES_MAX);
  const before = ports.written.length;
  ports.pending.shift()!();
  wire.write(new Uint8Array(60));
  expect(ports.written.length).toBe(before + 60);
});

test("the next attempt waits until the last port is free", async () => {
  const ports = new FakePorts();
  ports.holdClose = true;
  const first = await dialled(ports);
  first.wire.close();
  await settle();
  expect(first.closed).toEqual(["the link was closed"]);
  const second = await dialled(ports);
  expect({ opens: ports.opens, wire: second.wire }).toEqual({ opens: 1, wire: undefined });
  ports.closed!();
  await settle();
  expect(ports.opens).toBe(2);
});

test("cancelled while opening: the port is given back and nothing is said", async () => {
  const ports = new FakePorts();
  const said: string[] = [];
  const connect = connectSerial(ADDRESS, new VirtualClock(), ports);
  const attempt = connect({ onOpen: () => said.push("open"), onData: () => {}, onClose: (why) => said.push(why) });
  // Past the look at the node, into the opening.
  while (ports.opens === 0) await Promise.resolve();
  attempt.cancel();
  await settle();
  expect({ said, closes: ports.closes }).toEqual({ said: [], closes: 1 });
});

test.each([
  ["Error: No such file or directory, cannot open /dev/ttyUSB0", "is the printer plugged in"],
  ["Error: Permission denied, cannot open /dev/ttyUSB0", "dialout"],
  ["Error Resource temporarily unavailable Cannot lock port", "is busy: another program has it open"],
  ["Error: Device or resource busy, cannot open /dev/ttyUSB0", "is busy: another program has it open"],
  ["Opening COM3: Access denied", "is busy: another program has it open"],
  ["Error: Inappropriate ioctl for device, cannot open /tmp/file", "is no serial device"],
  ["Error: Unsupported baud rate", "cannot run at 250000 baud"],
  ["No native build was found for platform=plan9", "not supported on this system"],
  ["something new", "cannot be opened: something new"],
])("%s: %s", async (words, part) => {
  expect(serialSentence(new Error(words), PATH, 250_000)).toContain(part);
  const ports = new FakePorts();
  ports.refusal = words;
  const { closed, clock } = await dialled(ports);
  expect(closed).toEqual([expect.stringContaining(part)]);
  expect(clock.nextDueAt()).toBe(-1);
});

test("the serial port's own class: bytes both ways, and closed by us is not lost", async () => {
  SerialPortMock.binding.reset();
  SerialPortMock.binding.createPort(PATH, { echo: true, record: true });
  const ports = portsOf(async () => SerialPortMock as unknown as SerialPortClass);
  let lost = 0;
  let hear: (text: string) => void;
  const heard = new Promise<string>((resolve) => {
    hear = resolve;
  });
  const port = await ports.open(PATH, 250_000, {
    onData: (bytes) => hear(Buffer.from(bytes).toString("latin1")),
    onLost: () => lost++,
  });
  await new Promise<void>((done) => port.write(new Uint8Array([104, 105]), done));
  expect(await heard).toBe("hi");
  // The mock refuses a second opening, as the lock does.
  await expect(ports.open(PATH, 250_000, { onData: () => {}, onLost: () => {} })).rejects.toThrow(/lock/i);
  await port.close();
  await port.close();
  expect(lost).toBe(0);
});
