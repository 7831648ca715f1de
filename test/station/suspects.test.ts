import { describe, expect, it } from "vitest";
import { Random } from "../../src/base/index.ts";
import type { JobRow } from "../../src/station/jobs/job-row.ts";
import { nameKey, oneLetterApart, placeKey } from "../../src/station/jobs/name-key.ts";
import { personKey, SUSPECT_SCORE, suspicion } from "../../src/station/jobs/suspicion.ts";
import { doubledRecords } from "./doubled-records.ts";
import { openJournal, person } from "./journal-fixture.ts";

describe("names", () => {
  it.each([
    ["Muhammad Rizky", "M. Rizki"],
    ["Moch. Soeharto", "Mohammad Suharto"],
    ["Hj. Siti Fatimah", "ST FATIMA"],
    ["Drs. H. Budi Santoso, M.Si", "budi santoso"],
    ["Djoko Tjahjono", "Joko Cahyono"],
    ["Ma'ruf Amin", "MARUF AMIN"],
    ["Wahyudi Agus", "Agus Wahyudi"],
  ])("%s is %s", (one, other) => expect(nameKey(one)).toBe(nameKey(other)));

  it.each([
    ["Budi", "Rudi"],
    ["Orang 1", "Orang 2"],
    ["Muhammad", "Ahmad"],
    ["Siti Aminah", "Siti Aisyah"],
  ])("%s is not %s", (one, other) => expect(nameKey(one)).not.toBe(nameKey(other)));

  it("differ by one letter, never the first of a word, never a digit", () => {
    expect(oneLetterApart("HENDRA WIJAIA", "HENDRI WIJAIA")).toBe(true);
    expect(oneLetterApart("HENDRA", "HENDAR")).toBe(true);
    expect(oneLetterApart("HENDRA", "HENDR")).toBe(true);
    expect(oneLetterApart("NINA", "RINA")).toBe(false);
    expect(oneLetterApart("AGUS NINA", "AGUS RINA")).toBe(false);
    expect(oneLetterApart("ORANG 1", "ORANG 2")).toBe(false);
    expect(oneLetterApart("HENDRA", "HENDRICO")).toBe(false);
    expect(placeKey("Kab. Ogan Ilir")).toBe(placeKey("OGAN ILIR"));
  });
});

describe("the score", () => {
  const base = personKey("1671010102990001", "Hendra Wijaya", "1999-02-01", "Palembang");
  const against = (nik: string, name: string, date: string, place: string) =>
    suspicion(base, personKey(nik, name, date, place));
  const man = "1671010102990002";

  it.each([
    ["Hendra Wijaya", "1999-02-01", "Palembang", 100],
    ["Hendra Widjaja", "1999-02-01", "Kota Palembang", 100],
    ["Hendri Wijaya", "1999-02-01", "Palembang", 90],
    ["Hendra", "1999-02-01", "Palembang", 90],
    ["Hendra Wijaya", "1999-01-02", "Palembang", 85],
  ])("%s, %s, %s is suspect with %i points", (name, date, place, points) => {
    expect(against(man, name, date, place).score).toBe(points);
    expect(points).toBeGreaterThanOrEqual(SUSPECT_SCORE);
  });

  it.each([
    ["Hendra Wijaya", "1999-02-01", ""],
    ["Hendra Wijaya", "1999-02-01", "Kupang"],
    ["Hendra Wijaya", "1987-11-30", "Palembang"],
    ["Rina Wulandari", "1999-02-01", "Palembang"],
    ["Hendri Wijaya", "1999-01-02", "Palembang"],
  ])("%s, %s, %s is somebody else", (name, date, place) => {
    expect(against(man, name, date, place).score).toBeLessThan(SUSPECT_SCORE);
  });

  it("counts it against that the one is a woman and the other a man", () => {
    expect(against("1671014102990002", "Hendri Wijaya", "1999-02-01", "Palembang").evidence).toEqual([
      "nameNear",
      "birthDateSame",
      "birthPlaceSame",
      "sexDiffers",
    ]);
  });
});

