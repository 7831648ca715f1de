import type { JobClass } from "../../src/station/api.ts";
import type { JobRow } from "../../src/station/jobs/job-row.ts";
import { Journal } from "../../src/station/journal/journal.ts";

/** 3 February 2018, 08:00 in Jakarta. */
export const MORNING_MS = Date.UTC(2018, 1, 3, 1);

export class TestTime {
  ms = MORNING_MS;
}

export function openJournal(path = ":memory:", time = new TestTime()): Journal {
  return new Journal({ path, zone: "WIB", utcMs: () => time.ms });
}

/** A made-up person: region 990101, born 1 January 1990. */
export function person(serial: number, jobClass: JobClass = "first", requestedAtMs = 0): JobRow {
  const nik = `990101010190${String(serial).padStart(4, "0")}`;
  const name = `Orang ${serial}`;
  return { line: serial + 1, nik, name, class: jobClass, subdistrict: "-", requestedAt: "", requestedAtMs, extra: {} };
}

export const people = (count: number): JobRow[] => Array.from({ length: count }, (_, i) => person(i + 1));
