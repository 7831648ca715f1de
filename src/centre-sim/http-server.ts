/** The simulated centre on a real port: the API, its OpenAPI document, and a lab for its faults. */
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { z } from "zod";
import { LEASE_JOBS_MAX } from "../station/centre/schema.ts";
import type { CentreRequest, CentreResponse } from "../station/centre/transport.ts";
import { CENTRE_FAULT_NAMES, CENTRE_FAULTS } from "./centre-faults.ts";
import { minuteOfDay } from "./centre-hours.ts";
import type { CentreService } from "./centre-service.ts";

/** Largest request: a renewal of {@link LEASE_JOBS_MAX} jobs. */
const BODY_BYTES_MAX = 64 * 1024;

export interface CentreServerOptions {
  readonly service: CentreService;
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Stations must send it as a bearer token; undefined: anybody may ask. */
  readonly token: string | undefined;
  /** Minutes that the centre's zone is ahead of UTC, for hours given as text. */
  readonly zoneMinutes: number;
}

export interface CentreServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Throws what listening throws (`EADDRINUSE`). */
export async function startCentreServer(options: CentreServerOptions): Promise<CentreServer> {
  const app = Fastify({ logger: false, bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true });
  lab(app, options);
  app.route({
    method: ["GET", "POST", "PUT"],
    url: "/*",
    handler: (request, reply) => api(options, request, reply),
  });
  await app.listen({ port: options.port, host: options.host });
  const { port, address, family } = app.server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}`,
    close: () => app.close(),
  };
}

function api({ service, token }: CentreServerOptions, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // A spoilt request is answered by hand, or not at all.
  reply.hijack();
  const asked = centreRequest(request);
  const free = asked.path === "/openapi.json" || token === undefined;
  if (!free && request.headers.authorization !== `Bearer ${token}`) {
    send(reply, { status: 401, headers: JSON_TYPE, text: JSON.stringify({ code: "denied", text: "unknown station" }) });
  } else service.serve(asked, (response) => send(reply, response));
  return reply;
}

function centreRequest(request: FastifyRequest): CentreRequest {
  const key = request.headers["idempotency-key"];
  return {
    method: request.method as CentreRequest["method"],
    path: decodeURI(request.url.split("?")[0]!),
    ...(request.body === undefined || request.body === null ? {} : { body: request.body }),
    ...(typeof key === "string" ? { idempotencyKey: key } : {}),
  };
}

function send(reply: FastifyReply, response: CentreResponse | undefined): void {
  const { raw } = reply;
  if (response === undefined) {
    raw.destroy();
    return;
  }
  raw.writeHead(response.status, { ...response.headers, "content-length": Buffer.byteLength(response.text) });
  raw.end(response.text);
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" } as const;

const faultSchema = z.strictObject({ rate: z.number().min(0).max(1).optional(), value: z.number().min(0).optional() });
const clockText = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "must be like 15:00");
const policySchema = z.strictObject({
  activation: z.boolean().optional(),
  offline: z.boolean().optional(),
  leaseJobsMax: z.number().int().min(1).max(LEASE_JOBS_MAX).optional(),
  /** null: always open. */
  hours: z.strictObject({ opens: clockText, closes: clockText }).nullable().optional(),
});

/** Not part of the API: what a tester switches while stations work. Never spoilt, never slow. */
function lab(app: FastifyInstance, { service, zoneMinutes }: CentreServerOptions): void {
  const { faults, core } = service;
  const present = () => ({ policy: core.present, faults: faults.all, served: service.served, ...core.store.tally() });
  app.get("/lab", async () => present());
  app.post("/lab/faults/:name", async (request, reply) => {
    const { name } = request.params as { name: string };
    const fault = CENTRE_FAULT_NAMES.find((known) => known === name);
    const setting = faultSchema.safeParse(request.body ?? {});
    if (fault === undefined || !setting.success) {
      return reply.code(400).send({ text: "no such fault or setting", faults: CENTRE_FAULTS });
    }
    const { rate, value } = setting.data;
    faults.set(fault, { ...(rate === undefined ? {} : { rate }), ...(value === undefined ? {} : { value }) });
    return present();
  });
  app.delete("/lab/faults/:name", async (request, reply) => {
    const { name } = request.params as { name: string };
    const fault = CENTRE_FAULT_NAMES.find((known) => known === name);
    if (fault === undefined) return reply.code(400).send({ text: "no such fault", faults: CENTRE_FAULTS });
    faults.clear(fault);
    return present();
  });
  app.post("/lab/clear", async () => {
    faults.clear();
    return present();
  });
  app.post("/lab/policy", async (request, reply) => {
    const policy = policySchema.safeParse(request.body ?? {});
    if (!policy.success) return reply.code(400).send({ text: policy.error.issues[0]?.message ?? "" });
    const { activation, offline, leaseJobsMax, hours } = policy.data;
    core.change({
      ...(activation === undefined ? {} : { activation }),
      ...(offline === undefined ? {} : { offline }),
      ...(leaseJobsMax === undefined ? {} : { leaseJobsMax }),
    });
    if (hours === null) core.change({ hours: undefined });
    else if (hours !== undefined) {
      core.change({
        hours: { opensMinute: minuteOfDay(hours.opens), closesMinute: minuteOfDay(hours.closes), zoneMinutes },
      });
    }
    return present();
  });
}
