import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { silentLog, VirtualClock } from "../../src/base/index.ts";
import type { HostLinkLike, LinkHandlers } from "../../src/controller/index.ts";
import { FIELD, type Message, type Wire } from "../../src/protocol/index.ts";
import { type StationServer, startServer } from "../../src/station/http/server.ts";
import { WIRE_BACKLOG_BYTES_MAX, WireReader } from "../../src/station/http/wire-tap-endpoint.ts";
import { WIRE_LISTENERS_MAX, type WireBytes, type WireLine, WireTap } from "../../src/station/office/wire-tap.ts";
import { FakeOffice } from "./fake-office.ts";

const clock = new VirtualClock();

/** A link that takes every command and says what it is told to. */
function tapped(tap: WireTap) {
  let inside: LinkHandlers | undefined;
  const heard: string[] = [];
  const sent: string[] = [];
  const link = tap.around({ onState: (state) => heard.push(state), onMessage: ({ name }) => heard.push(name) }, (h) => {
    inside = h;
    return { send: (name: string) => sent.push(name) > 0 } as unknown as HostLinkLike;
  });
  return { link, heard, sent, engineSays: inside! };
}

function stepDone(): Message {
  const row = new Int32Array(Object.keys(FIELD.step_done).length);
  row[FIELD.step_done.id] = 7;
  return { name: "step_done", row, blobs: [] };
}

describe("the tap", () => {
  test("passes everything on, heard or not, and shows both directions with jobs masked", () => {
    const tap = new WireTap(clock);
    const { link, heard, sent, engineSays } = tapped(tap);
    engineSays.onMessage(stepDone());
    const lines: WireLine[] = [];
    const unhear = tap.hear((json) => lines.push(JSON.parse(json)));
    engineSays.onState("up", "");
    engineSays.onMessage(stepDone());
    link.send("step_start", { id: 9, kind: 1, arg: 0, job: new TextEncoder().encode("Jsecret") });
    unhear();
    engineSays.onMessage(stepDone());
    expect(heard).toEqual(["step_done", "up", "step_done", "step_done"]);
    expect(sent).toEqual(["step_start"]);
    expect(lines.map(({ dir, name }) => `${dir} ${name}`)).toEqual(["! link", "< step_done", "> step_start"]);
    expect(lines[1]!.values).toMatchObject({ id: 7 });
    expect(lines[2]!.text).toMatch(/^step_start id=9 kind=feed arg=0 job=\*et$/);
    expect(JSON.stringify(lines)).not.toContain("secret");
  });

  test("shows the bytes of both directions to whoever asks for them, and passes them on", () => {
    const tap = new WireTap(clock);
    const written: string[] = [];
    const read: string[] = [];
    let wire: Wire | undefined;
    const inside = tap.hears({
      onOpen: (open) => {
        wire = open;
      },
      onData: (bytes) => read.push(Buffer.from(bytes).toString("hex")),
      onClose: () => {},
    });
    inside.onOpen({ write: (bytes) => written.push(Buffer.from(bytes).toString("hex")), close() {} });
    const lines: WireBytes[] = [];
    const unhear = tap.hearBytes((json) => lines.push(JSON.parse(json)));
    wire!.write(Uint8Array.of(5, 0x10));
    inside.onData(Uint8Array.of(0x7e));
    unhear();
    inside.onData(Uint8Array.of(1));
    expect([written, read]).toEqual([["0510"], ["7e", "01"]]);
    expect(lines.map(({ dir, hex }) => `${dir} ${hex}`)).toEqual(["> 0510", "< 7e"]);
  });

  test("a reader that does not read loses lines and is told how many", () => {
    const frames: string[] = [];
    const socket = { bufferedAmount: 0, send: (data: string) => void frames.push(data) };
    const reader = new WireReader(socket);
    reader.line("1");
    socket.bufferedAmount = WIRE_BACKLOG_BYTES_MAX;
    for (let i = 0; i < 5; i++) reader.line("lost");
    socket.bufferedAmount = 0;
    reader.line("2");
    expect(frames).toEqual(["1", '{"dropped":5}', "2"]);
  });
});

describe("the endpoint", () => {
  const taps = { P1: new WireTap(clock) } as Record<string, WireTap>;
  const open: WebSocket[] = [];
  let server: StationServer;

  beforeEach(async () => {
    const office = Object.assign(new FakeOffice(), { wireOf: (name: string) => taps[name] });
    server = await startServer({
      office,
      clock,
      bind: "127.0.0.1",
      port: 0,
      version: "0",
      chart: () => ({}),
      log: silentLog,
    });
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.terminate();
    await server.close();
  });

  function connect(path: string, headers: Record<string, string> = {}): Promise<WebSocket | number> {
    const socket = new WebSocket(server.url.replace("http", "ws") + path, { headers });
    open.push(socket);
    return new Promise((resolve) => {
      socket.on("error", () => {});
      socket.on("open", () => resolve(socket));
      socket.on("unexpected-response", (_request, response) => resolve(response.statusCode!));
    });
  }

  test("streams to readers on this machine, to so many, and to no other site", async () => {
    const reader = (await connect("/wire/P1")) as WebSocket;
    const first = new Promise<WireLine>((resolve) =>
      reader.once("message", (data) => resolve(JSON.parse(data.toString()))),
    );
    const { engineSays } = tapped(taps["P1"]!);
    engineSays.onMessage(stepDone());
    expect(await first).toMatchObject({ dir: "<", name: "step_done", values: { id: 7 } });

    expect(await connect("/wire/P9")).toBe(404);
    expect(await connect("/wire/%E0%A4%A")).toBe(404);
    expect(await connect("/wire/P1", { origin: "http://evil.example" })).toBe(403);
    expect(await connect("/wire/P1", { host: "evil.example" })).toBe(403);
    for (let i = 1; i < WIRE_LISTENERS_MAX; i++) expect(await connect("/wire/P1")).toBeInstanceOf(WebSocket);
    expect(await connect("/wire/P1")).toBe(503);
  });
});
