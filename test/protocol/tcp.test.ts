import { once } from "node:events";
import { createServer, connect as dial, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Random, VirtualClock, WallClock } from "../../src/base/index.ts";
import {
  connectTcp,
  connectUrl,
  EngineLink,
  HostLink,
  type LinkState,
  ListenError,
  listenTcp,
  type TcpListener,
  UsageError,
  type Wire,
} from "../../src/protocol/index.ts";
import { HOST_SILENT_US } from "../../src/protocol/transports/listen-tcp.ts";
import { parseLinkUrl } from "../../src/protocol/transports/url.ts";
import { DICTIONARY } from "./pair.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Served {
  listener: TcpListener;
  ids: number[];
  said: string[];
  engine: EngineLink;
}

/** An engine on a free port of this machine. */
async function serve(clock?: VirtualClock): Promise<Served> {
  let wire: Wire | undefined;
  const ids: number[] = [];
  const said: string[] = [];
  const engine: EngineLink = new EngineLink({
    dictionary: DICTIONARY,
    write: (bytes) => wire?.write(bytes),
    onCommand: ({ name, row }) => {
      if (name === "get_uptime") engine.send("uptime", { high: 0, clock: 1 });
      else if (name === "get_clock") engine.send("clock", { clock: 1 });
      else if (name === "get_config") engine.send("config", { is_config: 1, crc: 0, is_shutdown: 0, move_count: 0 });
      else if (name === "step_start") {
        ids.push(row[0]!);
        engine.send("step_done", { id: row[0]!, kind: 1, result: 2, fault: 0 });
      }
    },
  });
  const listener = await listenTcp(
    "tcp://127.0.0.1:0",
    {
      onOpen: (opened) => {
        wire = opened;
        engine.newHost();
      },
      onData: (bytes) => engine.receive(bytes),
      onClose: (reason) => said.push(reason),
    },
    clock === undefined ? {} : { clock },
  );
  endings.push(() => listener.close());
  return { listener, ids, said, engine };
}

interface Dialled {
  link: HostLink;
  /** Resolves when this many steps have been reported as done. */
  hears(steps: number): Promise<void>;
  /** Resolves with the reason when the link comes to this state. */
  reaches(state: LinkState, reason?: RegExp): Promise<string>;
}

function host(url: string): Dialled {
  const clock = new WallClock();
  let done = 0;
  let onDone = (): void => {};
  const waiting: { state: LinkState; reason: RegExp; resolve: (reason: string) => void }[] = [];
  const link = new HostLink({
    clock,
    connect: connectUrl(url),
    random: new Random(1),
    onState: (state, reason) => {
      for (const wait of waiting) if (wait.state === state && wait.reason.test(reason)) wait.resolve(reason);
    },
    onMessage: (message) => {
      if (message.name !== "step_done") return;
      done++;
      onDone();
    },
  });
  endings.push(() => {
    link.stop();
    clock.close();
  });
  return {
    link,
    hears: (steps) =>
      new Promise((resolve) => {
        onDone = () => {
          if (done >= steps) resolve();
        };
        onDone();
      }),
    reaches: (state, reason = /^/) => new Promise((resolve) => waiting.push({ state, reason, resolve })),
  };
}

/** What a plain TCP client hears until it is hung up on. */
async function listenIn(port: number): Promise<string> {
  const socket = dial({ host: "127.0.0.1", port });
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
  });
  await once(socket, "close");
  return text;
}

async function plainServer(answer: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.resume();
    socket.end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  endings.push(() => server.close());
  return server;
}

