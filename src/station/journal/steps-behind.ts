/** Steps of a journal in memory whose rows wait: most are intended and settled before anybody looks, and are written once. */
import type { StepIntent, StepOutcome } from "../../controller/index.ts";
import { RowInsert } from "./row-insert.ts";
import type { Store } from "./store.ts";
import { WAITS } from "./write-behind.ts";

/** Steps that wait at most. */
const STEPS_BEHIND_MAX = 64;

interface WaitingStep {
  readonly id: number;
  readonly intent: StepIntent;
  readonly atMs: number;
  outcome: StepOutcome | undefined;
  settledMs: number;
}

export class StepsBehind {
  private readonly store: Store;
  private readonly insert: RowInsert;
  private steps = new Map<number, WaitingStep>();
  private caughtUp: ReadonlyMap<number, WaitingStep> = new Map();

  constructor(store: Store) {
    this.store = store;
    this.insert = new RowInsert(store, "steps", COLUMNS);
    store.writeBehind(WAITS.steps, {
      waits: () => this.steps.size > 0,
      write: () => this.write(),
      undo: () => {
        this.steps = new Map([...this.caughtUp, ...this.steps]);
      },
    });
  }

  add(id: number, intent: StepIntent, atMs: number): void {
    if (this.steps.size >= STEPS_BEHIND_MAX) this.store.catchUp();
    const { printer, job, kind, arg } = intent;
    this.steps.set(id, { id, intent: { printer, job, kind, arg }, atMs, outcome: undefined, settledMs: 0 });
  }

  /** False when its row does not wait, or when it has been settled before: the table knows what that means. */
  settle(id: number, outcome: StepOutcome, atMs: number): boolean {
    const step = this.steps.get(id);
    if (step === undefined || step.outcome !== undefined) return false;
    step.outcome = outcome;
    step.settledMs = atMs;
    return true;
  }

  private write(): void {
    this.caughtUp = this.steps;
    this.steps = new Map();
    this.insert.write(Array.from(this.caughtUp.values(), rowOf));
  }
}

const COLUMNS = ["id", "printer", "job", "kind", "arg", "result", "fault", "serial", "at_ms", "settled_ms"] as const;

function rowOf({ id, intent, atMs, outcome, settledMs }: WaitingStep) {
  const { printer, job, kind, arg } = intent;
  if (outcome === undefined) return [id, printer, job, kind, arg, null, "", "", atMs, null];
  const { result, fault, serial } = outcome;
  return [id, printer, job, kind, arg, result, fault ?? "", serial, atMs, settledMs];
}
