/** What a centre can do to a station. Each fault has a rate and a seeded chance; all can be switched while it runs. */
import type { Random } from "../base/index.ts";

/** Name, what it does, and whether it has a number of its own. */
export const CENTRE_FAULTS = {
  outage: { what: "every connection is cut without an answer", unit: "" },
  drop: { what: "a connection is cut, half of them after the request was carried out", unit: "" },
  slow: { what: "the answer comes later", unit: "seconds" },
  overload: { what: "503 with Retry-After", unit: "seconds" },
  html: { what: "a login page in HTML with status 200", unit: "" },
  truncated: { what: "the JSON ends in the middle", unit: "" },
  error: { what: "500 with a stack trace in plain text", unit: "" },
  denied: { what: "401", unit: "" },
  conflict: { what: "409 to activations and results", unit: "" },
  wrongLease: { what: "leases carry a name that the centre does not know", unit: "" },
  skew: { what: "the centre's clock is ahead", unit: "seconds" },
} as const;
export type CentreFault = keyof typeof CENTRE_FAULTS;
export const CENTRE_FAULT_NAMES = Object.keys(CENTRE_FAULTS) as CentreFault[];

export interface FaultSetting {
  /** Part of the requests that it strikes, 0..1. */
  readonly rate: number;
  /** In the fault's own unit; 0 where it has none. */
  readonly value: number;
}

/** Numbers of faults that are named without one. */
export const USUAL_VALUES: Readonly<Partial<Record<CentreFault, number>>> = { slow: 10, overload: 30, skew: 600 };

export class CentreFaults {
  private readonly random: Random;
  private readonly on = new Map<CentreFault, FaultSetting>();

  constructor(random: Random) {
    this.random = random;
  }

  set(fault: CentreFault, setting: Partial<FaultSetting> = {}): void {
    const { rate = 1, value = USUAL_VALUES[fault] ?? 0 } = setting;
    if (rate > 0) this.on.set(fault, { rate, value });
    else this.on.delete(fault);
  }

  clear(fault?: CentreFault): void {
    if (fault === undefined) this.on.clear();
    else this.on.delete(fault);
  }

  get all(): Partial<Record<CentreFault, FaultSetting>> {
    return Object.fromEntries([...this.on].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The fault's number when it strikes this request, else undefined. Draws from the seed only while the fault is on. */
  strikes(fault: CentreFault): number | undefined {
    const setting = this.on.get(fault);
    if (setting === undefined) return undefined;
    return setting.rate >= 1 || this.random.chance(setting.rate) ? setting.value : undefined;
  }

  get skewMs(): number {
    return (this.on.get("skew")?.value ?? 0) * 1000;
  }

  /** An even chance, for what may go one way or the other. */
  coin(): boolean {
    return this.random.chance(0.5);
  }
}

/**
 * `outage`, `slow:10`, `drop@0.3`, `slow:10@0.5`: name, number, rate. "" is no sentence when it is good.
 */
export function parseFault(text: string): { fault: CentreFault; setting: Partial<FaultSetting> } | { problem: string } {
  const match = /^([a-zA-Z0-9]+)(?::([\d.]+))?(?:@([\d.]+))?$/.exec(text.trim());
  const name = match?.[1] === "409" ? "conflict" : match?.[1];
  const fault = CENTRE_FAULT_NAMES.find((known) => known === name);
  if (match === null || fault === undefined) {
    return {
      problem: `"${text}" is no fault; known are ${CENTRE_FAULT_NAMES.join(", ")}, as NAME, NAME:NUMBER or NAME@RATE`,
    };
  }
  const value = match[2] === undefined ? undefined : Number(match[2]);
  const rate = match[3] === undefined ? undefined : Number(match[3]);
  if (value !== undefined && !(value >= 0 && value <= 86_400))
    return { problem: `"${text}": the number must be 0..86400` };
  if (value !== undefined && CENTRE_FAULTS[fault].unit === "")
    return { problem: `"${text}": ${fault} takes no number` };
  if (rate !== undefined && !(rate >= 0 && rate <= 1)) return { problem: `"${text}": the rate must be 0..1` };
  return { fault, setting: { ...(value === undefined ? {} : { value }), ...(rate === undefined ? {} : { rate }) } };
}
