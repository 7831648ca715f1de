/**
 * jobs.first_step: highest step id when the job was taken: later steps belong to this attempt's card.
 * cards: every chip or blank that a job used up; at most one valid card per NIK, each serial once.
 */
export const jobsCardsSteps = `
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    nik TEXT NOT NULL CHECK (length(nik) = 16),
    name TEXT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('first', 'change', 'damaged', 'lost')),
    rank INTEGER NOT NULL,
    subdistrict TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    requested_ms INTEGER NOT NULL,
    extra TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'printing', 'issued', 'handedOver', 'void', 'uncertain')),
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
  CREATE UNIQUE INDEX jobs_live_nik ON jobs (nik) WHERE state IN ('queued', 'leased', 'printing', 'uncertain');
  CREATE INDEX jobs_nik ON jobs (nik);
  CREATE UNIQUE INDEX jobs_at_printer ON jobs (printer) WHERE state IN ('leased', 'printing');
  CREATE INDEX jobs_queue ON jobs (skipped, rank, requested_ms, id) WHERE state = 'queued';

  CREATE TABLE cards (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job INTEGER NOT NULL REFERENCES jobs (id),
    nik TEXT NOT NULL,
    printer TEXT NOT NULL,
    serial TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('valid', 'void', 'revoked', 'uncertain')),
    cause TEXT NOT NULL DEFAULT '',
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX cards_serial ON cards (serial) WHERE serial <> '';
  CREATE UNIQUE INDEX cards_valid_nik ON cards (nik) WHERE state = 'valid';

  CREATE TABLE steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id BETWEEN 1 AND 4294967295),
    printer TEXT NOT NULL,
    job TEXT NOT NULL,
    kind INTEGER NOT NULL,
    arg INTEGER NOT NULL,
    result INTEGER,
    fault TEXT NOT NULL DEFAULT '',
    serial TEXT NOT NULL DEFAULT '',
    withdrawn TEXT NOT NULL DEFAULT '',
    at_ms INTEGER NOT NULL,
    settled_ms INTEGER
  ) STRICT;
  CREATE INDEX steps_open ON steps (printer) WHERE result IS NULL AND withdrawn = '';

  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    printer TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;

  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;
