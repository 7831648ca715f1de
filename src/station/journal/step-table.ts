/** The controller's steps: intent before, outcome after. An id is given once and never again. */
import type { OpenStep, StepIntent, StepJournal, StepOutcome } from "../../controller/index.ts";
import { FAULT_CODE, type FaultName } from "../../protocol/index.ts";
import { JournalError } from "../errors.ts";
import type { JobTable } from "./job-table.ts";
import { int, NO_TOPIC, type Row, type Store, text } from "./store.ts";

export const STEP_ID_MAX = 4_294_967_295;

export class StepTable implements StepJournal {
  private readonly store: Store;
  private readonly jobs: JobTable;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;
  private lastId: number;

  constructor(store: Store, jobs: JobTable, utcMs: () => number) {
    this.store = store;
    this.jobs = jobs;
    this.utcMs = utcMs;
    this.sql = statements(store);
    this.lastId = int(this.sql.highest.get()!, "highest");
  }

  intend(step: StepIntent): number {
    const id = this.lastId + 1;
    if (id > STEP_ID_MAX) throw new JournalError("step ids are used up");
    const { printer, job, kind, arg } = step;
    const insert = (): unknown => this.sql.insert.run(id, printer, job, kind, arg, this.utcMs());
    if (!this.jobs.isFresh(printer, job)) this.store.single(insert, NO_TOPIC);
    else {
      this.store.transaction(() => {
        insert();
        this.jobs.begun(printer);
      });
    }
    this.lastId = id;
    return id;
  }

  /** The highest id given so far. */
  get last(): number {
    return this.lastId;
  }

  settle(id: number, outcome: StepOutcome): void {
    const { result, fault, serial } = outcome;
    const settle = () => this.sql.settle.run(result, fault ?? "", serial, this.utcMs(), id);
    const settled = this.store.single(settle, NO_TOPIC);
    if (settled.changes === 1) return;
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
    if (since === undefined || since >= this.lastId) return [];
    return this.sql.ofJob.all(since, printer, job).map((row) => ({ ...stepOf(row), outcome: outcomeOf(row) }));
  }

  skipTo(id: number): void {
    if (!Number.isInteger(id) || id < 0 || id >= STEP_ID_MAX)
      throw new JournalError(`step id ${id} cannot be skipped to`);
    if (id <= this.lastId) return;
    this.store.single(() => this.sql.skip.run(id), NO_TOPIC);
    this.lastId = id;
  }
}

function statements(store: Store) {
  // The row of sqlite_sequence exists only after a first insert; the journal's own may be the first.
  store
    .prepare(
      "INSERT INTO sqlite_sequence (name, seq) SELECT 'steps', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'steps')",
    )
    .run();
  return {
    highest: store.prepare("SELECT seq AS highest FROM sqlite_sequence WHERE name = 'steps'"),
    insert: store.prepare("INSERT INTO steps (id, printer, job, kind, arg, at_ms) VALUES (?, ?, ?, ?, ?, ?)"),
    settle: store.prepare(
      "UPDATE steps SET result = ?, fault = ?, serial = ?, settled_ms = ?, withdrawn = '' WHERE id = ? AND result IS NULL",
    ),
    addSerial: store.prepare("UPDATE steps SET serial = ? WHERE id = ?"),
    withdraw: store.prepare("UPDATE steps SET withdrawn = ? WHERE id = ? AND result IS NULL"),
    one: store.prepare("SELECT * FROM steps WHERE id = ?"),
    open: store.prepare("SELECT * FROM steps WHERE printer = ? AND result IS NULL AND withdrawn = '' ORDER BY id"),
    // By id, not by an index on job: an attempt's steps are the newest rows of the table.
    ofJob: store.prepare("SELECT * FROM steps WHERE id > ? AND printer = ? AND job = ? AND withdrawn = '' ORDER BY id"),
    skip: store.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'steps'"),
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
