/**
 * jobs.gate: why a queued job may not be taken now (`lease`, `activation`, `offline`); empty: it may.
 * centre_leases: expires_ms and got_ms by the station's clock. state `ended`: the centre may have given its jobs to others.
 * centre_jobs: which print request of the centre a job is. `open`: the job has not ended here. `activated` is the attempt that the activation is for, -1: none.
 * centre_claims: claims begun and not answered; asked again under the same key, so that no lease is forgotten.
 * centre_outbox: results that the centre has to hear. A trigger writes them in the transaction that ends the job, whoever
 * ends it; `body` is fixed before it is sent for the first time, so that each repetition is the same message.
 */
export const centre = `
  ALTER TABLE jobs ADD COLUMN gate TEXT NOT NULL DEFAULT '';
  DROP INDEX jobs_queue;
  CREATE INDEX jobs_queue ON jobs (lane, due_ms, id) WHERE state = 'queued' AND gate = '';

  CREATE TABLE centre_leases (
    lease TEXT PRIMARY KEY,
    got_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'ended'))
  ) STRICT;

  CREATE TABLE centre_jobs (
    record TEXT PRIMARY KEY,
    job INTEGER NOT NULL UNIQUE,
    lease TEXT NOT NULL,
    open INTEGER NOT NULL DEFAULT 1,
    activated INTEGER NOT NULL DEFAULT -1,
    activation TEXT NOT NULL DEFAULT '',
    activation_ends_ms INTEGER
  ) STRICT;
  CREATE INDEX centre_jobs_open ON centre_jobs (job) WHERE open = 1;

  CREATE TABLE centre_claims (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    jobs_max INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE centre_outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    record TEXT NOT NULL,
    lease TEXT NOT NULL,
    job INTEGER,
    outcome TEXT NOT NULL CHECK (outcome IN ('issued', 'void', 'uncertain', 'returned', 'retry', 'duplicate')),
    cause TEXT NOT NULL,
    body TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'refused', 'settled')),
    answer TEXT NOT NULL DEFAULT '',
    at_ms INTEGER NOT NULL,
    answered_ms INTEGER
  ) STRICT;
  CREATE INDEX centre_outbox_waiting ON centre_outbox (id) WHERE state = 'waiting';
  CREATE INDEX centre_outbox_refused ON centre_outbox (id) WHERE state = 'refused';

  CREATE TRIGGER centre_open AFTER UPDATE OF state ON jobs WHEN NEW.state <> OLD.state
  BEGIN
    UPDATE centre_jobs SET open = NEW.state IN ('queued', 'held', 'leased', 'printing')
      WHERE job = NEW.id AND open <> (NEW.state IN ('queued', 'held', 'leased', 'printing'));
  END;

  CREATE TRIGGER centre_result AFTER UPDATE OF state ON jobs
  WHEN NEW.state <> OLD.state
    AND (NEW.state IN ('issued', 'void', 'uncertain') OR (NEW.state = 'queued' AND OLD.state = 'uncertain'))
    AND NEW.cause NOT IN ('leaseEnded', 'centreDuplicate', 'returned')
  BEGIN
    INSERT INTO centre_outbox (record, lease, job, outcome, cause, at_ms)
      SELECT record, lease, NEW.id,
        CASE WHEN NEW.state = 'queued' THEN 'retry' WHEN NEW.cause LIKE 'dup%' THEN 'duplicate' ELSE NEW.state END,
        NEW.cause, NEW.changed_ms
      FROM centre_jobs WHERE job = NEW.id;
  END;
`;
