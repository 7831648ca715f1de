/** What the host of a replay calls by other names than the host of then: numbers of steps, and jobs. */
import { nameOf, STEP_KIND } from "../../protocol/index.ts";
import { type TapeEntry, type TapeMessage, textOf } from "./field-tape.ts";

/** Fields with the number of a step. */
const STEP_FIELDS = ["id", "step_id", "done_id", "film_step_id", "film_done_id", "ledger_high", "high"] as const;
const JOB_FIELDS = ["job", "card_job", "film_job"] as const;

export class FieldNames {
  /** Both by what they were then. */
  private readonly steps = new Map<number, number>();
  private readonly jobs = new Map<string, Uint8Array>();

  step(then: number): number | undefined {
    return this.steps.get(then);
  }

  /** The order now stands for the one of then. */
  learn(then: TapeEntry, { name, params }: TapeMessage): void {
    if (name !== "step_start") return;
    this.steps.set(then.params["id"] as number, params["id"] as number);
    this.jobs.set(textOf(then, "job"), params["job"] as Uint8Array);
  }

  /** Whether an order may be that of then: one job stands for one job all through. */
  isSame(then: TapeEntry, { name, params }: TapeMessage): boolean {
    if (then.name !== name) return false;
    if (name === "step_abort") return this.steps.get(then.params["id"] as number) === params["id"];
    if (name !== "step_start")
      return Object.entries(then.params).every(([field, value]) => field === "proof" || params[field] === value);
    const known = this.jobs.get(textOf(then, "job"));
    const job = params["job"] as Uint8Array;
    const isTaken = (): boolean => [...this.jobs.values()].some((one) => Buffer.compare(one, job) === 0);
    const sameJob = known === undefined ? !isTaken() : Buffer.compare(known, job) === 0;
    return then.params["kind"] === params["kind"] && then.params["arg"] === params["arg"] && sameJob;
  }

  /** What the device said then, in the words of now. */
  translated({ params }: TapeMessage): Record<string, number | Uint8Array> {
    const said: Record<string, number | Uint8Array> = { ...params };
    for (const field of STEP_FIELDS) {
      const id = said[field];
      if (typeof id === "number") said[field] = this.steps.get(id) ?? id;
    }
    for (const field of JOB_FIELDS) {
      const job = said[field];
      if (job instanceof Uint8Array) said[field] = this.jobs.get(Buffer.from(job).toString("latin1")) ?? job;
    }
    return said;
  }
}

/** Jobs are left out: they are opaque keys, and another one there. */
export function orderText({ name, params }: TapeMessage): string {
  const words = Object.entries(params).map(([field, value]) => {
    if (field === "kind") return `kind=${nameOf(STEP_KIND, value as number)}`;
    return `${field}=${value instanceof Uint8Array ? "*" : value}`;
  });
  return [name, ...words].join(" ");
}
