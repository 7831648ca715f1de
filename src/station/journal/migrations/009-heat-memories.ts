/**
 * heat_memories: what the station has learnt of the heat of the machine at each printer's place, for its next start; `numbers` are doubles,
 * laid out as the code of that `layout` does it.
 */
export const heatMemories = `
  CREATE TABLE heat_memories (
    printer TEXT PRIMARY KEY,
    serial TEXT NOT NULL,
    model TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    layout INTEGER NOT NULL,
    numbers BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
