/**
 * Whose turn it is when several printers wait for work: the one whose last job lies farthest back. In a fixed order the last
 * printer would wait through a slow morning until its roller is cold.
 */
import type { JobSource } from "../../controller/index.ts";

export class Turns {
  private order: readonly string[];

  constructor(printers: readonly string[]) {
    this.order = printers;
  }

  /** Longest without a job first. */
  get names(): readonly string[] {
    return this.order;
  }

  /** The same queue; who takes a job goes to the end of the line. */
  source(jobs: JobSource): JobSource {
    return {
      take: (printer) => {
        const ticket = jobs.take(printer);
        if (ticket !== undefined) this.order = [...this.order.filter((name) => name !== printer), printer];
        return ticket;
      },
      resume: (printer) => jobs.resume(printer),
      giveBack: (printer, job, reason) => jobs.giveBack(printer, job, reason),
      issued: (printer, job, serial) => jobs.issued(printer, job, serial),
      voided: (printer, job, serial, cause) => jobs.voided(printer, job, serial, cause),
      uncertain: (printer, job, serial, why) => jobs.uncertain(printer, job, serial, why),
    };
  }
}
