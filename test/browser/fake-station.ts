/** A station that says what a test tells it to: serves the built page under the real content policy and speaks the live feed. */
import type { Server } from "node:http";
import { join } from "node:path";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyInstance } from "fastify";
import { type WebSocket, WebSocketServer } from "ws";
import {
  applyPatch,
  type ClientMessage,
  clientMessageSchema,
  LIVE_PATH,
  LIVE_PROTO,
  LIVE_PROTOCOL,
  type OfficeState,
  type PrinterState,
  type ServerMessage,
} from "../../src/station/api.ts";
import type { Session } from "../../src/station/api-access.ts";
import type { Outcome } from "../../src/station/api-commands.ts";
import { servePages } from "../../src/station/http/static-ui.ts";
import { SAMPLE_BOOK } from "../host-ui/samples.ts";

const UI_DIR = join(import.meta.dirname, "../../host-ui/dist");
const BEAT_MS = 1_000;
/** What the station's page asks by itself, answered with nothing. */
const QUESTIONS: Readonly<Record<string, Outcome>> = {
  "jobs.list": { ok: true, result: { jobs: [], more: false } },
  "jobs.pending": { ok: true, result: { jobs: [], more: false } },
  "stock.show": { ok: true, result: { outlook: [] } },
  "access.wallTokens": { ok: true, result: [] },
};
const NO_PASSWORDS = { operator: false, technician: false, admin: false };

export interface FakeState {
  office: OfficeState;
  printers: Record<string, PrinterState>;
}

export class FakeStation {
  /** Told in hello. Change it before viewers reconnect to make them reload. */
  build = "build-1";
  epoch = "epoch-1";
  seq = 1;
  state: FakeState;
  /** The station's clock. */
  nowMs: () => number;
  /** What each viewer asked, in order. */
  readonly asked: ClientMessage[] = [];
  /** How often the page itself was fetched. */
  pages = 0;
  /** Whom the page takes itself for. */
  session: Session = { role: "operator", name: "somebody", here: true, passwords: NO_PASSWORDS };
  /** Commands that are allowed, and what they answer. */
  readonly commands = new Map<string, (input: unknown) => Outcome>();
  /** Commands given, in order. */
  readonly given: { readonly name: string; readonly input: unknown; readonly key: string | undefined }[] = [];
  /** While false no heartbeats are sent: an open socket with a dead feed. */
  beating = true;
  readonly #app: FastifyInstance;
  readonly #sockets: WebSocketServer;
  #refusing = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(app: FastifyInstance, state: FakeState, nowMs: () => number) {
    this.#app = app;
    this.state = state;
    this.nowMs = nowMs;
    this.#sockets = new WebSocketServer({ noServer: true, handleProtocols: () => LIVE_PROTOCOL });
  }

  static async start(state: FakeState, nowMs: () => number): Promise<FakeStation> {
    // A browser opens sockets ahead of need; one that never asked for anything would hold the close up for a minute.
    const app = Fastify({ forceCloseConnections: true });
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { "default-src": ["'self'"], "frame-ancestors": ["'none'"] },
      },
      hsts: false,
    });
    const station = new FakeStation(app, state, nowMs);
    app.addHook("onRequest", async (request) => {
      if (request.url === "/") station.pages++;
    });
    servePages(app, UI_DIR);
    app.get("/api/faults", async () => SAMPLE_BOOK);
    app.get("/livez", async () => "ok\n");
    station.#answerPeople(app);
    await app.listen({ host: "127.0.0.1", port: 0 });
    station.#upgrade(app.server);
    station.#timer = setInterval(() => station.beating && station.beat(), BEAT_MS);
    return station;
  }

  #answerPeople(app: FastifyInstance): void {
    app.get("/api/session", async () => this.session);
    app.get("/api/commands", async () =>
      [...this.commands.keys()].map((name) => ({ name, role: "operator", changes: true, urgent: false })),
    );
    app.post<{ Params: { name: string } }>("/api/commands/:name", async (request, reply) => {
      const { name } = request.params;
      const key = request.headers["idempotency-key"];
      this.given.push({ name, input: request.body, key: typeof key === "string" ? key : undefined });
      const answer = this.commands.get(name)?.(request.body) ?? QUESTIONS[name];
      return answer ?? reply.code(404).send({ ok: false, code: "notFound", message: `no command ${name}` });
    });
    app.post("/api/login", async () => ({ ok: true, result: {} }));
    app.post("/api/ticket", async () => ({ ticket: "a-ticket" }));
  }

  get url(): string {
    const address = this.#app.server.address();
    return typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}/` : "";
  }

  get viewers(): number {
    return this.#sockets.clients.size;
  }

  beat(): void {
    this.say({ type: "hb", seq: this.seq, serverTimeMs: this.nowMs() });
  }

  /** Changes printers by merge patch and tells the viewers; `tell: false` loses the message on the way. */
  change(printers: Record<string, Record<string, unknown>>, office?: Record<string, unknown>, tell = true): void {
    for (const [name, patch] of Object.entries(printers)) {
      this.state.printers[name] = applyPatch(this.state.printers[name], patch) as PrinterState;
    }
    if (office !== undefined) this.state.office = applyPatch(this.state.office, office) as OfficeState;
    this.seq++;
    const message: ServerMessage = { type: "delta", seq: this.seq, atMs: this.nowMs(), printers };
    if (office !== undefined) message.office = office;
    if (tell) this.say(message);
  }

  say(message: ServerMessage): void {
    for (const socket of this.#sockets.clients) socket.send(JSON.stringify(message));
  }

  /** Cuts all viewers; while refusing, nobody gets in again. */
  cut(refusing: boolean): void {
    this.#refusing = refusing;
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  /** Takes connections again. */
  admit(): void {
    this.#refusing = false;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.cut(true);
    await this.#app.close();
  }

  #upgrade(server: Server): void {
    server.on("upgrade", (request, socket, head) => {
      if (this.#refusing || request.url !== LIVE_PATH) return void socket.destroy();
      this.#sockets.handleUpgrade(request, socket, head, (viewer) => this.#greet(viewer));
    });
  }

  #greet(viewer: WebSocket): void {
    const send = (message: ServerMessage): void => viewer.send(JSON.stringify(message));
    const { build, epoch } = this;
    send({
      type: "hello",
      proto: LIVE_PROTO,
      build,
      role: "viewer",
      epoch,
      seq: this.seq,
      serverTimeMs: this.nowMs(),
    });
    viewer.on("message", (data) => {
      const ask = clientMessageSchema.parse(JSON.parse(String(data)));
      if (ask.type !== "resume") return;
      this.asked.push(ask);
      if (ask.epoch === epoch && ask.seq === this.seq) return;
      send({ type: "snap", epoch, seq: this.seq, atMs: this.nowMs(), ...this.state });
    });
  }
}
