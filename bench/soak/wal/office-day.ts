/** A seeded day at the journal: jobs are read in, taken, their steps intended and settled, their cards issued or not. One thing a call. */
import type { Random } from "../../../src/base/index.ts";
import { STEP_KIND, STEP_RESULT } from "../../../src/protocol/index.ts";
import { batchCsv, syntheticPeople } from "../../../src/rig/index.ts";
import { type JobRow, type Journal, parseJobFile } from "../../../src/station/index.ts";

const PRINTERS = ["P1", "P2"] as const;
const ROWS_AT_ONCE = 40;
const KINDS = [STEP_KIND.feed, STEP_KIND.image, STEP_KIND.encode, STEP_KIND.transfer, STEP_KIND.eject] as const;

interface AtPrinter {
  job: string;
  /** Steps of the job that are done. */
  done: number;
  /** The step under way, or 0. */
  open: number;
}

export class OfficeDay {
  private readonly journal: Journal;
  private readonly random: Random;
  private readonly rows: readonly JobRow[];
  private readonly at = new Map<string, AtPrinter>(PRINTERS.map((name) => [name, { job: "", done: 0, open: 0 }]));
  private read = 0;
  private serial = 0;

  constructor(journal: Journal, random: Random) {
    this.journal = journal;
    this.random = random;
    const people = batchCsv(syntheticPeople(400, 7));
    this.rows = [...parseJobFile(Buffer.from(people), "day.csv", "WIB").rows];
  }

  /** Does the next thing; answers what it was. */
  next(): string {
    const { queued } = this.journal.jobCounts;
    if (queued < 5 && this.read < this.rows.length) {
      const rows = this.rows.slice(this.read, this.read + ROWS_AT_ONCE);
      this.read += rows.length;
      this.journal.addJobs(rows);
      return "addJobs";
    }
    const printer = PRINTERS[this.random.int(PRINTERS.length)]!;
    const here = this.at.get(printer)!;
    if (this.random.chance(0.3))
      this.journal.events.event(printer, "state", { path: "printing", n: this.random.int(100) });
    if (here.job === "") {
      here.job = this.journal.jobs.take(printer)?.job ?? "";
      here.done = 0;
      return "take";
    }
    if (here.open !== 0) return this.endStep(here);
    if (here.done === KINDS.length || (here.done > 0 && this.random.chance(0.04))) return this.endJob(printer, here);
    here.open = this.journal.steps.intend({ printer, job: here.job, kind: KINDS[here.done]!, arg: 0 });
    return "intend";
  }

  private endStep(here: AtPrinter): string {
    const id = here.open;
    here.open = 0;
    if (this.random.chance(0.05)) {
      this.journal.steps.withdraw(id, "busy");
      return "withdraw";
    }
    const ok = this.random.chance(0.95);
    const result = ok ? STEP_RESULT.ok : STEP_RESULT.failed;
    this.journal.steps.settle(id, { result, fault: ok ? undefined : "encoderFailed", serial: "" });
    if (ok) here.done++;
    return "settle";
  }

  private endJob(printer: string, here: AtPrinter): string {
    const { job, done } = here;
    here.job = "";
    const serial = `04${(++this.serial).toString(16).toUpperCase().padStart(12, "0")}`;
    const { jobs } = this.journal;
    if (done === KINDS.length) {
      if (this.random.chance(0.9)) {
        jobs.issued(printer, job, serial);
        return "issued";
      }
      jobs.uncertain(printer, job, serial, "noExitProof");
      return "uncertain";
    }
    if (done < 3) {
      jobs.giveBack(printer, job, "supplies");
      return "giveBack";
    }
    jobs.voided(printer, job, serial, "power");
    return "voided";
  }
}

/** Everything that a person would miss if it were lost, as text to compare. */
export function fingerprint(journal: Journal): string {
  return JSON.stringify([journal.jobCounts, journal.steps.last, journal.cards(), journal.allSteps()]);
}
