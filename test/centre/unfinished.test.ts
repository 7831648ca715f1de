/** The list of the centre's unfinished jobs is kept beside the tables: it is what a reader of the tables finds, whatever happened. */
import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { STEP_KIND } from "../../src/protocol/index.ts";
import { Journal } from "../../src/station/journal/journal.ts";
import { person, TestTime } from "../station/journal-fixture.ts";

const PRINTERS = ["P1", "P2", "P3"];
const GATES = ["", "lease", "activation", "offline"] as const;
const JOBS = 40;

function step(journal: Journal, random: Random): void {
  const { centre, jobs, steps } = journal;
  const printer = PRINTERS[random.int(PRINTERS.length)]!;
  const job = jobs.resume(printer)?.job;
  const list = centre.unfinished();
  const one = list[random.int(Math.max(1, list.length))];
  const what = random.int(10);
  if (what < 3 && one !== undefined) centre.setGate(one.job, GATES[random.int(3) === 0 ? random.int(4) : 0]!);
  else if (what === 3 && one !== undefined) centre.activated(one.job, one.attempts, "yes", random.int(1e9));
  else if (what === 4 && one !== undefined) failing(journal, one.job);
  else if (job === undefined) jobs.take(printer);
  else if (what < 7) steps.intend({ printer, job, kind: STEP_KIND.feed, arg: 0 });
  else if (what === 7) jobs.giveBack(printer, job, "operator");
  else if (what === 8) jobs.voided(printer, job, `04V${random.int(1e9)}`, "warp");
  else jobs.issued(printer, job, `04${random.int(1e9)}`);
}

/** What a transaction changed that was not kept is not in the list either. */
function failing(journal: Journal, job: number): void {
  const { centre } = journal;
  const work = (): void =>
    centre.transaction(() => {
      centre.setGate(job, "offline");
      centre.activated(job, 2, "no", 1);
      expect(centre.unfinished().find((one) => one.job === job)).toMatchObject({ gate: "offline", activated: 2 });
      throw new Error("not that");
    });
  expect(work).toThrow("not that");
}

test.each([1, 2, 3])("the list is what the tables hold (seed %i)", (seed) => {
  const time = new TestTime();
  const options = { path: ":memory:", zone: "WIB", utcMs: () => time.ms } as const;
  const journal = new Journal(options);
  const random = new Random(seed).fork("unfinished");
  for (let n = 1; n <= JOBS; n++) {
    journal.addJobs([person(n)]);
    journal.centre.transaction(() => {
      journal.centre.tie(`r${n}`, journal.centre.queuedJobOf(person(n).nik)!, "lease");
    });
  }
  const seen = new Set<string>();
  for (let n = 0; n < 200; n++) {
    time.ms += 1_000;
    step(journal, random);
    const list = journal.centre.unfinished();
    const read = new Journal({ ...options, image: journal.image() });
    expect(list).toEqual(read.centre.unfinished());
    read.close();
    for (const { state, gate } of list) seen.add(`${state} ${gate}`);
  }
  expect(seen.size).toBeGreaterThan(4);
  expect(journal.jobCounts.issued).toBeGreaterThan(3);
});