describe("over TCP", () => {
  test("an engine is found, driven, lost and found again", async () => {
    const { listener, ids, said } = await serve();
    const { link, reaches, hears } = host(listener.url);
    let up = reaches("up");
    link.start();
    await up;
    for (let id = 1; id <= 40; id++)
      expect(link.send("step_start", { id, kind: 1, arg: 0, job: new Uint8Array(3) })).toBe(true);
    await hears(40);
    expect(ids).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const lost = reaches("lost");
    await listener.close();
    expect(await lost).toBe("the engine hung up");
    const refused = reaches("lost", /nobody/);
    expect(await refused).toBe(`nobody listens at ${listener.url}`);
    const again = await listenTcp(listener.url, {
      onOpen: () => {},
      onData: () => {},
      onClose: () => {},
    });
    up = reaches("identifying");
    await up;
    link.stop();
    await again.close();
    expect(said).toEqual(["the engine closed the link"]);
  });

  test("a second host hears why, in words, and the first goes on", async () => {
    const { listener } = await serve();
    const { link, reaches } = host(listener.url);
    const up = reaches("up");
    link.start();
    await up;
    expect(await listenIn(listener.port)).toBe("busy: another host is connected to this engine\n");
    const second = host(listener.url);
    const refused = second.reaches("offline", /./);
    second.link.start();
    expect(await refused).toBe("busy: another host is connected to this engine");
    expect(link.state).toBe("up");
  });

  test("a host that fell silent gives way to the next", async () => {
    const clock = new VirtualClock();
    const { listener, said } = await serve(clock);
    const mute = dial({ host: "127.0.0.1", port: listener.port });
    await once(mute, "connect");
    expect(await listenIn(listener.port)).toContain("busy");
    clock.advance(HOST_SILENT_US);
    const { link, reaches } = host(listener.url);
    const up = reaches("up");
    link.start();
    await up;
    expect(said).toEqual(["the host was silent and another one came"]);
  });

  test("something that is no print engine is quoted", async () => {
    const server = await plainServer("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    const { port } = server.address() as { port: number };
    const { link, reaches } = host(`tcp://127.0.0.1:${port}`);
    const refused = reaches("offline", /./);
    link.start();
    expect(await refused).toBe(
      `what answers at tcp://127.0.0.1:${port} is not a print engine (it said: "HTTP/1.1 400 Bad Request Connection: close")`,
    );
  });

  test("a port that is taken is an error in words", async () => {
    const { listener } = await serve();
    const handler = { onOpen: () => {}, onData: () => {}, onClose: () => {} };
    const failed = listenTcp(listener.url, handler);
    await expect(failed).rejects.toThrow(ListenError);
    await expect(failed).rejects.toThrow(`cannot listen at ${listener.url}: the port is taken`);
  });
});

describe("addresses", () => {
  test("name host and port, IPv6 in brackets", () => {
    expect(connectUrl("tcp://printer-1.local:7001").url).toBe("tcp://printer-1.local:7001");
    expect(connectUrl("TCP://[::1]:7001/").url).toBe("tcp://[::1]:7001");
    expect(connectTcp("10.0.0.1", 1).url).toBe("tcp://10.0.0.1:1");
  });

  test.each([
    ["udp://host:7001", "udp: links are not supported here"],
    ["serial://", "is no link address"],
    ["serial:///dev/tty USB0", "is no link address"],
    ["tcp://host", "is no link address"],
    ["tcp://host:70000", "is no link address"],
    ["tcp://:7001", "is no link address"],
    ["tcp://a b:1", "is no link address"],
    ["printer", "is no link address"],
    ["", "is no link address"],
  ])("%s is refused, and what is supported is named", (url, part) => {
    expect(() => connectUrl(url)).toThrow(UsageError);
    expect(() => connectUrl(url)).toThrow(part);
    expect(() => connectUrl(url)).toThrow("supported: tcp://host:port, serial:///dev/ttyUSB0?baud=250000, pty:///path");
  });

  test("name a serial device and its rate", () => {
    const device = (url: string) => parseLinkUrl(url);
    expect(device("serial:///dev/ttyUSB0")).toEqual({
      scheme: "serial",
      path: "/dev/ttyUSB0",
      baud: 250_000,
      parity: "none",
    });
    expect(device("serial:///dev/serial/by-id/usb-A_1?baud=115200")).toMatchObject({ baud: 115_200 });
    expect(device("serial:///COM3")).toMatchObject({ path: "COM3" });
    expect(device("pty:///tmp/cetak0?baud=9600")).toMatchObject({
      scheme: "pty",
      path: "/tmp/cetak0",
      baud: 9_600,
      parity: "none",
    });
    expect(connectUrl("serial:///dev/ttyUSB0?baud=9600", new VirtualClock()).url).toBe(
      "serial:///dev/ttyUSB0?baud=9600",
    );
  });

  test.each([
    ["serial:///dev/ttyUSB0?speed=1", 'unknown option "speed"'],
    ["serial:///dev/ttyUSB0?baud=", "whole number from 1200 to 4000000"],
    ["serial:///dev/ttyUSB0?baud=12.5", "whole number from 1200 to 4000000"],
    ["pty:///tmp/x?baud=300", "whole number from 1200 to 4000000"],
  ])("%s is refused: %s", (url, part) => {
    expect(() => connectUrl(url)).toThrow(UsageError);
    expect(() => connectUrl(url)).toThrow(part);
  });
});
