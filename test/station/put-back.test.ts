/** An earlier image in the journal's place: the world goes back, who may come in does not, and nobody who was forgotten returns. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { listCopies } from "../../src/station/journal/copies.ts";
import { Journal } from "../../src/station/journal/journal.ts";
import { leftPath, putBack } from "../../src/station/journal/put-back.ts";
import { obstacleText } from "../../src/station/lab-obstacle.ts";
import { MORNING_MS, openJournal, people, person } from "./journal-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "cetak-back-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("jobs and audit go back, passwords stay, and what was left is kept beside it", () => {
  const path = join(folder, "a.db");
  const journal = openJournal(path);
  journal.addJobs(people(2));
  journal.audit.append({ actor: "Sari", role: "operator", action: "jobs.import", detail: {} });
  const image = journal.imageWithin(1_000_000);
  if (!(image instanceof Uint8Array)) throw new Error(image.code);
  journal.addJobs([person(9)]);
  const { job } = journal.jobs.take("P1")!;
  journal.jobs.issued("P1", job, "S1");
  journal.access.setPassword("operator", "a hash", MORNING_MS);
  journal.audit.append({ actor: "Sari", role: "operator", action: "lab.rewind", detail: {} });
  const { head } = journal.audit;
  journal.close();
  putBack(path, image);
  const back = openJournal(path);
  expect(back.jobCounts).toMatchObject({ queued: 2, issued: 0 });
  expect(back.access.passwordHash("operator")).toBe("a hash");
  expect(back.audit.verify()).toMatchObject({ entries: 1, damage: undefined });
  expect(back.integrity()).toBe("ok");
  back.close();
  const left = openJournal(leftPath(path));
  expect(left.jobCounts).toMatchObject({ queued: 2, issued: 1 });
  expect(left.audit.head).toEqual(head);
  left.close();
  for (const file of [path, leftPath(path)]) expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).filter((name) => name.includes(".half"))).toEqual([]);
});

it("the audit of what was put back is whole beside the copies that are left, and goes on", () => {
  const path = join(folder, "d.db");
  const copies = join(folder, "copies");
  const open = (): Journal =>
    new Journal({ path, zone: "WIB", utcMs: () => MORNING_MS, copies: { dir: copies, keep: 9, atOpening: false } });
  const verdict = (journal: Journal) => journal.audit.verify(listCopies(copies).map(({ audit }) => audit));
  const done = (journal: Journal, action: string): void =>
    journal.audit.append({ actor: "Sari", role: "operator", action, detail: {} });
  const journal = open();
  done(journal, "jobs.import");
  journal.makeCopy();
  const image = journal.image();
  done(journal, "jobs.hold");
  journal.makeCopy();
  done(journal, "jobs.release");
  journal.makeCopy();
  expect(verdict(journal)).toMatchObject({ entries: 3, damage: undefined });
  journal.close();
  putBack(path, image, copies);
  expect(listCopies(copies).map(({ number }) => number)).toEqual([1]);
  const back = open();
  done(back, "lab.wentBack");
  done(back, "jobs.hold");
  expect(verdict(back)).toMatchObject({ entries: 3, damage: undefined });
  back.close();
});

it("an image that is none leaves the journal as it is", () => {
  const path = join(folder, "b.db");
  const journal = openJournal(path);
  journal.addJobs(people(3));
  journal.close();
  expect(() => putBack(path, Buffer.from("no database at all"))).toThrow();
  const same = openJournal(path);
  expect(same.jobCounts.queued).toBe(3);
  same.close();
});

it("a large journal is not saved, and says so", () => {
  const journal = openJournal();
  const why = journal.imageWithin(1_000);
  if (why instanceof Uint8Array) throw new Error("it was saved");
  expect(why).toMatchObject({ code: "largeJournal", params: { most: "0.0" } });
  expect(obstacleText(why)).toMatch(/^the journal has 0\.\d MiB; up to 0\.0 MiB are saved/);
  journal.close();
});

it("people who are forgotten are forgotten in what was left as well", () => {
  const path = join(folder, "c.db");
  const time = { ms: MORNING_MS };
  const journal = openJournal(path, time);
  journal.addJobs(people(1));
  const { job } = journal.jobs.take("P1")!;
  journal.jobs.issued("P1", job, "S1");
  writeFileSync(leftPath(path), "what was left");
  time.ms += 1_000;
  expect(journal.forgettings).toBe(0);
  journal.handover.handOver([job]);
  time.ms += 1_000;
  expect(journal.forget(time.ms).people).toBe(1);
  expect(journal.forgettings).toBe(1);
  expect(existsSync(leftPath(path))).toBe(false);
  journal.close();
});
