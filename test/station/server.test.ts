import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { logTo, VirtualClock } from "../../src/base/index.ts";
import {
  faultBookSchema,
  LIVE_PATH,
  LIVE_PROTOCOL,
  type ServerMessage,
  serverMessageSchema,
  snapSchema,
} from "../../src/station/api.ts";
import { InputError, TransportError } from "../../src/station/errors.ts";
import { type StationServer, startServer } from "../../src/station/http/server.ts";
import { FakeOffice } from "./fake-office.ts";

const folder = mkdtempSync(join(tmpdir(), "cetak-ui-"));
mkdirSync(join(folder, "assets"));
writeFileSync(join(folder, "index.html"), "<!doctype html><title>UI</title>");
writeFileSync(join(folder, "assets", "app.js"), "export {};");
afterAll(() => rmSync(folder, { recursive: true }));

let clock: VirtualClock;
let office: FakeOffice;
let server: StationServer;
let lines: string[];
const open: WebSocket[] = [];

const start = (more: { port?: number; bind?: string; uiDir?: string } = {}): Promise<StationServer> =>
  startServer({
    office,
    clock,
    bind: "127.0.0.1",
    port: 0,
    version: "9.9.9",
    chart: () => ({ id: "printer" }),
    log: logTo((_level, event, fields) => lines.push(`${event} ${JSON.stringify(fields)}`)),
    epoch: "epoch",
    ...more,
  });

beforeEach(async () => {
  clock = new VirtualClock();
  office = new FakeOffice();
  lines = [];
  server = await start();
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await server.close();
});

class Viewer {
  readonly socket: WebSocket;
  private readonly inbox: ServerMessage[] = [];
  private wanted: ((message: ServerMessage) => void) | undefined;
  readonly closed: Promise<number>;

  constructor(headers: Record<string, string> = {}, path = LIVE_PATH) {
    this.socket = new WebSocket(server.url.replace("http", "ws") + path, LIVE_PROTOCOL, { headers });
    open.push(this.socket);
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.on("close", (code) => resolve(code)));
    this.socket.on("message", (data) => {
      const message = serverMessageSchema.parse(JSON.parse(data.toString()));
      if (this.wanted === undefined) this.inbox.push(message);
      else this.wanted(message);
      this.wanted = undefined;
    });
  }

  next(): Promise<ServerMessage> {
    const ready = this.inbox.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    return new Promise((resolve) => {
      this.wanted = resolve;
    });
  }

  /** Everything that has arrived and was not taken yet. */
  takeAll(): ServerMessage[] {
    return this.inbox.splice(0);
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }
}

/** HTTP status of a refused upgrade. */
const refusedWith = (headers: Record<string, string>, path = LIVE_PATH): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(server.url.replace("http", "ws") + path, { headers });
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("open", () => reject(new Error("was accepted")));
    socket.on("error", () => {});
    open.push(socket);
  });

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

describe("the live feed on a real socket", () => {
  it("greets, gives a snapshot, deltas and heartbeats", async () => {
    const viewer = new Viewer();
    expect(await viewer.next()).toMatchObject({
      type: "hello",
      proto: 1,
      epoch: "epoch",
      role: "viewer",
      build: "9.9.9+noui",
    });
    expect(viewer.socket.protocol).toBe(LIVE_PROTOCOL);
    expect(viewer.socket.extensions).toBe("");
    viewer.say({ type: "resume" });
    const snap = await viewer.next();
    expect(snap).toMatchObject({ type: "snap", seq: 0, printers: { P1: { name: "P1" }, P2: { name: "P2" } } });
    office.change("P2", { reason: { code: "filmOut", params: {} } }, true);
    expect(await viewer.next()).toMatchObject({
      type: "delta",
      seq: 1,
      printers: { P2: { reason: { code: "filmOut" } } },
    });
    clock.advance(1_000_000);
    expect(await viewer.next()).toMatchObject({ type: "hb", seq: 1 });
  });

  it("resumes where a viewer was", async () => {
    for (let issued = 1; issued <= 3; issued++) {
      office.change("P1", { counters: { issued, spoiltSeen: 0, uncertain: 0 } }, true);
    }
    const viewer = new Viewer();
    await viewer.next();
    viewer.say({ type: "resume", epoch: "epoch", seq: 2 });
    expect(await viewer.next()).toMatchObject({ type: "delta", seq: 3, printers: { P1: { counters: { issued: 3 } } } });
  });

  it.each([
    ["another site", { Origin: "http://evil.example" }, 403],
    ["another port of this machine", { Origin: "http://127.0.0.1:1" }, 403],
    ["a sandboxed page", { Origin: "null" }, 403],
    ["a name that was rebound to us", { Host: "evil.example", Origin: "http://evil.example" }, 403],
  ])("refuses %s", async (_name, headers, status) => {
    expect(await refusedWith(headers)).toBe(status);
  });

  it("knows no other path", async () => {
    expect(await refusedWith({}, "/other")).toBe(404);
  });

  it("accepts its own page, also by name", async () => {
    const { port } = server;
    const viewers = [
      new Viewer({ Origin: server.url }),
      new Viewer({ Host: `localhost:${port}`, Origin: `http://localhost:${port}` }),
    ];
    for (const viewer of viewers) expect((await viewer.next()).type).toBe("hello");
  });

  it("ends a connection that sends too much at once", async () => {
    const viewer = new Viewer();
    await viewer.next();
    viewer.socket.send("x".repeat(16 * 1024 + 1));
    expect(await viewer.closed).toBe(1009);
  });

  it("ends a connection that sends nonsense, in words", async () => {
    const viewer = new Viewer();
    await viewer.next();
    viewer.say({ type: "fly" });
    expect(await viewer.next()).toMatchObject({ type: "error", code: "badMessage" });
    expect(await viewer.closed).toBe(1008);
  });

  it("survives bytes that are no HTTP", async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () => socket.write("\x00\xff\x7e nonsense\r\n\r\n"));
      let text = "";
      socket.on("data", (data) => {
        text += data.toString();
      });
      socket.on("close", () => resolve(text));
    });
    expect(answer).toContain("400");
    expect((await get("/livez")).status).toBe(200);
  });

  it("skips a viewer that does not read and brings it up to date at once when it reads again", async () => {
    const [slow, fast] = [new Viewer(), new Viewer()];
    for (const viewer of [slow, fast]) {
      await viewer.next();
      viewer.say({ type: "resume" });
      await viewer.next();
    }
    slow.socket.pause();
    const blob = "x".repeat(50_000);
    let sent = 0;
    const change = async (text: string): Promise<number> => {
      office.change("P1", { reason: { code: "n", params: { n: ++sent, text: `${text}${sent}` } } }, true);
      const message = await fast.next();
      return message.type === "delta" ? message.seq : 0;
    };
    // More than the kernel's buffers hold.
    for (let i = 0; i < 400; i++) expect(await change(blob)).toBe(sent);
    slow.socket.resume();
    const got: ServerMessage[] = [];
    for (let i = 0; i < 5_000 && !got.some(({ type }) => type === "snap"); i++) {
      await change("");
      got.push(...slow.takeAll());
    }
    const snap = got.find((message) => message.type === "snap");
    expect(got.filter(({ type }) => type === "delta").length).toBeLessThan(400);
    expect(snap).toBeDefined();
    expect(snap?.printers["P1"]?.reason?.params["n"]).toBe(snap?.seq);
    expect(slow.socket.readyState).toBe(WebSocket.OPEN);
  });

  it("says goodbye when the station stops", async () => {
    const viewer = new Viewer();
    await viewer.next();
    await server.close();
    expect(await viewer.next()).toMatchObject({ type: "error", code: "shutdown" });
    expect(office.listening).toBe(0);
  });
});