describe("a suspect", () => {
  const twin = (serial: number, name: string): JobRow => ({
    ...person(serial),
    name,
    birthPlace: "Kupang",
    birthDate: "1990-01-01",
  });
  const pair = (): { journal: ReturnType<typeof openJournal>; first: string; second: string } => {
    const journal = openJournal();
    const { queued, held } = journal.importJobs([twin(1, "Hendra Wijaya"), twin(2, "HENDRA WIDJAJA")]);
    expect([queued, held.suspect]).toEqual([1, 1]);
    const [first, second] = journal.views.list({}, 9).jobs.map(({ key }) => key);
    return { journal, first: first!, second: second! };
  };

  it("is set aside with its evidence, and shown without names", () => {
    const { journal, first, second } = pair();
    expect(journal.suspects.of(second)).toEqual([
      {
        key: first,
        nik: "990101********01",
        state: "queued",
        score: 100,
        evidence: ["nameSame", "birthDateSame", "birthPlaceSame"],
        verdict: "",
      },
    ]);
    expect(journal.suspects.applicant(second)?.name).toBe("HENDRA WIDJAJA");
  });

  it("that is a duplicate is void, and its person keeps the other job", () => {
    const { journal, first, second } = pair();
    expect(journal.suspects.settle(second, "duplicate")).toEqual({ done: true });
    expect([first, second].map((key) => journal.jobState(key))).toEqual(["queued", "void"]);
    expect(journal.suspects.settle(second, "duplicate").done).toBe(false);
    expect(journal.jobCounts).toMatchObject({ queued: 1, held: 0, void: 1 });
  });

  it("that is another person is printed, also the next time", () => {
    const { journal, first, second } = pair();
    expect(journal.suspects.settle(second, "different")).toEqual({ done: true });
    for (const key of [first, second]) {
      expect(journal.jobs.take("P1")).toEqual({ job: key });
      journal.jobs.issued("P1", key, `04${key}`);
    }
    const later = { ...twin(2, "Hendra Wijaya"), class: "lost" as const, requestedAtMs: 9 };
    expect(journal.importJobs([later])).toMatchObject({ queued: 1, held: { suspect: 0 } });
  });

  it("that is the right record ends the other one, unless that has a card", () => {
    const { journal, first, second } = pair();
    expect(journal.suspects.settle(second, "keep")).toEqual({ done: true });
    expect([first, second].map((key) => journal.jobState(key))).toEqual(["void", "queued"]);
    const printed = pair();
    printed.journal.jobs.take("P1");
    printed.journal.jobs.issued("P1", printed.first, "04AA");
    expect(printed.journal.suspects.settle(printed.second, "keep")).toMatchObject({ done: false });
    expect(printed.journal.jobState(printed.second)).toBe("held");
  });

  it("is found though the other has its card already", () => {
    const journal = openJournal();
    journal.addJobs([twin(1, "Hendra Wijaya")]);
    journal.jobs.issued("P1", journal.jobs.take("P1")!.job, "04AA");
    expect(journal.importJobs([twin(2, "Hendra Wijaya")]).held.suspect).toBe(1);
  });
});

describe("Palembang's list", () => {
  it("of 25,000 records with 10,000 doubles comes down to 15,000 people, and nobody is printed twice", () => {
    const { rows, personOf } = doubledRecords(15_000, 10_000, new Random(2015));
    const journal = openJournal();
    const { queued, held, refused } = journal.importJobs(rows);
    expect(queued + held.suspect + refused.length).toBe(25_000);
    const seen = new Set<number>();
    for (let after = "", more = true; more; ) {
      const page = journal.views.list({ states: ["queued"] }, 1_000, after || "J0");
      for (const { key } of page.jobs) {
        const who = personOf(journal.views.nikOf(key));
        expect(seen.has(who)).toBe(false);
        seen.add(who);
      }
      more = page.more;
      after = page.jobs.at(-1)?.key ?? "";
    }
    // Held besides the doubles: different people of one name, day and place. A person looks; few enough to look at.
    const innocent = 15_000 - queued;
    expect(innocent).toBeGreaterThanOrEqual(0);
    expect(innocent).toBeLessThan(50);
    expect(held.suspect + refused.length).toBe(10_000 + innocent);
    journal.close();
  }, 20_000);
});
