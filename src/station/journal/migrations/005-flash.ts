/** flashes: who put which firmware into which machine, and what came of it. `hash` names the image, `signer` the key (hex). */
export const flash = `
  CREATE TABLE flashes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    printer TEXT NOT NULL,
    serial TEXT NOT NULL,
    actor TEXT NOT NULL,
    from_version TEXT NOT NULL,
    to_version TEXT NOT NULL,
    hash TEXT NOT NULL,
    signer TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('begun', 'confirmed', 'already', 'reverted', 'failed')),
    detail TEXT NOT NULL DEFAULT '',
    ended_ms INTEGER
  ) STRICT;
  CREATE INDEX flashes_printer ON flashes (printer, id);
`;
