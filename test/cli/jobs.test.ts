import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { begin, cleanUp, type Ended, run } from "./cli.ts";
import { limited, officeFolder as office, STATION } from "./office-folder.ts";

afterEach(cleanUp);

function expectOneSentence({ err }: Ended, pattern: RegExp): void {
  expect(err).toMatch(pattern);
  expect(err).not.toMatch(/\n\s+at /);
}

describe("cetak jobs", () => {
  test("imports, lists, settles and exports through the journal, masked", async () => {
    const { dir, cetak } = office();
    expectOneSentence(await cetak("jobs", "list"), /there is no journal at .* yet/);
    expect(await cetak("jobs", "import", "batch.csv", "--json")).toMatchObject({ code: 0 });
    const again = JSON.parse((await cetak("jobs", "import", "batch.csv", "--json")).out);
    expect(again).toMatchObject({ queued: 0, known: 20, rejected: [] });
    const listed = JSON.parse((await cetak("jobs", "list", "--json", "--limit", "3")).out);
    expect(listed).toMatchObject({ more: true, counts: { queued: 20 } });
    const [one] = listed.jobs;
    expect(one.nik).toMatch(/^\d{6}\*{8}\d{2}$/);
    expect((await cetak("jobs", "hold", one.key, "--reason", "picture missing")).code).toBe(0);
    const refused = await cetak("jobs", "settle", one.key, "--as", "issued");
    expectOneSentence(refused, /is held, not uncertain/);
    expect(refused.code).toBe(8);
    expect((await cetak("jobs", "hold", "J99")).code).toBe(2);
    expect((await cetak("jobs", "export", "--out", "all.csv", "--with-personal-data")).code).toBe(0);
    expect(statSync(join(dir, "all.csv")).mode & 0o777).toBe(0o600);
    expect((await cetak("jobs", "export", "--format", "json", "--out", "masked.json")).code).toBe(0);
    const masked = readFileSync(join(dir, "masked.json"), "utf8");
    expect(JSON.parse(masked).jobs).toHaveLength(20);
    expect(masked).not.toMatch(/\d{16}/);
    const audit = JSON.parse((await cetak("audit", "show", "--json")).out);
    expect(audit.entries.map(({ action }: { action: string }) => action)).toContain("jobs.exportPersonal");
    expect((await cetak("audit", "verify")).code).toBe(0);
  });

  test("goes to the station that runs", async () => {
    const { dir, cetak } = office(0);
    const toml = STATION.replace("port = 0", "port = 18391");
    writeFileSync(join(dir, "station.toml"), toml);
    const [person] = syntheticPeople(1, 5);
    const station = begin(["start", "--config", join(dir, "station.toml"), "--log", "error"], dir);
    await station.sees(/status page/);
    writeFileSync(join(dir, "one.csv"), batchCsv([person!]));
    const imported = await cetak("jobs", "import", "one.csv", "--json");
    expect(JSON.parse(imported.out)).toMatchObject({ queued: 1 });
    const audit = JSON.parse((await cetak("audit", "show", "--json")).out);
    expect(audit.entries.at(-1)).toMatchObject({ action: "jobs.import", role: "operator" });
    const personal = await cetak("jobs", "export", "--with-personal-data", "--out", "personal.csv");
    expectOneSentence(personal, /administrator/);
    expect(personal.code).toBe(8);
    expect((await cetak("jobs", "export", "--with-personal-data")).out).toBe("");
    expect((await cetak("jobs", "export", "--with-personal-data", "--format", "json")).out).toBe("");
    station.child.kill("SIGTERM");
    expect(await station.ended).toMatchObject({ code: 0 });
  });
});

