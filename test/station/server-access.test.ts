import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { silentLog, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { Access } from "../../src/station/access/access.ts";
import { MemoryAccessStore } from "../../src/station/access/access-store.ts";
import {
  LIVE_PATH,
  LIVE_PROTOCOL,
  type ServerMessage,
  serverMessageSchema,
  TICKET_PREFIX,
} from "../../src/station/api.ts";
import { sessionSchema } from "../../src/station/api-access.ts";
import { commandListSchema, outcomeSchema } from "../../src/station/api-commands.ts";
import { accessCommands } from "../../src/station/commands/access-commands.ts";
import { type AuditEntry, command } from "../../src/station/commands/command.ts";
import { Dispatcher, EMERGENCY_STOP } from "../../src/station/commands/dispatcher.ts";
import { REQUESTS_MAX } from "../../src/station/http/command-routes.ts";
import { type StationServer, startServer } from "../../src/station/http/server.ts";
import { CLIENT_MESSAGES_MAX } from "../../src/station/live/live-client.ts";
import { FakeOffice } from "./fake-office.ts";

const WORD = "kata-sandi-teknisi";
/** As if a proxy on this machine had passed the request on. */
const AWAY = { "x-forwarded-for": "192.168.7.9" };

let clock: VirtualClock;
let office: FakeOffice;
let access: Access;
let server: StationServer;
let audit: AuditEntry[];
let done: string[];
const sockets: WebSocket[] = [];

const doing = (name: string, role: "operator" | "technician", urgent = false) =>
  command({ name, role, changes: true, urgent, input: z.strictObject({}), run: () => void done.push(name) });

beforeEach(async () => {
  clock = new VirtualClock({ startUtcMs: 1_500_000_000_000 });
  office = new FakeOffice();
  audit = [];
  done = [];
  access = new Access({ clock, store: new MemoryAccessStore(), cost: { N: 2 ** 8, r: 8, p: 1 } });
  const sink = { append: (entry: AuditEntry) => void audit.push(entry) };
  const list = [
    ...accessCommands(access),
    doing("test.operate", "operator"),
    doing("test.serve", "technician"),
    doing(EMERGENCY_STOP, "operator", true),
  ];
  server = await startServer({
    office,
    clock,
    access,
    commands: new Dispatcher({ commands: list, audit: sink, log: silentLog }),
    audit: sink,
    bind: "127.0.0.1",
    names: ["cetak.kantor"],
    port: 0,
    version: "9.9.9",
    chart: () => ({}),
    log: silentLog,
  });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.close();
});

const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });
const technician = async (): Promise<Record<string, string>> => {
  if (!access.hasPassword("technician"))
    await post("/api/commands/access.setPassword", { role: "technician", password: WORD });
  const answer = await post("/api/login", { role: "technician", password: WORD, name: "Budi" });
  return { cookie: answer.headers.get("set-cookie")!.split(";")[0]! };
};

class Line {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  private readonly inbox: ServerMessage[] = [];
  private wanted: (() => void) | undefined;

  constructor(protocols: string[] = [LIVE_PROTOCOL], headers: Record<string, string> = {}) {
    this.socket = new WebSocket(server.url.replace("http", "ws") + LIVE_PATH, protocols, { headers });
    sockets.push(this.socket);
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.on("close", (code) => resolve(code)));
    this.socket.on("message", (data) => {
      this.inbox.push(serverMessageSchema.parse(JSON.parse(data.toString())));
      this.wanted?.();
    });
  }

  static async ticketed(headers: Record<string, string> = {}): Promise<Line> {
    const { ticket } = (await (await post("/api/ticket", {}, headers)).json()) as { ticket: string };
    return new Line([LIVE_PROTOCOL, TICKET_PREFIX + ticket], headers);
  }

  /** The next message of this type; others are skipped. */
  async next<T extends ServerMessage["type"]>(type: T): Promise<Extract<ServerMessage, { type: T }>> {
    for (;;) {
      const message = this.inbox.shift();
      if (message?.type === type) return message as Extract<ServerMessage, { type: T }>;
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          this.wanted = resolve;
        });
      }
    }
  }

  async cmd(name: string, id = "1"): Promise<unknown> {
    this.socket.send(JSON.stringify({ type: "cmd", id, name, input: {} }));
    return (await this.next("outcome")).outcome;
  }
}

