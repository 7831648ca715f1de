/** The station's web server: the page, the live feed, commands, login, health, metrics. */
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import type { Clock, Log } from "../../base/index.ts";
import { Access } from "../access/access.ts";
import { MemoryAccessStore } from "../access/access-store.ts";
import { credentialOf } from "../access/identify.ts";
import { faultBook } from "../alarms/fault-book.ts";
import type { AuditSink } from "../commands/command.ts";
import type { Dispatcher } from "../commands/dispatcher.ts";
import { isLoopback } from "../config/loopback.ts";
import { InputError, systemCode, TransportError } from "../errors.ts";
import { LiveFeed, type LiveSource } from "../live/live-feed.ts";
import { LiveHub } from "../live/live-hub.ts";
import type { WireTap } from "../office/wire-tap.ts";
import { accessRoutes } from "./access-routes.ts";
import { type CallerOf, commandRoutes, NOBODY, RATE_WINDOW_MS, REQUESTS_MAX } from "./command-routes.ts";
import { serveLive } from "./live-endpoint.ts";
import { metricsText } from "./metrics.ts";
import { type OriginCheck, originCheck } from "./origin.ts";
import { type PrinterFacts, printerRoutes } from "./printer-routes.ts";
import { findUi, servePages } from "./static-ui.ts";
import { serveWireTaps } from "./wire-tap-endpoint.ts";

/** The part of an office that the server shows. */
export interface ServedOffice extends LiveSource, Partial<PrinterFacts> {
  onChange(listener: (printer: string | undefined, urgent: boolean) => void): () => void;
  /** Why the station does not do its work, or undefined. */
  notReady(): string | undefined;
  /** Where a printer's link can be listened to; undefined for an unknown name. */
  wireOf?(printer: string): WireTap | undefined;
}

export interface ServerOptions {
  readonly office: ServedOffice;
  /** The wall's clock: heartbeats and the pace of deltas. */
  readonly clock: Clock;
  readonly bind: string;
  /** Names under which the station is known on the network. Default: none. */
  readonly names?: readonly string[];
  /** Default: passwords, sessions and tokens in memory only. */
  readonly access?: Access;
  /** Default: no commands. */
  readonly commands?: Dispatcher;
  /** Hears logins. */
  readonly audit?: AuditSink;
  /** 0: any free port. */
  readonly port: number;
  readonly version: string;
  /** Directory of the built page (`host-ui/dist`). */
  readonly uiDir?: string;
  /** The statechart for drawing. */
  readonly chart: () => unknown;
  readonly log: Log;
  /** For tests; otherwise new with each start. */
  readonly epoch?: string;
}

export interface StationServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** What comes in is judged by zod: Fastify's compilers for JSON schemas would be loaded for nothing. */
const noSchemas = (): never => {
  throw new Error("no route of the station has a JSON schema");
};
const NO_SCHEMAS = { compilersFactory: { buildValidator: () => noSchemas, buildSerializer: () => noSchemas } };

