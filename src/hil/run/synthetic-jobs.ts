/** Jobs of people who do not exist. */
import { batchCsv, syntheticPeople } from "../../rig/index.ts";
import { type JobRow, parseJobFile } from "../../station/index.ts";

/** `count` rows after the first `before` ones; nobody comes twice. */
export function syntheticRows(count: number, before: number): JobRow[] {
  const people = syntheticPeople(before + count, 1).slice(before);
  return [...parseJobFile(Buffer.from(batchCsv(people)), "scenario.csv", "WIB").rows];
}