describe("somebody at the station itself", () => {
  it("is an operator without a password and no technician", async () => {
    const session = sessionSchema.parse(await (await get("/api/session")).json());
    expect(session).toMatchObject({ role: "operator", here: true, passwords: { technician: false } });
    expect((await post("/api/commands/test.operate")).status).toBe(200);
    const refused = await post("/api/commands/test.serve");
    expect([refused.status, outcomeSchema.parse(await refused.json())]).toMatchObject([
      403,
      { ok: false, code: "role" },
    ]);
    const list = commandListSchema.parse(await (await get("/api/commands")).json());
    expect(list.map(({ name }) => name)).toContain("test.operate");
    expect(list.map(({ name }) => name)).not.toContain("test.serve");
  });

  it("becomes a technician with the password, until the logout", async () => {
    const headers = await technician();
    expect((await post("/api/commands/test.serve", {}, headers)).status).toBe(200);
    expect(await (await get("/api/session", headers)).json()).toMatchObject({ role: "technician", name: "Budi" });
    expect(audit).toContainEqual({ actor: "Budi", role: "technician", action: "test.serve", detail: {} });
    await post("/api/logout", {}, headers);
    expect((await post("/api/commands/test.serve", {}, headers)).status).toBe(403);
    expect(done).toEqual(["test.serve"]);
  });

  it("gets a cookie that no script reads and no other site sends", async () => {
    await technician();
    const answer = await post("/api/login", { role: "technician", password: WORD });
    expect(answer.headers.get("set-cookie")).toMatch(
      /^cetak=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const wrong = await post("/api/login", { role: "technician", password: "salah", name: "Iwan" });
    expect([wrong.status, wrong.headers.get("set-cookie")]).toEqual([403, null]);
    expect(audit.at(-1)).toMatchObject({ actor: "Iwan", action: "access.login", detail: { outcome: "role" } });
    expect((await post("/api/login", { role: "root" })).status).toBe(400);
  });
});

describe("somebody elsewhere", () => {
  it("sees nothing but the way in", async () => {
    for (const path of ["/api/snapshot", "/api/commands", "/metrics", "/version", "/api/faults", "//api/snapshot"]) {
      expect([path, (await get(path, AWAY)).status]).toEqual([path, path.startsWith("//") ? 404 : 401]);
    }
    expect((await post("/api/commands/test.operate", {}, AWAY)).status).toBe(401);
    expect((await post("/api/commands/printer.emergencyStop", {}, AWAY)).status).toBe(401);
    expect((await post("/api/ticket", {}, AWAY)).status).toBe(401);
    expect(await (await get("/api/session", AWAY)).json()).not.toHaveProperty("role");
    expect((await get("/livez", AWAY)).status).toBe(200);
    const line = new Line([LIVE_PROTOCOL], AWAY);
    expect(await line.closed).toBe(1006);
    expect(done).toEqual([]);
  });

  it("works after a login", async () => {
    const headers = { ...(await technician()), ...AWAY };
    expect((await get("/api/snapshot", headers)).status).toBe(200);
    expect((await post("/api/commands/test.serve", {}, headers)).status).toBe(200);
  });

  it("with a wall token only looks, and is cut off when it is revoked", async () => {
    const { id, token } = access.addWallToken("Ruang tunggu");
    const headers = { ...AWAY, authorization: `Bearer ${token}` };
    expect((await get("/api/snapshot", headers)).status).toBe(200);
    expect((await post("/api/commands/test.operate", {}, headers)).status).toBe(403);
    const line = await Line.ticketed(headers);
    expect((await line.next("hello")).role).toBe("viewer");
    expect(await line.cmd("test.operate")).toMatchObject({ ok: false, code: "role" });
    access.revokeWallToken(id);
    clock.advance(US_PER_S);
    expect(await line.next("error")).toMatchObject({ code: "loggedOut" });
    expect(await line.closed).toBe(1008);
    expect((await get("/api/snapshot", headers)).status).toBe(401);
  });

  it("may use the station's name, and no other", async () => {
    const status = (host: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(server.port, "127.0.0.1", () =>
          socket.write(`GET /livez HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
        );
        socket.on("data", (data) => {
          resolve(data.toString().slice(9, 12));
          socket.destroy();
        });
      });
    expect(await status("cetak.kantor")).toBe("200");
    expect(await status("evil.example")).toBe("403");
  });
});

describe("commands on the live socket", () => {
  it("need a ticket, and answer with the outcome", async () => {
    const bare = new Line();
    expect((await bare.next("hello")).role).toBe("viewer");
    expect(await bare.cmd("test.operate")).toMatchObject({ ok: false, code: "role" });
    const line = await Line.ticketed();
    expect((await line.next("hello")).role).toBe("operator");
    expect(await line.cmd("test.operate")).toEqual({ ok: true, result: null });
    expect(await line.cmd("test.serve")).toMatchObject({ ok: false, code: "role" });
    expect(done).toEqual(["test.operate"]);
  });

  it("take a ticket once", async () => {
    const { ticket } = (await (await post("/api/ticket")).json()) as { ticket: string };
    const protocols = [LIVE_PROTOCOL, TICKET_PREFIX + ticket];
    await new Line(protocols).next("hello");
    expect(await new Line(protocols).closed).toBe(1006);
  });

  it("lose their role with the login, at the very next message", async () => {
    const headers = await technician();
    const line = await Line.ticketed(headers);
    await line.next("hello");
    expect(await line.cmd("test.serve")).toMatchObject({ ok: true });
    await post("/api/logout", {}, headers);
    expect(await line.cmd("test.serve", "2")).toMatchObject({ ok: false, code: "role" });
    expect(done).toEqual(["test.serve"]);
  });

  it("stop the printers however many messages came before", async () => {
    const line = await Line.ticketed();
    await line.next("hello");
    for (let i = 0; i < CLIENT_MESSAGES_MAX; i++) line.socket.send(JSON.stringify({ type: "resume" }));
    expect(await line.cmd(EMERGENCY_STOP)).toEqual({ ok: true, result: null });
    for (let i = 0; i < REQUESTS_MAX + 1; i++) await post("/api/commands/test.operate");
    expect((await post("/api/commands/test.operate")).status).toBe(429);
    expect((await post(`/api/commands/${EMERGENCY_STOP}`)).status).toBe(200);
    expect(done.filter((name) => name === EMERGENCY_STOP)).toHaveLength(2);
  });
});

describe("what is no command", () => {
  it.each([
    ["no JSON", "{", 400, "invalid"],
    ["a list", "[]", 400, "invalid"],
    ["too much", JSON.stringify({ x: "x".repeat(9 * 1024 * 1024) }), 413, "invalid"],
  ])("%s is an outcome as well", async (_name, body, status, code) => {
    const answer = await post("/api/commands/test.operate", body);
    expect([answer.status, outcomeSchema.parse(await answer.json())]).toMatchObject([status, { ok: false, code }]);
  });

  it("an unknown name is not found", async () => {
    expect((await post("/api/commands/test.nothing")).status).toBe(404);
  });

  it("comes from another site: refused before anything else", async () => {
    expect((await post("/api/commands/test.operate", {}, { Origin: "http://evil.example" })).status).toBe(403);
    expect(done).toEqual([]);
  });
});

describe("garbage", () => {
  it("of 10,000 frames and more harms nobody else", async () => {
    const good = await Line.ticketed();
    await good.next("hello");
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    const frames: (Buffer | string)[] = [
      "{",
      "null",
      '{"type":"cmd"}',
      '{"type":"cmd","id":{},"name":[]}',
      `{"type":"resume","seq":-1}`,
      '{"__proto__":{"x":1},"type":"resume","seq":1e999}',
      "x".repeat(16 * 1024 + 1),
      Buffer.from([0, 255, 254]),
      `{"type":"cmd","id":"1","name":"${"a".repeat(65)}"}`,
      "[".repeat(10_000),
    ];
    let sent = 0;
    while (sent < 10_000) {
      const lines = Array.from({ length: 20 }, () => new Line());
      await Promise.all(lines.map((line) => line.next("hello")));
      for (const line of lines) {
        for (let i = 0; i < 50; i++, sent++) line.socket.send(frames[random(frames.length)]!);
      }
      const codes = await Promise.all(lines.map((line) => line.closed));
      for (const code of codes) expect([1006, 1008, 1009]).toContain(code);
    }
    expect(await good.cmd("test.operate")).toEqual({ ok: true, result: null });
    office.change("P1", { reason: { code: "filmOut", params: {} } }, true);
    good.socket.send(JSON.stringify({ type: "resume" }));
    expect((await good.next("snap")).printers["P1"]?.reason?.code).toBe("filmOut");
  });
});
