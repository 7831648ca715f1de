/**
 * passwords: one per role, scrypt. sessions and wall tokens: hashes only, so that a copy of the journal opens nothing.
 * outcomes: what became of commands, by idempotency key; a row without an outcome was begun and cut off.
 * lost_seconds: printer seconds lost, by day of the office's zone (days since 1970), printer and cause.
 */
export const access = `
  CREATE TABLE access_passwords (
    role TEXT PRIMARY KEY CHECK (role IN ('operator', 'technician', 'admin')),
    hash TEXT NOT NULL,
    set_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE access_sessions (
    hash TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('operator', 'technician', 'admin')),
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE access_wall_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE command_outcomes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    at_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE lost_seconds (
    day INTEGER NOT NULL,
    printer TEXT NOT NULL,
    cause TEXT NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (day, printer, cause)
  ) STRICT, WITHOUT ROWID;
`;
