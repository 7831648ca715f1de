/**
 * The table of jobs with the same rules in other words. SQLite builds a list of three values and more anew each time that it looks
 * whether something is in it, and every change of a job's state asked four such lists: comparisons one by one take half the time.
 * Everything that a state may be is decided as before. jobs_live_nik: whoever has an unfinished job gets no second one.
 */
const anyOf = (column: string, ...values: string[]): string =>
  `(${values.map((value) => `${column} = '${value}'`).join(" OR ")})`;
const noneOf = (column: string, ...values: string[]): string =>
  `(${values.map((value) => `${column} <> '${value}'`).join(" AND ")})`;

const isOpen = (state: string): string => anyOf(state, "queued", "held", "leased", "printing");

export const plainComparisons = `
CREATE TABLE jobs_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  nik TEXT NOT NULL,
  class TEXT NOT NULL CHECK ${anyOf("class", "first", "change", "damaged", "lost")},
  lane INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 3),
  due_ms INTEGER NOT NULL,
  requested_ms INTEGER NOT NULL,
  record TEXT NOT NULL CHECK ${anyOf("record", "PRR", "PRO", "SFE", "DUP", "Efac")},
  state TEXT NOT NULL
    CHECK ${anyOf("state", "queued", "leased", "printing", "issued", "handedOver", "held", "void", "uncertain")},
  printer TEXT NOT NULL DEFAULT '',
  fence INTEGER NOT NULL DEFAULT 0,
  first_step INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0,
  cause TEXT NOT NULL DEFAULT '',
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  gate TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO jobs_new SELECT id, nik, class, lane, due_ms, requested_ms, record, state, printer, fence, first_step, attempts,
  skipped, cancelled, cause, created_ms, changed_ms, gate FROM jobs;
DELETE FROM sqlite_sequence WHERE name = 'jobs_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'jobs_new', seq FROM sqlite_sequence WHERE name = 'jobs';
DROP TABLE jobs;
ALTER TABLE jobs_new RENAME TO jobs;
CREATE UNIQUE INDEX jobs_live_nik ON jobs (nik) WHERE ${noneOf("state", "issued", "handedOver", "void")};
CREATE INDEX jobs_nik ON jobs (nik);
CREATE UNIQUE INDEX jobs_at_printer ON jobs (printer) WHERE state IN ('leased', 'printing');
CREATE INDEX jobs_queue ON jobs (lane, due_ms, id) WHERE state = 'queued' AND gate = '';

CREATE TRIGGER centre_moved AFTER UPDATE OF state ON jobs
WHEN NEW.state <> OLD.state AND (${noneOf("NEW.state", "leased", "printing")} OR NOT ${isOpen("OLD.state")})
BEGIN
  UPDATE centre_jobs SET open = ${isOpen("NEW.state")} WHERE job = NEW.id AND open <> ${isOpen("NEW.state")};
  INSERT INTO centre_outbox (record, lease, job, outcome, cause, at_ms)
    SELECT record, lease, NEW.id,
      CASE WHEN NEW.state = 'queued' THEN 'retry' WHEN NEW.cause LIKE 'dup%' THEN 'duplicate' ELSE NEW.state END,
      NEW.cause, NEW.changed_ms
    FROM centre_jobs WHERE job = NEW.id
      AND (${anyOf("NEW.state", "issued", "void", "uncertain")} OR (NEW.state = 'queued' AND OLD.state = 'uncertain'))
      AND ${noneOf("NEW.cause", "leaseEnded", "centreDuplicate", "returned")};
END;
`;
