/** The centre as its clients meet it: it takes time, it queues, and it fails. On any clock. */
import { type Clock, type Micros, type Random, US_PER_S } from "../base/index.ts";
import { CENTRE_ROUTES, type RouteName } from "../station/centre/routes.ts";
import type { CentreRequest, CentreResponse } from "../station/centre/transport.ts";
import { type CentreCore, problem } from "./centre-core.ts";
import type { CentreFaults } from "./centre-faults.ts";

/** Requests that wait for a worker; beyond that it answers 503. */
export const QUEUE_MAX = 256;
const OVERLOAD_SECONDS = 30;

/** Seconds that a request takes, drawn evenly from a range. */
export interface Seconds {
  readonly low: number;
  readonly high: number;
}

export interface CentreServiceOptions {
  readonly clock: Clock;
  readonly core: CentreCore;
  readonly random: Random;
  readonly faults: CentreFaults;
  /** Time at the centre, by request; what is not named takes none. */
  readonly seconds?: Partial<Record<RouteName, Seconds>>;
  /** Time for each job of a claim beyond the first. Default: none. */
  readonly furtherJobSeconds?: Seconds;
  /** Requests that are worked on at one time. Default 64. */
  readonly workers?: number;
}

interface Waiting {
  readonly request: CentreRequest;
  readonly answer: (response: CentreResponse | undefined) => void;
}

const LOGIN_PAGE =
  '<!doctype html>\n<html><head><title>Masuk</title></head><body><form action="/login">Silakan masuk kembali</form></body></html>\n';

export class CentreService {
  readonly core: CentreCore;
  readonly faults: CentreFaults;
  /** Requests by name since the start, and how many were cut or spoilt. */
  readonly served = {
    ...(Object.fromEntries(Object.keys(CENTRE_ROUTES).map((name) => [name, 0])) as Record<RouteName, number>),
  };
  private readonly o: CentreServiceOptions;
  private readonly queue: Waiting[] = [];
  private busy = 0;

  constructor(options: CentreServiceOptions) {
    this.o = options;
    this.core = options.core;
    this.faults = options.faults;
  }

  /** The centre's own time, ms UTC. */
  get nowMs(): number {
    return this.o.clock.utcMs() + this.faults.skewMs;
  }

  /** Answers once, never before it returns. `undefined`: the connection is cut. */
  serve(request: CentreRequest, answer: (response: CentreResponse | undefined) => void): void {
    if (this.faults.strikes("outage") !== undefined) {
      this.later(0, () => answer(undefined));
      return;
    }
    if (this.queue.length >= QUEUE_MAX) {
      const busy = problem(503, "overloaded", "too many requests wait", this.nowMs, RETRY_LATER);
      this.later(0, () => answer(busy));
      return;
    }
    this.queue.push({ request, answer });
    this.work();
  }

  private work(): void {
    while (this.busy < (this.o.workers ?? 64) && this.queue.length > 0) {
      const next = this.queue.shift()!;
      this.busy++;
      this.later(this.durationUs(next.request), () => {
        this.busy--;
        next.answer(this.respond(next.request));
        this.work();
      });
    }
  }

  private durationUs(request: CentreRequest): Micros {
    const name = this.core.routeOf(request)?.name;
    const range = name === undefined ? undefined : this.o.seconds?.[name];
    const known = range === undefined || this.core.isKnown(request);
    const own = known ? 0 : this.o.random.between(range.low, range.high) + this.furtherSeconds(request);
    return Math.round((own + (this.faults.strikes("slow") ?? 0)) * US_PER_S);
  }

  /** A claim of many jobs reads and sends that many records. */
  private furtherSeconds({ body }: CentreRequest): number {
    const range = this.o.furtherJobSeconds;
    const jobs = (body as { jobsMax?: unknown } | undefined)?.jobsMax;
    if (range === undefined || typeof jobs !== "number" || !(jobs > 1)) return 0;
    return (jobs - 1) * this.o.random.between(range.low, range.high);
  }

  private respond(request: CentreRequest): CentreResponse | undefined {
    const { faults, core, nowMs } = this;
    const name = core.routeOf(request)?.name;
    if (name !== undefined) this.served[name]++;
    const cut = faults.strikes("drop") !== undefined;
    if (cut && faults.coin()) return undefined;
    const instead = this.spoiltBefore(name);
    if (instead !== undefined) return instead;
    const response = core.handle(request, nowMs);
    return cut ? undefined : this.spoiltAfter(name, response);
  }

  /** What comes instead of any work. */
  private spoiltBefore(name: RouteName | undefined): CentreResponse | undefined {
    const { faults, nowMs } = this;
    const seconds = faults.strikes("overload");
    if (seconds !== undefined) {
      return problem(503, "overloaded", "try again later", nowMs, { "retry-after": String(Math.ceil(seconds)) });
    }
    if (faults.strikes("denied") !== undefined) return problem(401, "denied", "unknown station", nowMs);
    if ((name === "activate" || name === "result") && faults.strikes("conflict") !== undefined) {
      return problem(409, "duplicate", "this person has a valid card", nowMs);
    }
    return undefined;
  }

  /** The work is done, and the answer is not what was agreed. */
  private spoiltAfter(name: RouteName | undefined, response: CentreResponse): CentreResponse {
    const { faults } = this;
    if (faults.strikes("html") !== undefined) {
      return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, text: LOGIN_PAGE };
    }
    if (faults.strikes("error") !== undefined) {
      return {
        status: 500,
        headers: { "content-type": "text/plain" },
        text: "NullPointerException\n  at Pusat.java:17\n",
      };
    }
    if (faults.strikes("truncated") !== undefined) {
      return { ...response, text: response.text.slice(0, Math.floor(response.text.length / 2)) };
    }
    if (name === "claim" && response.status === 200 && faults.strikes("wrongLease") !== undefined) {
      return { ...response, text: response.text.replace(/"lease":"L(\d+)"/, '"lease":"X$1"') };
    }
    return response;
  }

  private later(us: Micros, what: () => void): void {
    this.o.clock.timer(what).armAfter(us);
  }
}

const RETRY_LATER = { "retry-after": String(OVERLOAD_SECONDS) } as const;
