/** The controller's steps: intent before, outcome after. An id is given once and never again. */
import type { OpenStep, StepIntent, StepJournal, StepOutcome } from "../../controller/index.ts";
import { FAULT_CODE, type FaultName } from "../../protocol/index.ts";
import { JournalError } from "../errors.ts";
import type { JobTable } from "./job-table.ts";
import type { StepIds } from "./step-ids.ts";
import { StepsBehind } from "./steps-behind.ts";
import { int, NO_TOPIC, type Row, type Store, text } from "./store.ts";
import { WAITS } from "./write-behind.ts";

export const STEP_ID_MAX = 4_294_967_295;

export class StepTable implements StepJournal {
  private readonly store: Store;
  private readonly jobs: JobTable;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;
  private readonly ids: StepIds;
  private readonly behind: StepsBehind;

  constructor(store: Store, jobs: JobTable, ids: StepIds, utcMs: () => number) {
    this.store = store;
    this.jobs = jobs;
    this.ids = ids;
    this.utcMs = utcMs;
    this.sql = statements(store);
    this.behind = new StepsBehind(store);
  }

  intend(step: StepIntent): number {
    const id = this.ids.last + 1;
    if (id > STEP_ID_MAX) throw new JournalError("step ids are used up");
    const { printer, job } = step;
    if (!this.jobs.isFresh(printer, job)) this.store.single(() => this.add(id, step), NO_TOPIC);
    else {
      const begin = (): void => {
        this.add(id, step);
        this.jobs.begun(printer);
      };
      if (this.store.mayWait) this.store.waiting(begin, NO_TOPIC);
      else this.store.transaction(begin, NO_TOPIC);
    }
    this.ids.last = id;
    return id;
  }

  /** The highest id given so far. */
  get last(): number {
    return this.ids.last;
  }

  settle(id: number, outcome: StepOutcome): void {
    const { result, serial } = outcome;
    if (this.store.single(() => this.settled(id, outcome), NO_TOPIC)) return;
    const row = this.sql.one.get(id);
    if (row === undefined) throw new JournalError(`step ${id} was never intended`);
    if (int(row, "result") !== result) {
      throw new JournalError(`step ${id} is settled with result ${row["result"]}, not ${result}`);
    }
    // The serial may come later than the result, from the ledger.
    if (serial !== "" && text(row, "serial") === "")
      this.store.single(() => this.sql.addSerial.run(serial, id), NO_TOPIC);
  }

  withdraw(id: number, why: string): void {
    const withdrawn = this.store.single(() => this.sql.withdraw.run(why === "" ? "withdrawn" : why, id), NO_TOPIC);
    if (withdrawn.changes === 1) return;
    const row = this.sql.one.get(id);
    if (row === undefined) throw new JournalError(`step ${id} was never intended`);
    throw new JournalError(`step ${id} is settled and cannot be withdrawn`);
  }

  open(printer: string): OpenStep[] {
    return this.sql.open.all(printer).map(stepOf);
  }

  ofJob(printer: string, job: string): (OpenStep & { outcome: StepOutcome | undefined })[] {
    const since = this.jobs.firstStepOf(printer, job);
    // No id was given since the job was taken: there is nothing to look for.
    if (since === undefined || since >= this.ids.last) return [];
    return this.sql.ofJob.all(since, printer, job).map((row) => ({ ...stepOf(row), outcome: outcomeOf(row) }));
  }

  skipTo(id: number): void {
    if (!Number.isInteger(id) || id < 0 || id >= STEP_ID_MAX)
      throw new JournalError(`step id ${id} cannot be skipped to`);
    if (id <= this.ids.last) return;
    this.store.single(() => this.sql.skip.run(id), NO_TOPIC);
    this.ids.last = id;
  }

  private add(id: number, step: StepIntent): void {
    const { printer, job, kind, arg } = step;
    if (this.store.mayWait) this.behind.add(id, step, this.utcMs());
    else this.sql.insert.run(id, printer, job, kind, arg, this.utcMs());
  }

  private settled(id: number, outcome: StepOutcome): boolean {
    const { result, fault, serial } = outcome;
    const atMs = this.utcMs();
    return (
      this.behind.settle(id, outcome, atMs) || this.sql.settle.run(result, fault ?? "", serial, atMs, id).changes === 1
    );
  }
}

function statements(store: Store) {
  return {
    insert: store.prepareApart("INSERT INTO steps (id, printer, job, kind, arg, at_ms) VALUES (?, ?, ?, ?, ?, ?)"),
    // A row that waits still is settled where it waits.
    settle: store.prepareApart(
      "UPDATE steps SET result = ?, fault = ?, serial = ?, settled_ms = ?, withdrawn = '' WHERE id = ? AND result IS NULL",
    ),
    addSerial: store.prepare("UPDATE steps SET serial = ? WHERE id = ?", WAITS.steps),
    withdraw: store.prepare("UPDATE steps SET withdrawn = ? WHERE id = ? AND result IS NULL", WAITS.steps),
    one: store.prepare("SELECT * FROM steps WHERE id = ?", WAITS.steps),
    open: store.prepare(
      "SELECT * FROM steps WHERE printer = ? AND result IS NULL AND withdrawn = '' ORDER BY id",
      WAITS.steps,
    ),
    // By id, not by an index on job: an attempt's steps are the newest rows of the table.
    ofJob: store.prepare(
      "SELECT * FROM steps WHERE id > ? AND printer = ? AND job = ? AND withdrawn = '' ORDER BY id",
      WAITS.steps,
    ),
    skip: store.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'steps'", WAITS.steps),
  };
}

function stepOf(row: Row): OpenStep {
  return {
    id: int(row, "id"),
    printer: text(row, "printer"),
    job: text(row, "job"),
    kind: int(row, "kind"),
    arg: int(row, "arg"),
  };
}

function outcomeOf(row: Row): StepOutcome | undefined {
  if (row["result"] === null) return undefined;
  const fault = text(row, "fault");
  return { result: int(row, "result"), fault: isFault(fault) ? fault : undefined, serial: text(row, "serial") };
}

const isFault = (name: string): name is FaultName => Object.hasOwn(FAULT_CODE, name);
