import { createServer, connect as dial, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { WallClock } from "../../src/base/index.ts";
import { type Connect, connectUrl, listen, type Wire, type WireEvents } from "../../src/protocol/index.ts";
import { SUBNEGOTIATION_BYTES_MAX, TelnetReader } from "../../src/protocol/transports/telnet.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const clock = new WallClock();
const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, i) => i);

/** An end of a wire that remembers. */
class End implements WireEvents {
  wire: Wire | undefined;
  heard: number[] = [];
  reason: string | undefined;
  private waiting: { done: () => boolean; resolve: () => void } | undefined;

  onOpen(wire: Wire): void {
    this.wire = wire;
    this.look();
  }
  onData(bytes: Uint8Array): void {
    this.heard.push(...bytes);
    this.look();
  }
  onClose(reason: string): void {
    this.reason = reason;
    this.look();
  }
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.waiting = { done, resolve };
      this.look();
    });
  }
  private look(): void {
    if (this.waiting?.done()) this.waiting.resolve();
  }
}

async function served(): Promise<{ url: string; engine: End }> {
  const engine = new End();
  const listener = await listen("rfc2217://127.0.0.1:0", engine);
  closing.push(() => listener.close());
  return { url: listener.url, engine };
}

function dialled(connect: Connect): End {
  const host = new End();
  const attempt = connect(host);
  closing.push(() => attempt.cancel());
  return host;
}

/** A server of a test's own making. */
function server(onSocket: (socket: Socket) => void): Promise<number> {
  const made = createServer((socket) => {
    socket.on("error", () => {});
    closing.push(() => socket.destroy());
    onSocket(socket);
  });
  closing.push(() => new Promise((done) => made.close(done)));
  return new Promise((done) => made.listen(0, "127.0.0.1", () => done((made.address() as { port: number }).port)));
}

describe("our client and our server", () => {
  test("carry every byte both ways", async () => {
    const { url, engine } = await served();
    const host = dialled(connectUrl(`${url}?baud=115200&parity=even`, clock));
    await host.until(() => host.wire !== undefined);
    host.wire!.write(ALL_BYTES);
    await engine.until(() => engine.heard.length >= 256);
    expect(engine.heard).toEqual([...ALL_BYTES]);
    engine.wire!.write(ALL_BYTES);
    await host.until(() => host.heard.length >= 256);
    expect(host.heard).toEqual([...ALL_BYTES]);
    engine.wire!.close();
    await host.until(() => host.reason !== undefined);
    expect(host.reason).toBe("the engine hung up");
  });

  test("a plain connection is told which address to write, and a plain port too", async () => {
    const plain = await server((socket) => socket.write(Uint8Array.of(255, 251, 3, 255, 253, 3)));
    const host = dialled(connectUrl(`tcp://127.0.0.1:${plain}`));
    await host.until(() => host.reason !== undefined);
    expect(host.reason).toBe(`tcp://127.0.0.1:${plain} speaks telnet: write rfc2217://127.0.0.1:${plain}`);
    const refusing = await server((socket) => socket.write(Uint8Array.of(255, 254, 44)));
    const other = dialled(connectUrl(`rfc2217://127.0.0.1:${refusing}`, clock));
    await other.until(() => other.reason !== undefined);
    expect(other.reason).toContain("has no serial port to offer");
  });

  test("a server that runs at another rate is not accepted", async () => {
    const port = await server((socket) => {
      socket.write(Uint8Array.of(255, 253, 44));
      socket.write(Uint8Array.of(255, 250, 44, 101, 0, 0, 0x25, 0x80, 255, 240));
    });
    const host = dialled(connectUrl(`rfc2217://127.0.0.1:${port}?baud=115200`, clock));
    await host.until(() => host.reason !== undefined);
    expect(host.reason).toContain("runs at 9600 baud and not at 115200");
  });
});

