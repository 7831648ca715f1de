/** A worker thread: one day of one case on the full stack, and by the quick model. */
import { parentPort } from "node:worker_threads";
import { OfficeRun, officeAsItIs, QuickOffice, type Remedy, readOffice, withRemedies } from "../../src/rig/index.ts";

export interface DayOrder {
  readonly case: number;
  readonly file: string;
  readonly kind: string;
  readonly seed: number;
  readonly remedies: readonly Remedy[];
  /** False: the quick model alone. */
  readonly full: boolean;
}

export interface DayResult {
  readonly case: number;
  readonly seed: number;
  readonly full: DayFigures | undefined;
  readonly quick: Omit<DayFigures, "openHours" | "bottleneck" | "cpuSeconds" | "violations">;
}

export interface DayFigures {
  readonly issued: number;
  readonly melted: number;
  readonly spoilt: number;
  readonly marginal: number;
  readonly openHours: number;
  readonly bottleneck: string;
  readonly cpuSeconds: number;
  readonly violations: number;
}

export function liveOneDay(order: DayOrder): DayResult {
  const { file, kind, seed, remedies } = order;
  const office = withRemedies(officeAsItIs(readOffice(file)), remedies);
  const quick = new QuickOffice(office, seed, kind).next(Number.POSITIVE_INFINITY);
  const { spoilt, marginal, issued } = quick;
  return {
    case: order.case,
    seed,
    full: order.full ? onFullStack(order) : undefined,
    quick: {
      issued,
      melted: spoilt.melt,
      spoilt: spoilt.peel + spoilt.warp + spoilt.melt + spoilt.void,
      marginal: marginal.curl + marginal.peelRisk,
    },
  };
}

function onFullStack({ file, kind, seed, remedies }: DayOrder): DayFigures {
  const office = withRemedies(officeAsItIs(readOffice(file)), remedies);
  const before = process.threadCpuUsage();
  const report = new OfficeRun({ office, seed, kind, days: 1, remedies }).run();
  const spent = process.threadCpuUsage(before);
  const { spoilt, marginal } = report;
  return {
    issued: report.issued,
    melted: spoilt.melt,
    spoilt: spoilt.peel + spoilt.warp + spoilt.melt + spoilt.void,
    marginal: marginal.curl + marginal.peelRisk,
    openHours: report.days[0]!.openHours,
    bottleneck: report.bottleneck,
    cpuSeconds: (spent.user + spent.system) / 1e6,
    violations: report.violations.length,
  };
}

const port = parentPort;
if (port !== null) {
  port.on("message", (order: DayOrder | "end") => {
    if (order === "end") return port.close();
    port.postMessage(liveOneDay(order));
  });
}
