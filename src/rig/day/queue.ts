/** The people of the queue, as synthetic records in the proportions of the file. */
import { Random } from "../../base/index.ts";
import { centreRecords } from "../../centre-sim/index.ts";
import { type CentreJob, JOB_CLASSES, type JobClass } from "../../station/index.ts";
import { dateOfDay, dayOfDate } from "./office-calendar.ts";
import type { OfficeFile } from "./office-schema.ts";

/** No printer makes more a day: 110 cards an hour, sixteen hours. */
const CARDS_PER_PRINTER_DAY_MAX = 110 * 16;

/** How many have asked on each of the days behind the backlog. */
const ASKED_PER_DAY = 100;

/** People who really wait: the doubles are set aside before anything is printed. */
export const peopleWaiting = ({ queue }: OfficeFile): number => queue.records - queue.doubles;

/** Enough of the queue for so many days. */
export function centreQueue(file: OfficeFile, days: number, seed: number): CentreJob[] {
  const most = days * file.printers.machines.length * CARDS_PER_PRINTER_DAY_MAX;
  const count = Math.min(peopleWaiting(file) + Math.ceil((days - 1) * file.queue.newPerDay), most);
  const random = new Random(seed).fork("classes");
  return centreRecords({ count, seed, duplicates: 0 }).records.map((record, i) => {
    const { letterNumber: _, ...rest } = record;
    const kind = classOf(file, random);
    const replaces = kind === "damaged" || kind === "lost";
    const requestedAt = dateOfDay(dayOfDate(file.from) - 1 - Math.floor((count - 1 - i) / ASKED_PER_DAY));
    return { ...rest, requestedAt, class: kind, ...(replaces ? { letterNumber: `470/${100 + i}` } : {}) };
  });
}

/** What kind of card the next person of the queue wants. */
export function classOf({ queue }: OfficeFile, random: Random): JobClass {
  let at = random.next() * 100;
  for (const word of JOB_CLASSES) {
    at -= queue.percent[word];
    if (at < 0) return word;
  }
  return "first";
}