describe("the server", () => {
  /** Sends words and collects the raw answer until it has as many bytes as are expected. */
  async function ask(url: string, words: number[], expected: number[]): Promise<number[]> {
    const socket = dial(Number(url.split(":").at(-1)), "127.0.0.1");
    closing.push(() => socket.destroy());
    const heard: number[] = [];
    socket.write(Uint8Array.from(words));
    await new Promise<void>((done) => {
      socket.on("data", (bytes) => {
        heard.push(...bytes);
        if (heard.length >= expected.length) done();
      });
    });
    return heard;
  }
  const sb = (...words: number[]): number[] => [255, 250, 44, ...words, 255, 240];

  test.each([
    ["an option that it knows, with the present state", [255, 251, 44], [255, 253, 44, ...sb(107, 0xb0)]],
    ["an option that it does not know", [255, 253, 1], [255, 252, 1]],
    ["a question after the rate", sb(1, 0, 0, 0, 0), sb(101, 0, 3, 0xd0, 0x90)],
    ["a rate with 255 in it", sb(1, 0, 0, 255, 255, 0), sb(101, 0, 0, 255, 255, 0)],
    ["parity, and the question after it", [...sb(3, 3), ...sb(3, 0)], [...sb(103, 3), ...sb(103, 3)]],
    ["DTR off, and the question after it", [...sb(5, 9), ...sb(5, 7)], [...sb(105, 9), ...sb(105, 9)]],
    ["purge", sb(12, 3), sb(112, 3)],
    [
      "masks, with the present state",
      [...sb(10, 1), ...sb(11, 255, 255)],
      [...sb(110, 1), ...sb(111, 255, 255), ...sb(107, 0xb0)],
    ],
    ["a question after the signature", sb(0), sb(100, ...new TextEncoder().encode("cetak"))],
  ])("acknowledges %s", async (_name, words, expected) => {
    expect(await ask((await served()).url, words, expected)).toEqual(expected);
  });

  test("holds its output while the host asks so", async () => {
    const { url, engine } = await served();
    const socket = dial(Number(url.split(":").at(-1)), "127.0.0.1");
    closing.push(() => socket.destroy());
    const heard: number[] = [];
    socket.write(Uint8Array.from([...sb(8), 65]));
    await engine.until(() => engine.heard.length === 1);
    engine.wire!.write(Uint8Array.of(1, 2));
    socket.write(Uint8Array.from([...sb(12, 1), ...sb(9)]));
    await new Promise<void>((done) => {
      socket.on("data", (bytes) => {
        heard.push(...bytes);
        if (heard.at(-1) === 2) done();
      });
    });
    expect(heard).toEqual([...sb(112, 1), 1, 2]);
  });
});

describe("telnet", () => {
  test("is read alike however it is cut, and a subnegotiation without end keeps nothing", () => {
    const words = [65, 255, 255, 66, 255, 251, 44, 67, 255, 250, 44, 1, 255, 255, 2, 255, 240, 68, 255, 241, 69];
    const long = [255, 250, 44, ...new Array<number>(SUBNEGOTIATION_BYTES_MAX * 4).fill(7), 255, 240, 70];
    const stream = Uint8Array.from([...words, ...long]);
    const read = (piece: number): unknown[] => {
      const calls: unknown[] = [];
      const data: number[] = [];
      const reader = new TelnetReader({
        onData: (bytes) => void data.push(...bytes),
        onOption: (...args) => void calls.push(args),
        onSubnegotiation: (option, bytes) => void calls.push([option, [...bytes]]),
      });
      for (let at = 0; at < stream.length; at += piece) reader.push(stream.subarray(at, at + piece));
      return [...calls, data];
    };
    const whole = read(stream.length);
    expect(whole).toEqual([
      [251, 44],
      [44, [1, 255, 2]],
      [65, 255, 66, 67, 68, 69, 70],
    ]);
    for (let piece = 1; piece < 12; piece++) expect(read(piece)).toEqual(whole);
  });
});
