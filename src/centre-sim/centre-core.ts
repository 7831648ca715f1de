/** The simulated centre without a transport: one request in, one answer out, at a given time. The HTTP server and virtual time use the same. */
import { hash } from "node:crypto";
import { centreOpenApi } from "../station/centre/openapi.ts";
import { CENTRE_ROUTES, type CentreRoute, type RouteName } from "../station/centre/routes.ts";
import type { Activate, Claim, Problem, Renew, Result, ServiceWindow } from "../station/centre/schema.ts";
import type { CentreRequest, CentreResponse } from "../station/centre/transport.ts";
import { type ServiceHours, windowAt } from "./centre-hours.ts";
import { CentreRefusal, CentreRules } from "./centre-rules.ts";
import type { CentreStore } from "./centre-store.ts";

export interface CentrePolicy {
  readonly activation: boolean;
  readonly offline: boolean;
  readonly leaseJobsMax: number;
  /** Undefined: always open. */
  readonly hours: ServiceHours | undefined;
}

export const OPEN_POLICY: CentrePolicy = { activation: false, offline: true, leaseJobsMax: 200, hours: undefined };

const KEY = /^[\x21-\x7e]{1,100}$/;

export class CentreCore {
  readonly store: CentreStore;
  private readonly rules: CentreRules;
  private policy: CentrePolicy;

  constructor(store: CentreStore, policy: CentrePolicy) {
    this.store = store;
    this.rules = new CentreRules(store);
    this.policy = policy;
  }

  get present(): CentrePolicy {
    return this.policy;
  }

  change(policy: Partial<CentrePolicy>): void {
    this.policy = { ...this.policy, ...policy };
  }

  /** Which request it is, for whoever meters or spoils it; undefined: none of the API. */
  routeOf({ method, path }: CentreRequest): { name: RouteName; id: string } | undefined {
    for (const [name, route] of Object.entries(CENTRE_ROUTES) as [RouteName, CentreRoute][]) {
      if (route.method !== method) continue;
      const [head, tail] = route.path.split("{id}");
      if (tail === undefined ? path === head : path.startsWith(head!) && path.endsWith(tail)) {
        const id = tail === undefined ? "" : path.slice(head!.length, path.length - tail.length);
        if (!id.includes("/")) return { name, id };
      }
    }
    return undefined;
  }

  /** Never throws on what was asked. */
  handle(request: CentreRequest, nowMs: number): CentreResponse {
    if (request.method === "GET" && request.path === "/openapi.json") return jsonResponse(200, centreOpenApi());
    const found = this.routeOf(request);
    if (found === undefined) return problem(404, "notFound", "no such request", nowMs);
    const { name, id } = found;
    if (name === "window") return jsonResponse(200, this.window(nowMs));
    const window = windowAt(this.policy.hours, nowMs);
    if (!window.open) {
      const seconds = Math.max(1, Math.ceil(((window.opensAtMs ?? nowMs + 60_000) - nowMs) / 1000));
      return problem(503, "closed", "the centre is closed", nowMs, { "retry-after": String(seconds) });
    }
    const route: CentreRoute = CENTRE_ROUTES[name];
    const body = route.body?.safeParse(request.body);
    if (body?.success === false) {
      const [issue] = body.error.issues;
      return problem(400, "badRequest", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`, nowMs);
    }
    const run = (): CentreResponse => this.answer(name, id, body?.data, nowMs);
    return route.keyed ? this.once(request, run, nowMs) : this.store.transaction(run);
  }

  private window(nowMs: number): ServiceWindow {
    const { activation, offline, leaseJobsMax, hours } = this.policy;
    return { ...windowAt(hours, nowMs), nowMs, activation, offline, leaseJobsMax };
  }

  /** This very request was answered before: the answer is only read again. */
  isKnown({ idempotencyKey }: CentreRequest): boolean {
    if (idempotencyKey === undefined) return false;
    return this.store.count("SELECT count(*) AS n FROM answers WHERE key = ?", idempotencyKey) > 0;
  }

  /** The same key, the same answer, and nothing happens twice. */
  private once(request: CentreRequest, run: () => CentreResponse, nowMs: number): CentreResponse {
    const { idempotencyKey: key = "" } = request;
    if (!KEY.test(key)) return problem(400, "badRequest", "idempotency-key is missing or too long", nowMs);
    const text = `${request.method} ${request.path} ${JSON.stringify(request.body)}`;
    const fingerprint = hash("sha256", text, "hex");
    return this.store.transaction(() => {
      const known = this.store.sql("SELECT fingerprint, status, body FROM answers WHERE key = ?").get(key);
      if (known !== undefined) {
        if (known["fingerprint"] !== fingerprint) {
          return problem(400, "badRequest", "this idempotency-key was used for another request", nowMs);
        }
        return { status: Number(known["status"]), headers: JSON_HEADERS, text: String(known["body"]) };
      }
      const response = run();
      this.store
        .sql("INSERT INTO answers (key, fingerprint, status, body) VALUES (?, ?, ?, ?)")
        .run(key, fingerprint, response.status, response.text);
      return response;
    });
  }

  private answer(name: Exclude<RouteName, "window">, id: string, body: unknown, nowMs: number): CentreResponse {
    const { rules } = this;
    try {
      switch (name) {
        case "claim":
          return jsonResponse(200, { nowMs, ...rules.claim(body as Claim, nowMs, this.policy.leaseJobsMax) });
        case "renew":
          return jsonResponse(200, { nowMs, ...rules.renew(id, body as Renew, nowMs) });
        case "activate":
          return jsonResponse(200, { nowMs, ...rules.activate(id, body as Activate, nowMs) });
        case "result":
          rules.result(id, body as Result, nowMs);
          return jsonResponse(200, { nowMs, accepted: true });
      }
    } catch (error) {
      if (error instanceof CentreRefusal) return problem(error.status, error.code, error.message, nowMs);
      throw error;
    }
  }
}

const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" } as const;

export function jsonResponse(status: number, body: unknown): CentreResponse {
  return { status, headers: JSON_HEADERS, text: JSON.stringify(body) };
}

export function problem(
  status: number,
  code: Problem["code"],
  text: string,
  nowMs: number,
  headers: Readonly<Record<string, string>> = {},
): CentreResponse {
  const body: Problem = { code, text, nowMs };
  return { status, headers: { ...JSON_HEADERS, ...headers }, text: JSON.stringify(body) };
}
