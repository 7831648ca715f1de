/**
 * Jobs of the second kind, what is known of the people apart from them, the stock, and the audit.
 *
 * jobs.lane: 0 urgent, 1 first-time holders, 2 changed data, 3 replacements. jobs.due_ms: order within and between the lanes
 * 1 to 3: the request's instant plus what its lane has to wait longer; a constant, so that ageing costs no scan.
 * jobs.nik: 16 digits, or after a purge `#` and a keyed hash.
 * No index on the other states: each one costs every step of every card, a list for a person only a look through the table.
 * applicants: personal data, one row a job; gone after a purge. Kept apart so that a card in work never copies them.
 * suspects: two jobs that may be one person's; evidence in codes. verdict: '' (open), 'duplicate', 'different'.
 * stock_levels: units at a place: store, printer:NAME, lent:NAME (theirs to give back), owed:NAME (ours to give back).
 * audit.hash: SHA-256 over the entry and the hash of the one before it.
 */
export const jobsStockAudit = `
CREATE TABLE jobs_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  nik TEXT NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('first', 'change', 'damaged', 'lost')),
  lane INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 3),
  due_ms INTEGER NOT NULL,
  requested_ms INTEGER NOT NULL,
  record TEXT NOT NULL CHECK (record IN ('PRO', 'SFE', 'PRR', 'DUP', 'Efac')),
  state TEXT NOT NULL
    CHECK (state IN ('queued', 'held', 'leased', 'printing', 'issued', 'handedOver', 'void', 'uncertain')),
  printer TEXT NOT NULL DEFAULT '',
  fence INTEGER NOT NULL DEFAULT 0,
  first_step INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0,
  cause TEXT NOT NULL DEFAULT '',
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE applicants (
  job INTEGER PRIMARY KEY REFERENCES jobs_new (id),
  name TEXT NOT NULL,
  subdistrict TEXT NOT NULL,
  requested_at TEXT NOT NULL,
  birth_place TEXT NOT NULL,
  birth_date TEXT NOT NULL,
  letter TEXT NOT NULL,
  image TEXT NOT NULL,
  name_key TEXT NOT NULL,
  place_key TEXT NOT NULL,
  extra TEXT NOT NULL
) STRICT;
INSERT INTO jobs_new SELECT id, nik, class, rank + 1, requested_ms, requested_ms, 'PRR', state, printer, fence, first_step,
  attempts, skipped, cancelled, cause, created_ms, changed_ms FROM jobs;
INSERT INTO applicants SELECT id, name, subdistrict, requested_at, coalesce(json_extract(extra, '$.birth_place'), ''),
  coalesce(json_extract(extra, '$.birth_date'), ''), coalesce(json_extract(extra, '$.letter_number'), ''),
  coalesce(json_extract(extra, '$.image'), ''), '', '', extra FROM jobs;
DELETE FROM sqlite_sequence WHERE name = 'jobs_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'jobs_new', seq FROM sqlite_sequence WHERE name = 'jobs';
DROP TABLE jobs;
ALTER TABLE jobs_new RENAME TO jobs;
CREATE UNIQUE INDEX jobs_live_nik ON jobs (nik) WHERE state IN ('queued', 'held', 'leased', 'printing', 'uncertain');
CREATE INDEX jobs_nik ON jobs (nik);
CREATE UNIQUE INDEX jobs_at_printer ON jobs (printer) WHERE state IN ('leased', 'printing');
CREATE INDEX jobs_queue ON jobs (lane, due_ms, id) WHERE state = 'queued';
CREATE INDEX applicants_born ON applicants (birth_date, name_key);
CREATE INDEX applicants_namesake ON applicants (name_key, place_key, birth_date);

CREATE TABLE suspects (
  job INTEGER NOT NULL REFERENCES jobs (id),
  other INTEGER NOT NULL REFERENCES jobs (id),
  score INTEGER NOT NULL,
  evidence TEXT NOT NULL,
  verdict TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'duplicate', 'different')),
  decided_ms INTEGER,
  PRIMARY KEY (job, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX suspects_other ON suspects (other);

CREATE TABLE rounds (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  subdistrict TEXT NOT NULL,
  opened_ms INTEGER NOT NULL,
  closed_ms INTEGER
) STRICT;
CREATE TABLE round_cards (
  job INTEGER NOT NULL REFERENCES jobs (id),
  round INTEGER NOT NULL REFERENCES rounds (id),
  outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'handedOver', 'broughtBack')),
  PRIMARY KEY (round, job)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX round_cards_out ON round_cards (job) WHERE outcome = '';

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;

CREATE TABLE stock_levels (
  item TEXT NOT NULL,
  family TEXT NOT NULL,
  place TEXT NOT NULL,
  units INTEGER NOT NULL CHECK (units >= 0),
  PRIMARY KEY (item, family, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE stock_moves (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  item TEXT NOT NULL,
  family TEXT NOT NULL,
  from_place TEXT NOT NULL,
  to_place TEXT NOT NULL,
  units INTEGER NOT NULL CHECK (units > 0),
  note TEXT NOT NULL
) STRICT;
CREATE TABLE stock_boxes (
  box TEXT PRIMARY KEY,
  units INTEGER NOT NULL,
  received_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE stock_chips (serial TEXT PRIMARY KEY, box TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX stock_chips_box ON stock_chips (box);
CREATE TABLE stock_orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item TEXT NOT NULL,
  family TEXT NOT NULL,
  units INTEGER NOT NULL CHECK (units > 0),
  arrived INTEGER NOT NULL DEFAULT 0,
  ordered_ms INTEGER NOT NULL,
  lead_days INTEGER NOT NULL,
  by_hand INTEGER NOT NULL,
  note TEXT NOT NULL,
  closed_ms INTEGER
) STRICT;
CREATE TABLE stock_use (
  day INTEGER NOT NULL,
  item TEXT NOT NULL,
  family TEXT NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (day, item, family)
) STRICT, WITHOUT ROWID;

CREATE TABLE purged (nik TEXT PRIMARY KEY, purged_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;
