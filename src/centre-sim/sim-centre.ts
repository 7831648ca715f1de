/** A whole simulated centre in this process, for virtual time: records, rules, service times, faults and the way to it. */
import { type Clock, Random } from "../base/index.ts";
import type { RouteName } from "../station/centre/routes.ts";
import type { CentreJob } from "../station/centre/schema.ts";
import type { CentreTransport } from "../station/centre/transport.ts";
import { CentreCore, type CentrePolicy, OPEN_POLICY } from "./centre-core.ts";
import { CentreFaults } from "./centre-faults.ts";
import { CentreService, type Seconds } from "./centre-service.ts";
import { CentreStore } from "./centre-store.ts";
import { DirectTransport } from "./direct-transport.ts";

export interface SimCentreOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly records: Iterable<CentreJob>;
  readonly policy?: Partial<CentrePolicy>;
  /** Time at the centre, by request; what is not named takes none. */
  readonly seconds?: Partial<Record<RouteName, Seconds>>;
  /** Time for each job of a claim beyond the first. */
  readonly furtherJobSeconds?: Seconds;
  /** Requests that are worked on at one time. Default 64. */
  readonly workers?: number;
  readonly latencyMs?: { readonly low: number; readonly high: number };
  /** Whether the office's line is up now. */
  readonly lineUp?: () => boolean;
}

export class SimCentre {
  readonly store = new CentreStore(":memory:");
  readonly core: CentreCore;
  readonly faults: CentreFaults;
  readonly service: CentreService;
  readonly transport: CentreTransport;

  constructor(options: SimCentreOptions) {
    const { clock, seed, latencyMs, lineUp, seconds, workers } = options;
    const random = new Random(seed).fork("centre");
    this.store.add(options.records);
    this.core = new CentreCore(this.store, { ...OPEN_POLICY, ...options.policy });
    this.faults = new CentreFaults(random.fork("faults"));
    this.service = new CentreService({
      clock,
      core: this.core,
      random: random.fork("service"),
      faults: this.faults,
      ...(seconds === undefined ? {} : { seconds }),
      ...(options.furtherJobSeconds === undefined ? {} : { furtherJobSeconds: options.furtherJobSeconds }),
      ...(workers === undefined ? {} : { workers }),
    });
    this.transport = new DirectTransport({
      clock,
      service: this.service,
      random: random.fork("line"),
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(lineUp === undefined ? {} : { lineUp }),
    });
  }

  close(): void {
    this.store.close();
  }
}