describe("the pages", () => {
  it("tell health, readiness and version", async () => {
    expect((await get("/livez")).status).toBe(200);
    expect((await get("/readyz")).status).toBe(200);
    office.why = "the journal is closed";
    const ready = await get("/readyz");
    expect([ready.status, await ready.json()]).toEqual([503, { ok: false, why: "the journal is closed" }]);
    expect(await (await get("/version")).json()).toEqual({ version: "9.9.9", build: "9.9.9+noui" });
  });

  it("give snapshot, chart and fault book", async () => {
    const snap = snapSchema.parse(await (await get("/api/snapshot")).json());
    expect(Object.keys(snap.printers)).toEqual(["P1", "P2"]);
    expect(await (await get("/api/chart")).json()).toEqual({ id: "printer" });
    const faults = faultBookSchema.parse(await (await get("/api/faults")).json());
    expect(faults["filmOut"]!.priority).toBe("P2");
    expect(faults["filmOut"]!.title.id).not.toBe("");
    expect(faults["filmOut"]!.steps.en.length).toBeGreaterThan(0);
  });

  it("give metrics that Prometheus can read", async () => {
    office.change("P1", {
      alarms: [{ id: "A1", code: "filmOut", priority: "P2", params: {}, raisedAtMs: 0, count: 1 }],
    });
    const response = await get("/metrics");
    expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    const text = await response.text();
    for (const line of text.trimEnd().split("\n")) {
      expect(line).toMatch(/^(# (HELP|TYPE) cetak_\w+ .+|cetak_\w+(\{(\w+="[^"]*",?)+\})? -?[0-9.]+)$/);
    }
    expect(text).toContain('cetak_printer_state{printer="P1",state="ready"} 1');
    expect(text).toContain('cetak_alarm_active{printer="P1",code="filmOut",priority="P2"} 1');
    expect(text).toContain('cetak_jobs_waiting{class="first"} 2');
  });

  it("carry the security headers, and answer only to their own name", async () => {
    const response = await get("/");
    expect(response.headers.get("content-security-policy")).toBe("default-src 'self';frame-ancestors 'none'");
    expect(response.headers.get("strict-transport-security")).toBeNull();
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await get("/api/snapshot", { Origin: "http://evil.example" })).status).toBe(403);
  });

  it("say how to build the page while there is none, and serve it once there is", async () => {
    expect(await (await get("/")).text()).toContain("npm run build:ui");
    await server.close();
    server = await start({ uiDir: folder });
    expect(await (await get("/")).text()).toContain("<title>UI</title>");
    expect((await get("/assets/app.js")).headers.get("content-type")).toContain("javascript");
    expect((await get("/../server.test.ts")).status).toBe(404);
    expect((await get("/%2e%2e/%2e%2e/etc/passwd")).status).toBeGreaterThanOrEqual(400);
    const { build } = (await (await get("/version")).json()) as { build: string };
    expect(build).toMatch(/^9\.9\.9\+[0-9a-f]{12}$/);
  });
});

describe("a server that cannot start", () => {
  it("says that its port is in use", async () => {
    await expect(start({ port: server.port })).rejects.toThrow(TransportError);
    await expect(start({ port: server.port })).rejects.toThrow(
      `port ${server.port} on 127.0.0.1 is already in use; stop the other program or choose another port`,
    );
  });

  it("refuses to be open to the network without a password", async () => {
    await expect(start({ bind: "0.0.0.0" })).rejects.toThrow(InputError);
    await expect(start({ bind: "0.0.0.0" })).rejects.toThrow("there is no password yet");
  });
});
