import { expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { checkListenUrl, ListenError, type Listener, listen, UsageError, type Wire } from "../../src/protocol/index.ts";
import { listenPty, PTY_BUFFER_BYTES_MAX, PTY_HELD_BACK_BYTES } from "../../src/protocol/transports/listen-pty.ts";
import type { MakePty, Pty, PtyEvents } from "../../src/protocol/transports/pty-program.ts";

const SECOND_US = 1_000_000;
const settle = (): Promise<void> => new Promise((done) => setImmediate(done));

/** The program that makes pseudo-terminals, without the program. */
class FakeProgram {
  made = 0;
  refusal: string | undefined;
  events: PtyEvents | undefined;
  mine: (string | undefined)[] = [];
  toHost: { bytes: number; at: number }[] = [];
  held = false;
  ended = 0;
  private pty: Pty | undefined;
  private readonly clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  readonly make: MakePty = async (_path, events, _clock, mine) => {
    this.mine.push(mine);
    if (this.refusal !== undefined) throw new ListenError(this.refusal);
    this.made++;
    this.events = events;
    this.pty = {
      device: `/dev/pts/${this.made}`,
      write: (bytes) => void this.toHost.push({ bytes: bytes.length, at: this.clock.now() }),
      pause: () => {
        this.held = true;
      },
      resume: () => {
        this.held = false;
      },
      end: () => {
        this.ended++;
        queueMicrotask(() => events.onEnd());
      },
    };
    return this.pty;
  };

  hostComes(): void {
    this.events!.onHost(this.pty!);
  }
}

async function served(url = "pty:///tmp/none/cetak-test?baud=250000") {
  const clock = new VirtualClock();
  const program = new FakeProgram(clock);
  const said: string[] = [];
  const heard: { bytes: number; at: number }[] = [];
  let wire: Wire | undefined;
  const listener: Listener = await listenPty(
    url,
    {
      onOpen: (opened) => {
        wire = opened;
        said.push("open");
      },
      onData: (bytes) => void heard.push({ bytes: bytes.length, at: clock.now() }),
      onClose: (reason) => said.push(reason),
    },
    { clock, makePty: program.make },
  );
  return { clock, program, said, heard, listener, wire: () => wire! };
}

const sum = (pieces: readonly { bytes: number }[]): number => pieces.reduce((all, { bytes }) => all + bytes, 0);

test("both directions carry a tenth of the baud rate in a second of the engine's time, blocks one by one", async () => {
  const { clock, program, heard, wire } = await served("pty:///tmp/none/x?baud=9600");
  program.hostComes();
  for (let i = 0; i < 60; i++) {
    program.events!.onData(new Uint8Array(64));
    wire().write(new Uint8Array(64));
  }
  clock.runUntil(SECOND_US);
  // 960 bytes a second: fifteen blocks of 64.
  expect(sum(heard)).toBe(960);
  expect(sum(program.toHost)).toBe(960);
  clock.runUntil(4 * SECOND_US);
  expect([sum(heard), sum(program.toHost)]).toEqual([3840, 3840]);
  heard.forEach(({ at }, i) => {
    const exact = ((i + 1) * 64 * SECOND_US) / 960;
    expect(at - exact).toBeGreaterThanOrEqual(0);
    expect(at - exact).toBeLessThan(2);
  });
});

test("a host that sends faster than the line is held back, and loses nothing", async () => {
  const { clock, program, heard } = await served("pty:///tmp/none/x?baud=9600");
  program.hostComes();
  let sent = 0;
  let held = 0;
  while (sent < 200_000) {
    if (program.held) {
      held++;
      clock.runNext();
      continue;
    }
    program.events!.onData(new Uint8Array(8_192));
    sent += 8_192;
    expect(sent - sum(heard)).toBeLessThan(PTY_HELD_BACK_BYTES + 8_192);
  }
  clock.advance(30 * SECOND_US);
  expect(held).toBeGreaterThan(1_000);
  expect(sum(heard)).toBe(sent);
  // One read of the program beyond the hold always fits.
  expect(PTY_HELD_BACK_BYTES + 65_536).toBeLessThan(PTY_BUFFER_BYTES_MAX);
});

test("what the engine says to a slow line is bounded", async () => {
  const { clock, program, wire } = await served("pty:///tmp/none/x?baud=9600");
  program.hostComes();
  for (let i = 0; i < 10_000; i++) wire().write(new Uint8Array(60));
  clock.advance(3600 * SECOND_US);
  expect(sum(program.toHost)).toBeLessThanOrEqual(PTY_BUFFER_BYTES_MAX);
  expect(sum(program.toHost)).toBeGreaterThan(PTY_BUFFER_BYTES_MAX - 60);
});

test("a hang-up is host gone; the device comes again for the next one; nothing old arrives", async () => {
  const { clock, program, said, heard, wire } = await served();
  program.hostComes();
  program.events!.onData(new Uint8Array(640));
  program.events!.onEnd();
  wire().write(new Uint8Array(5));
  await settle();
  expect({ said, made: program.made }).toEqual({ said: ["open", "the host hung up"], made: 2 });
  expect(program.mine).toEqual([undefined, "/dev/pts/1"]);
  program.hostComes();
  clock.advance(SECOND_US / 2);
  expect(said).toEqual(["open", "the host hung up", "open"]);
  expect([heard, program.toHost]).toEqual([[], []]);
});

test("the engine may hang up; without a host the device is made again after a pause that grows", async () => {
  const { clock, program, said, wire } = await served();
  program.hostComes();
  wire().close();
  await settle();
  expect({ said, made: program.made }).toEqual({ said: ["open", "the host hung up"], made: 2 });
  program.refusal = "socat says: no more";
  program.events!.onEnd();
  for (let i = 0; i < 400; i++) {
    clock.advance(SECOND_US / 10);
    await settle();
  }
  // 50, 100, 200 ... 5000, 5000 ms.
  expect(program.mine.length).toBeGreaterThan(8);
  expect(program.mine.length).toBeLessThan(18);
  program.refusal = undefined;
  clock.advance(5 * SECOND_US);
  await settle();
  expect(program.made).toBe(3);
});

test("a device whose path was tidied away is made again, but not under a host", async () => {
  // The path of this test leads nowhere.
  const { clock, program } = await served();
  program.hostComes();
  clock.advance(10 * SECOND_US);
  await settle();
  expect(program.ended).toBe(0);
  program.events!.onEnd();
  await settle();
  expect(program.made).toBe(2);
  clock.advance(SECOND_US);
  await settle();
  expect(program.ended).toBe(1);
});

test("closing hangs up, ends the program and leaves no alarm", async () => {
  const { clock, program, said, listener } = await served();
  program.hostComes();
  await listener.close();
  await settle();
  expect({ said, made: program.made, ended: program.ended }).toEqual({
    said: ["open", "the engine closed the link"],
    made: 1,
    ended: 1,
  });
  expect(clock.nextDueAt()).toBe(-1);
});

test("addresses that cannot be served are refused in words", async () => {
  const nobody = { onOpen: () => {}, onData: () => {}, onClose: () => {} };
  expect(() => checkListenUrl("serial:///dev/ttyUSB0")).toThrow("an engine cannot be served at serial:///dev/ttyUSB0");
  await expect(listen("serial:///dev/ttyUSB0", nobody)).rejects.toThrow(UsageError);
  await expect(listen("pty:///tmp/a,exec:ls", nobody, new VirtualClock())).rejects.toThrow("may have only letters");
  const tcp = await listen("tcp://127.0.0.1:0", nobody);
  expect(tcp.url).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9][0-9]*$/);
  await tcp.close();
});