describe("bad input", () => {
  test.each<[string, string, number, RegExp]>([
    [
      "cut.json",
      '[{"nik": "9901010102990001", "name": "Siti',
      2,
      /cut\.json: is not valid JSON: it ends in the middle/,
    ],
    ["odd.json", '[{"nik": x}]', 2, /odd\.json: is not valid JSON: something in it is no JSON/],
    ["empty.csv", "", 2, /is empty/],
    ["bytes.csv", "\u0000\ufffd", 2, /lacks the columns/],
    ["short.csv", "nik,name\n1,2\n", 2, /lacks the columns class, subdistrict, requested_at/],
  ])("%s is refused in a sentence that repeats nothing of it", async (name, text, code, sentence) => {
    const { dir, cetak, journal } = office(0);
    writeFileSync(join(dir, name), text);
    const ended = await cetak("jobs", "import", name);
    expectOneSentence(ended, sentence);
    expect(ended.err).not.toMatch(/Siti|990101/);
    expect(ended.code).toBe(code);
    expect(existsSync(journal)).toBe(false);
  });

  test("bad rows go beside the file with line and reason, the others are queued", async () => {
    const { dir, cetak } = office(0);
    const good = JSON.stringify(syntheticPeople(1, 1)[0]);
    writeFileSync(join(dir, "rows.jsonl"), `${good}\n{"nik": 9901010102990001}\n{"nik": "12"}\n{"nik": "9901`);
    const ended = await cetak("jobs", "import", "rows.jsonl", "--json", "--strict");
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ queued: 1, rejected: [{ line: 2 }, { line: 4 }, { line: 3 }] });
    const rejected = readFileSync(join(dir, "rows.jsonl.rejected.csv"), "utf8");
    expect(rejected).toMatch(/2,"nik is a number; write it as a string"/);
    expect(rejected).toMatch(/4,is not valid JSON: it ends in the middle/);
  });

  test("a file of which no row is a job fails, one that was read before does not", async () => {
    const { dir, cetak } = office(2);
    writeFileSync(join(dir, "bad.csv"), "nik,name,class,subdistrict,requested_at\n12,Siti,first,Ilir,2018-02-03\n");
    const ended = await cetak("jobs", "import", "bad.csv");
    expect(ended.out).toMatch(/^0 jobs queued from .*bad\.csv; 1 rejected, see .*bad\.csv\.rejected\.csv\n$/);
    expect(ended.code).toBe(1);
    writeFileSync(join(dir, "none.csv"), "nik,name,class,subdistrict,requested_at\n");
    expect((await cetak("jobs", "import", "none.csv")).code).toBe(0);
    for (let time = 0; time < 2; time++) expect((await cetak("jobs", "import", "batch.csv")).code).toBe(0);
  });

  test("a request of a time that cannot be is rejected with its line, by hand too", async () => {
    const { dir, cetak } = office(0);
    const [good, late, early] = syntheticPeople(3, 1).map((person, i) => {
      return { ...person, requested_at: ["2015-01-05", "9999-01-05", "1970-01-01"][i]! };
    });
    writeFileSync(join(dir, "list.csv"), batchCsv([good!, late!, early!]));
    const ended = await cetak("jobs", "import", "list.csv", "--json");
    expect(JSON.parse(ended.out)).toMatchObject({
      queued: 1,
      rejected: [
        {
          line: 3,
          reason: expect.stringMatching(/^requested_at is more than a day ahead of this station's clock \(20/),
        },
        { line: 4, reason: "requested_at is before 1990" },
      ],
    });
    const words = ["--name", "Siti", "--class", "first", "--subdistrict", "Ilir", "--nik", late!.nik];
    const added = await cetak("jobs", "add", ...words, "--requested-at", "9999-01-05");
    expectOneSentence(added, /requested_at is more than a day ahead of this station's clock/);
    expect(added.code).toBe(2);
  });

  test("what was mistyped is said in words, and nothing is done", async () => {
    const { dir, cetak } = office(1);
    await cetak("jobs", "import", "batch.csv");
    await cetak("stock", "count", "blanks", "100");
    await cetak("stock", "load", "blanks", "10", "--printer", "P1");
    const mistakes: [words: string[], sentence: RegExp, code: number][] = [
      [["jobs", "list", "--state", "foo"], /states 1: must be one of queued, held, leased, .*, uncertain$/m, 2],
      [["jobs", "handover", "--brought-back", "J1"], /needs the round that came back: --close-round N/, 2],
      [["jobs", "handover", "--open-round", ""], /name: is empty/, 2],
      [
        ["jobs", "purge", "--before", "2999-01-01"],
        /before is ahead of this station's clock \(20.*everybody would be/,
        2,
      ],
      [["stock", "receive", "tape", "5"], /item: must be one of blanks, ribbon, film, cleaningKits$/m, 2],
      [["stock", "load", "blanks", "5", "--printer", "P9"], /there is no printer P9 here; there are P1$/m, 2],
      [["stock", "move", "blanks", "5", "--from", "store", "--to", "printer:P9"], /no printer P9 here/, 2],
      [["stock", "count", "blanks", "5", "--place", "printer:P9"], /no printer P9 here/, 2],
      [["centre", "--token-file", join(dir, "none")], /none: there is no such file$/m, 2],
    ];
    for (const [words, sentence, code] of mistakes) {
      const ended = await (words[0] === "centre" ? run(words) : cetak(...words));
      expectOneSentence(ended, sentence);
      expect(ended).toMatchObject({ code, out: "" });
    }
    const stock = JSON.parse((await cetak("stock", "show", "--json")).out);
    expect(stock.outlook).toMatchObject([{ item: "blanks", inStore: 90, inPrinters: 10 }]);
    expect((await cetak("stock", "count", "blanks", "0", "--place", "printer:P9")).code).toBe(0);
  });

  test("of several jobs the one that is refused is named, with those that were done and those that were not tried", async () => {
    const { cetak } = office(3);
    await cetak("jobs", "import", "batch.csv");
    const [one, two, three] = JSON.parse((await cetak("jobs", "list", "--json")).out).jobs;
    const ended = await cetak("jobs", "hold", one.key, "J99", two.key, three.key);
    expect(ended).toMatchObject({ code: 2, out: `${one.key}: done\n` });
    expectOneSentence(ended, /J99.*; not tried: /);
    expect(ended.err).toContain(`not tried: ${two.key} ${three.key}`);
    const held = JSON.parse((await cetak("jobs", "list", "--state", "held", "--json")).out);
    expect(held.jobs.map(({ key }: { key: string }) => key)).toEqual([one.key]);
  });

  test("a name that is a formula is none in the export and in the rejected rows, and comes back as it was", async () => {
    const names = ['=HYPERLINK("http://x.example","Siti")', "+Budi", "-Wati", "@Udin", "'=Ani"];
    const people = syntheticPeople(names.length, 7).map((person, i) => ({ ...person, name: names[i]! }));
    const [first, second] = [office(0), office(0)];
    writeFileSync(join(first.dir, "list.json"), JSON.stringify([...people, { ...people[0], nik: "12" }]));
    expect((await first.cetak("jobs", "import", "list.json")).code).toBe(0);
    const inCell = /(?:^|[,;])"?\s*[=+\-@]/m;
    expect(readFileSync(join(first.dir, "list.json.rejected.csv"), "utf8")).not.toMatch(inCell);
    expect((await first.cetak("jobs", "export", "--with-personal-data", "--out", "all.csv")).code).toBe(0);
    const exported = readFileSync(join(first.dir, "all.csv"), "utf8");
    expect(exported).not.toMatch(inCell);
    writeFileSync(join(second.dir, "all.csv"), exported);
    expect((await second.cetak("jobs", "import", "all.csv")).code).toBe(0);
    await second.cetak("jobs", "export", "--with-personal-data", "--format", "json", "--out", "all.json");
    const { jobs } = JSON.parse(readFileSync(join(second.dir, "all.json"), "utf8")) as {
      jobs: { applicant: { name: string } }[];
    };
    expect(jobs.map(({ applicant }) => applicant.name)).toEqual(names);
  });

  test("an export into a folder is refused before anything is read", async () => {
    const { dir, cetak } = office(1);
    await cetak("jobs", "import", "batch.csv");
    const ended = await cetak("jobs", "export", "--out", dir);
    expectOneSentence(ended, /is a folder; name a file/);
    expect(ended.code).toBe(2);
    expect(existsSync(`${dir}.half`)).toBe(false);
  });

  test("commands given at the same moment wait for each other", async () => {
    const { dir, cetak } = office(6);
    await cetak("jobs", "import", "batch.csv");
    const keys: string[] = JSON.parse((await cetak("jobs", "list", "--json")).out).jobs.map(
      ({ key }: { key: string }) => key,
    );
    const ended = await Promise.all(keys.map((key) => run(["jobs", "hold", key], dir)));
    expect(ended.map(({ code, err }) => [code, err])).toEqual(keys.map(() => [0, ""]));
  });

  test("a journal of a newer version, a damaged one, and its copy in its place", async () => {
    const { cetak, journal } = office();
    await cetak("jobs", "import", "batch.csv");
    expect((await cetak("journal", "copy")).code).toBe(0);
    const raw = new DatabaseSync(journal);
    raw.exec("PRAGMA user_version = 999");
    raw.close();
    const newer = await cetak("jobs", "list");
    expectOneSentence(newer, /written by a newer version \(format 999/);
    expect(newer.code).toBe(2);
    const bytes = readFileSync(journal);
    bytes.fill(0x5a, 4096, 4096 * 8);
    writeFileSync(journal, bytes);
    const damaged = await cetak("jobs", "list");
    expectOneSentence(damaged, /the journal is damaged.*cetak journal restore 1/);
    expect(damaged.code).toBe(70);
    const restored = JSON.parse((await cetak("journal", "restore", "1", "--json")).out);
    expect(restored).toMatchObject({ held: 20, uncertain: 0 });
    expect(readFileSync(restored.aside)[4096]).toBe(0x5a);
    expect((await cetak("jobs", "release", "--cause", "restored")).out).toContain("released 20");
    expect((await cetak("journal", "check")).code).toBe(0);
  });

  test("a full disk: one sentence, exit code 3, and what was confirmed is there", async () => {
    const { dir, cetak } = office(3_000);
    expect(
      JSON.parse(
        (
          await cetak(
            "jobs",
            "add",
            "--nik",
            "9999010101900001",
            "--name",
            "Satu",
            "--class",
            "first",
            "--subdistrict",
            "-",
            "--requested-at",
            "2018-02-03",
            "--json",
          )
        ).out,
      ),
    ).toMatchObject({ job: expect.stringMatching(/^J/) });
    const full = await limited(dir, 400, "jobs import batch.csv");
    expectOneSentence(full, /the disk is full|does not take what is written/);
    expect(full.code).toBe(3);
    const left = JSON.parse((await cetak("jobs", "list", "--json")).out);
    expect(left.counts.queued).toBe(1);
    expect((await cetak("journal", "check")).code).toBe(0);
    expect(JSON.parse((await cetak("jobs", "import", "batch.csv", "--json")).out).queued).toBeGreaterThan(2_900);
  });
});
