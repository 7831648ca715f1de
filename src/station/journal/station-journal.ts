/** Opens the journal that belongs to a station file. */
import { join } from "node:path";
import { COPIES_KEPT } from "../config/queue-config.ts";
import type { StationConfig } from "../config/station-config.ts";
import { Journal } from "./journal.ts";

/** Where a station's journal and its copies lie. */
export function stationFiles(dataDir: string): { readonly journal: string; readonly copies: string } {
  return { journal: join(dataDir, "journal.db"), copies: join(dataDir, "copies") };
}

/** `copy` false: for looking at it only; no copy is made. Throws what {@link Journal} throws. */
export function openStationJournal(config: StationConfig, utcMs: () => number, copy = true): Journal {
  const { dataDir, zone, policy, stock, copies = COPIES_KEPT } = config;
  const files = stationFiles(dataDir);
  return new Journal({
    path: files.journal,
    zone,
    utcMs,
    ...(policy === undefined ? {} : { policy }),
    ...(stock === undefined ? {} : { stock }),
    copies: { dir: files.copies, keep: copies, atOpening: copy },
  });
}