/** Throws {@link InputError} for an address that may not be served, {@link TransportError} when it is not to be had. */
export async function startServer(options: ServerOptions): Promise<StationServer> {
  const { office, clock, bind, log, commands } = options;
  const access = options.access ?? new Access({ clock, store: new MemoryAccessStore() });
  if (!isLoopback(bind) && !access.isProtected) {
    throw new InputError(
      `bind: ${bind} is not a loopback address, and there is no password yet that would protect it; set one with cetak access set-password`,
    );
  }
  const ui = findUi(options.uiDir);
  const build = `${options.version}+${ui.hash}`;
  const feed = new LiveFeed({ clock, source: office, epoch: options.epoch ?? randomUUID() });
  const hub = new LiveHub({ clock, feed, build, commands });
  const unlisten = office.onChange((printer, urgent) => feed.changed(printer, urgent));
  const app = Fastify({
    logger: false,
    bodyLimit: 16 * 1024,
    forceCloseConnections: true,
    schemaController: NO_SCHEMAS,
  });
  const origin = originCheck({ bind, names: options.names ?? [] });
  const callerOf: CallerOf = (request) => {
    const credential = credentialOf(access, request.raw);
    return credential === undefined ? undefined : access.callerFor(credential);
  };
  const live = serveLive(app.server, { hub, access, origin });
  const wires = serveWireTaps(app.server, { tapOf: (printer) => office.wireOf?.(printer), access, origin });
  const close = async (): Promise<void> => {
    unlisten();
    hub.stop();
    feed.stop();
    live.close();
    wires.close();
    await app.close();
  };
  try {
    explainErrors(app, log);
    await protect(app, origin, callerOf);
    await accessRoutes(app, { access, audit: options.audit });
    if (commands !== undefined) commandRoutes(app, commands, callerOf);
    routes(app, options, { feed, hub, build });
    if (knowsPrinters(office)) printerRoutes(app, office);
    servePages(app, ui.dir);
    await app.listen({ host: bind.replace(/^\[|\]$/g, ""), port: options.port });
  } catch (error) {
    await close();
    throw explained(error, options);
  }
  const { address, family, port } = app.server.address() as AddressInfo;
  const url = `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  log.info("server.listening", { url });
  return { url, port, close };
}

/** What strangers may ask for: the page itself, whether the station lives, and the way in. */
const OPEN = new Set(["/api/session", "/api/login", "/api/logout"]);
const isGuarded = (path: string): boolean =>
  path === "/metrics" || path === "/version" || (path.startsWith("/api/") && !OPEN.has(path));

async function protect(app: FastifyInstance, origin: OriginCheck, callerOf: CallerOf): Promise<void> {
  app.addHook("onRequest", async (request, reply) => {
    const problem = origin(request.raw);
    if (problem !== undefined) return reply.code(403).type("text/plain").send(problem);
    // By the route, not by what was written: no spelling of a path gets around it. Before any body is read.
    if (isGuarded(request.routeOptions.url ?? "") && callerOf(request) === undefined)
      return reply.code(401).send(NOBODY);
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'self'"], frameAncestors: ["'none'"] },
    },
    // The station speaks plain HTTP on its own machine.
    hsts: false,
  });
  await app.register(rateLimit, { max: REQUESTS_MAX, timeWindow: RATE_WINDOW_MS });
}

interface Parts {
  readonly feed: LiveFeed;
  readonly hub: LiveHub;
  readonly build: string;
}

function routes(app: FastifyInstance, options: ServerOptions, { feed, hub, build }: Parts): void {
  const { office } = options;
  const faults = JSON.stringify(faultBook());
  app.get("/livez", { config: { rateLimit: false } }, async () => ({ ok: true }));
  app.get("/readyz", { config: { rateLimit: false } }, async (_request, reply) => {
    const why = office.notReady();
    return why === undefined ? { ok: true } : reply.code(503).send({ ok: false, why });
  });
  app.get("/version", async () => ({ version: options.version, build }));
  app.get("/metrics", async (_request, reply) => {
    const printers = office.printerNames.map((name) => office.printerState(name));
    return reply
      .type("text/plain; version=0.0.4; charset=utf-8")
      .send(metricsText(office.officeState(), printers, hub.size));
  });
  app.get("/api/snapshot", async (_request, reply) => reply.type("application/json").send(feed.snapshotMessage()));
  app.get("/api/chart", async () => options.chart());
  app.get("/api/faults", async (_request, reply) => reply.type("application/json").send(faults));
}

function knowsPrinters(office: ServedOffice): office is ServedOffice & PrinterFacts {
  return office.historyOf !== undefined && office.linksOf !== undefined && office.eventsOf !== undefined;
}

/** Everything that goes wrong with a request is an outcome as well. */
function explainErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error("server.failed", { error: error.stack ?? error.message });
    const code = status === 429 ? "busy" : status >= 500 ? "internal" : "invalid";
    const message = status >= 500 ? "the station failed at this; its log says why" : error.message;
    return reply.code(status).send({ ok: false, code, message });
  });
}

function explained(error: unknown, { bind, port }: ServerOptions): unknown {
  switch (systemCode(error)) {
    case "EADDRINUSE":
      return new TransportError(
        `port ${port} on ${bind} is already in use; stop the other program or choose another port`,
      );
    case "EACCES":
      return new TransportError(`port ${port} on ${bind} may not be opened by this user; choose one above 1023`);
    case "EADDRNOTAVAIL":
      return new TransportError(`this machine has no address ${bind}`);
    default:
      return error;
  }
}
