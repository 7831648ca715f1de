/** A simulated world goes back to a saved state: while nothing of it runs, its files become what they were. */
import { putBack, type StationConfig, stationFiles } from "../station/index.ts";
import { engineFile } from "./host-printers.ts";
import { remember } from "./hosted-engine.ts";
import type { LabPoint } from "./lab-history.ts";

/**
 * The journal last: if the process dies in between, machines that know less meet a journal that knows more, and nobody gets
 * a second card. Throws what the disk says.
 */
export function putWorldBack({ dataDir }: StationConfig, { engines, journal }: LabPoint): void {
  for (const [printer, saved] of engines) remember(engineFile(dataDir, printer), saved, true);
  const files = stationFiles(dataDir);
  putBack(files.journal, journal, files.copies);
}
