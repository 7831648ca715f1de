/** The journal: a durable step against a bare append, the calls of one card, the choice of the next job, and the import. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../src/base/index.ts";
import { STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";
import { type JobRow, Journal } from "../../src/station/index.ts";
import type { Row } from "../harness.ts";

/** A district's backlog, ten times over. */
const QUEUE_JOBS = 250_000;
const IMPORT_ROWS = 5_000;
const CYCLE_JOBS = 60_000;
const NOW_MS = Date.UTC(2018, 1, 3, 1);
const OK = { result: STEP_RESULT.ok, fault: undefined, serial: "" };
const KINDS = [STEP_KIND.feed, STEP_KIND.encode, STEP_KIND.image, STEP_KIND.transfer, STEP_KIND.eject];

const PLACES = ["Palembang", "Prabumulih", "Lahat", "Baturaja", "Kupang", "Karimun", "Sekayu", "Muara Enim"];
const SYLLABLES =
  "ba bu ca da de di fa gu ha he in ja ka ku la li ma mi na no pa pu ra ri sa si su ta ti wa wi ya".split(" ");

/** People of all ages with made-up names of three words, one after the other, never twice the same NIK. */
export function* people(count: number, from: number): Generator<JobRow> {
  const random = new Random(from + 1).fork("bench people");
  const two = (n: number): string => String(n).padStart(2, "0");
  const word = (): string => Array.from({ length: 3 }, () => SYLLABLES[random.int(SYLLABLES.length)]!).join("");
  for (let i = from; i < from + count; i++) {
    const [year, month, day] = [1945 + random.int(60), 1 + random.int(12), 1 + random.int(28)];
    const region = `99${two(1 + (Math.floor(i / 9_999) % 99))}${two(1 + (Math.floor(i / 989_901) % 99))}`;
    yield {
      line: i + 2,
      nik: `${region}${two(day)}${two(month)}${two(year % 100)}${String(1 + (i % 9_999)).padStart(4, "0")}`,
      name: `${word()} ${word()} ${word()}`,
      class: (["first", "first", "change", "lost"] as const)[i % 4]!,
      subdistrict: "Ilir",
      requestedAt: "2018-01-02",
      requestedAtMs: NOW_MS - 30 * 86_400_000 + i,
      birthPlace: PLACES[random.int(PLACES.length)]!,
      birthDate: `${year}-${two(month)}-${two(day)}`,
      extra: {},
    };
  }
}

export const inMemory = (): Journal => new Journal({ path: ":memory:", zone: "WIB", utcMs: () => NOW_MS });

/** Intents, each on the disk before the call returns, beside appends of as many bytes with fdatasync, on the same disk. */
export function durableSteps(): Row {
  const folder = mkdtempSync(join(tmpdir(), "cetak-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const journal = new Journal({ path: join(folder, "journal.db"), zone: "WIB", utcMs: () => NOW_MS });
  const fd = openSync(join(folder, "bare.log"), "w");
  process.once("exit", () => closeSync(fd));
  // What a commit of the write-ahead log appends: a page and its header.
  const bytes = Buffer.alloc(4_120, 1);
  return {
    title: "journal: durable intents",
    unit: "steps",
    time: "wall",
    contestants: [
      {
        name: "intend, SQLite WAL, synchronous=FULL",
        units: 20,
        run: () => {
          for (let i = 0; i < 20; i++) journal.steps.intend({ printer: "P1", job: "", kind: STEP_KIND.home, arg: 0 });
        },
      },
      {
        name: "bare append of a page, fdatasync",
        units: 20,
        run: () => {
          for (let i = 0; i < 20; i++) {
            writeSync(fd, bytes);
            fdatasyncSync(fd);
          }
        },
      },
    ],
    goals: [0.7],
    limit: "the disk's flush; the bare append",
  };
}

/** Everything that the journal is asked for one card: take, five steps intended and settled, issued. */
export function cardCycle(): Row {
  const journal = inMemory();
  journal.importJobs(people(CYCLE_JOBS, 0));
  let made = 0;
  return {
    title: "journal: calls of one card, in memory",
    unit: "cards",
    contestants: [
      {
        name: "take, 5 x intend and settle, issued",
        units: 100,
        run: () => {
          if (journal.jobCounts.queued < 100) throw new Error("the bench ran out of jobs");
          for (let i = 0; i < 100; i++) oneCard(journal, made++);
        },
      },
    ],
    goalPerSecond: 10_000,
    limit: "seven SQLite statements and their indexes; steps and events are written in bulk",
  };
}

function oneCard(journal: Journal, n: number): void {
  const { job } = journal.jobs.take("P1")!;
  for (const kind of KINDS) journal.steps.settle(journal.steps.intend({ printer: "P1", job, kind, arg: 0 }), OK);
  journal.jobs.issued("P1", job, `04${n.toString(16).toUpperCase().padStart(12, "0")}`);
}

/** The choice of the next job, and giving it back, with a quarter of a million in the queue. */
export function nextJob(): Row {
  const journal = inMemory();
  journal.importJobs(people(QUEUE_JOBS, 0));
  return {
    title: `journal: next of ${QUEUE_JOBS.toLocaleString("en")} jobs`,
    unit: "choices",
    contestants: [
      {
        name: "take and give back",
        units: 50,
        run: () => {
          for (let i = 0; i < 50; i++) journal.jobs.giveBack("P1", journal.jobs.take("P1")!.job, "operator");
        },
      },
    ],
    goalPerSecond: 1_000,
    limit: "two updates of a row and its indexes",
  };
}

/** Import with all checks: doubles, suspects, order. Into a journal that is already long. */
export function rowsImported(): Row {
  const journal = inMemory();
  journal.importJobs(people(QUEUE_JOBS, 0));
  let read = QUEUE_JOBS;
  return {
    title: `journal: import on top of ${QUEUE_JOBS.toLocaleString("en")} jobs`,
    unit: "rows",
    contestants: [
      {
        name: "importJobs",
        units: IMPORT_ROWS,
        run: () => {
          journal.importJobs(people(IMPORT_ROWS, read));
          read += IMPORT_ROWS;
        },
      },
    ],
    goalPerSecond: QUEUE_JOBS / 20,
    limit: "two rows, six indexes, the comparison with everybody born on the same day",
  };
}
