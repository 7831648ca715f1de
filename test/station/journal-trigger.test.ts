import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { JOB_STATES } from "../../src/station/api.ts";
import { MIGRATIONS } from "../../src/station/journal/migrations.ts";

/** What the first five migrations wrote for the centre when a job went from one state to another, and what all of them write. */
const TWO_TRIGGERS = MIGRATIONS.slice(0, 5);
const OPEN = ["queued", "held", "leased", "printing"];
const CAUSES = ["", "cancelled", "dupNik", "leaseEnded", "centreDuplicate", "returned"];

type Written = (from: string, to: string, cause: string, ofCentre: boolean) => { jobs: unknown[]; outbox: unknown[] };

/** Tells whether the job is open and what is in the outbox after a job of the centre (or of nobody) has moved. */
function database(migrations: readonly string[]): Written {
  const db = new DatabaseSync(":memory:");
  for (const migration of migrations) db.exec(migration);
  const add = db.prepare(
    `INSERT INTO jobs (nik, class, lane, due_ms, requested_ms, record, state, created_ms, changed_ms)
     VALUES ('3171000000000001', 'first', 1, 1, 1, 'PRR', ?, 1, 1)`,
  );
  const tie = db.prepare("INSERT INTO centre_jobs (record, job, lease, open) VALUES ('R1', ?, 'L1', ?)");
  const move = db.prepare("UPDATE jobs SET state = ?, cause = ?, changed_ms = 7 WHERE id = ?");
  const jobs = db.prepare("SELECT record, open FROM centre_jobs");
  const outbox = db.prepare("SELECT record, lease, outcome, cause, at_ms, state FROM centre_outbox ORDER BY id");
  const clear = ["jobs", "centre_jobs", "centre_outbox"].map((table) => db.prepare(`DELETE FROM ${table}`));
  return (from, to, cause, ofCentre) => {
    const { lastInsertRowid: job } = add.run(from);
    if (ofCentre) tie.run(job, OPEN.includes(from) ? 1 : 0);
    move.run(to, cause, job);
    const found = { jobs: jobs.all(), outbox: outbox.all() };
    for (const statement of clear) statement.run();
    return found;
  };
}

test("one trigger writes what two wrote, for each way from state to state", () => {
  const before = database(TWO_TRIGGERS);
  const now = database(MIGRATIONS);
  let results = 0;
  for (const from of JOB_STATES) {
    for (const to of JOB_STATES) {
      for (const cause of CAUSES) {
        const expected = before(from, to, cause, true);
        expect(now(from, to, cause, true), `${from} -> ${to} ${cause}`).toEqual(expected);
        results += expected.outbox.length;
      }
    }
    expect(now(from, "issued", "", false)).toEqual({ jobs: [], outbox: [] });
  }
  expect(results).toBeGreaterThan(60);
});

/** Whether a database takes a row of jobs. The first word of each is what the row differs in. */
function takes(migrations: readonly string[]): (rows: readonly (readonly [string, string, string])[]) => boolean[] {
  const db = new DatabaseSync(":memory:");
  for (const migration of migrations) db.exec(migration);
  const add = db.prepare(
    `INSERT INTO jobs (nik, class, lane, due_ms, requested_ms, record, state, printer, created_ms, changed_ms)
     VALUES ('3171000000000001', ?, 1, 1, 1, ?, ?, ?, 1, 1)`,
  );
  return (rows) => {
    const taken = rows.map(([state, jobClass, record], i) => {
      try {
        add.run(jobClass, record, state, `P${i}`);
        return true;
      } catch {
        return false;
      }
    });
    db.exec("DELETE FROM jobs");
    return taken;
  };
}

test("the table's rules in plain comparisons are the rules that they were as lists", () => {
  const before = takes(MIGRATIONS.slice(0, 7));
  const now = takes(MIGRATIONS);
  const states = [...JOB_STATES, "lost", "", "Queued"];
  let twice = 0;
  for (const state of states) {
    for (const other of states) {
      const rows = [[state, "first", "PRR"] as const, [other, "first", "PRR"] as const];
      expect(now(rows), `${state}, then ${other}`).toEqual(before(rows));
      if (now(rows).every(Boolean)) twice++;
    }
  }
  // Of two jobs of one person at least one has ended.
  expect(twice).toBe(8 * 8 - 5 * 5);
  for (const word of ["first", "change", "damaged", "lost", "First", ""])
    expect(now([["queued", word, "PRR"]]), word).toEqual(before([["queued", word, "PRR"]]));
  for (const word of ["PRO", "SFE", "PRR", "DUP", "Efac", "EFAC", ""])
    expect(now([["queued", "first", word]]), word).toEqual(before([["queued", "first", word]]));
});
