import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { civilDays, isoMs, midnightMs } from "../../src/station/jobs/civil.ts";
import { parseJobFile, readJobFile, writeRejected } from "../../src/station/jobs/job-file.ts";
import { maskNik, nikProblem } from "../../src/station/jobs/nik.ts";

const HEADER = "nik,name,class,subdistrict,requested_at";
const parse = (text: string) => parseJobFile(Buffer.from(text), "jobs.csv", "WIB");
const folder = mkdtempSync(join(tmpdir(), "cetak-jobs-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("NIK", () => {
  it.each([
    ["1671014502990001", undefined],
    ["1671010502990001", undefined],
    ["1671012902000001", undefined],
    ["1671016902000001", undefined],
    ["1671012902990001", "a date of birth that does not exist"],
    ["1671013106990001", "a date of birth that does not exist"],
    ["1671010002990001", "no day"],
    ["1671013202990001", "no day"],
    ["1671014002990001", "no day"],
    ["1671017202990001", "no day"],
    ["1671010513990001", "no month"],
    ["1671010500990001", "no month"],
    ["1671010502990000", "serial 0000"],
    ["0071010502990001", "no province"],
    ["167101050299000", "not 16 digits"],
    ["16710105029900011", "not 16 digits"],
    ["１671010502990001", "not 16 digits"],
    ["167101050299000a", "not 16 digits"],
  ])("%s", (nik, problem) => {
    if (problem === undefined) expect(nikProblem(nik)).toBeUndefined();
    else expect(nikProblem(nik)).toContain(problem);
  });

  it("is masked but for the region and the last two digits", () => {
    expect(maskNik("1671010502990001")).toBe("167101********01");
    expect(maskNik("12345")).toBe("*****");
  });
});

describe("dates", () => {
  it.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2018-02-03", Date.UTC(2018, 1, 2, 17)],
    ["2018-02-03T08:30", Date.UTC(2018, 1, 3, 1, 30)],
    ["2018-02-03 08:30:15.250", Date.UTC(2018, 1, 3, 1, 30, 15, 250)],
    ["2018-02-03T08:30:00+09:00", Date.UTC(2018, 1, 2, 23, 30)],
    ["2016-02-29", Date.UTC(2016, 1, 28, 17)],
  ])("%s", (text, ms) => {
    expect(isoMs(text, "WIB")).toBe(ms);
  });

  it.each([
    "2018-02-29",
    "2018-13-01",
    "2018-00-01",
    "2018-01-00",
    "2018-1-1",
    "03-02-2018",
    "2018-02-03T24:00",
    "2018-02-03T08:60",
    "2018-02-03T08:00+15:00",
    "1899-01-01",
    "",
  ])("%s is no date", (text) => expect(isoMs(text, "WIB")).toBeUndefined());

  it("agrees with the calendar on every day of 500 years", () => {
    const zero = Date.UTC(1700, 0, 1) / 86_400_000;
    for (let day = zero; day < zero + 500 * 366; day++) {
      const date = new Date(day * 86_400_000);
      if (civilDays(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()) !== day)
        expect.fail(String(date));
    }
  });

  it("finds the office's own midnight", () => {
    expect(midnightMs(Date.UTC(2018, 1, 3, 16, 59), "WIB")).toBe(Date.UTC(2018, 1, 2, 17));
    expect(midnightMs(Date.UTC(2018, 1, 3, 17, 0), "WIB")).toBe(Date.UTC(2018, 1, 3, 17));
    expect(midnightMs(Date.UTC(2018, 1, 3, 15, 0), "WIT")).toBe(Date.UTC(2018, 1, 3, 15));
  });
});

describe("a job file", () => {
  it("gives its jobs, with more columns kept and in any order", () => {
    const file = parse(
      `name,NIK,requested_at,class,subdistrict,birth_place\nSiti,1671014502990001,2018-02-03,first,Ilir,Kupang\n`,
    );
    expect(file.rejected).toEqual([]);
    expect(file.rows).toEqual([
      {
        line: 2,
        nik: "1671014502990001",
        name: "Siti",
        class: "first",
        subdistrict: "Ilir",
        requestedAt: "2018-02-03",
        requestedAtMs: Date.UTC(2018, 1, 2, 17),
        birthPlace: "Kupang",
        extra: {},
      },
    ]);
  });

  it.each([
    ["1671014502990001,,first,Ilir,2018-02-03", "name is empty"],
    [`1671014502990001,${"x".repeat(101)},first,Ilir,2018-02-03`, "name is longer than 100 characters"],
    ["1671014502990001,Siti,new,Ilir,2018-02-03", "class is not one of first, change, damaged, lost"],
    ["1671014502990001,Siti,first,Ilir,yesterday", "requested_at is not an ISO date"],
    ["1671014502990001,Siti,first,Ilir", "has 4 fields, the header has 5"],
    ["1671014502990001,Siti,first,Ilir,2018-02-03,x", "has 6 fields, the header has 5"],
    ["123,Siti,first,Ilir,2018-02-03", "nik is not 16 digits"],
    ['1671014502990001,"Siti,first,Ilir,2018-02-03', "a quoted field is never closed"],
    ['1671014502990001,"Siti\nAisyah",first,Ilir,2018-02-03', "name has a line end or another control character"],
    ["1671014502990001,Siti,first,Il\u001b[2Jir,2018-02-03", "subdistrict has a line end or another control"],
    ["1671014502990001,\u202eitiS,first,Ilir,2018-02-03", "name has a line end or another control character"],
    [`1671014502990001,Siti,first,${"x".repeat(201)},2018-02-03`, "subdistrict is longer than 200 characters"],
  ])("sets aside %#: %s", (row, reason) => {
    const file = parse(`${HEADER}\n${row}\n`);
    expect(file.rows).toEqual([]);
    expect(file.rejected[0]!.line).toBe(2);
    expect(file.rejected[0]!.reason).toContain(reason);
  });

  it("takes names in any script, joiners inside of words included", () => {
    const names = ["\u0645\u062d\u0645\u062f", "\ua9a7\ua9b8\ua9a2\ua9b6", "Nur\u200daini", "O\u2019Brien-D\u00edaz"];
    const rows = names.map((name, i) => `167101450299000${i + 1},${name},first,Ilir,2018-02-03`);
    expect(parse([HEADER, ...rows].join("\n")).rows.map(({ name }) => name)).toEqual(names);
  });

  it("keeps the first of two rows of one person", () => {
    const row = "1671014502990001,Siti,first,Ilir,2018-02-03";
    const file = parse(`${HEADER}\n${row}\n${row}\n`);
    expect(file.rows.map(({ line }) => line)).toEqual([2]);
    expect(file.rejected.map(({ line, reason }) => [line, reason])).toEqual([[3, "nik stands already on line 2"]]);
  });

  it("repeats no digit of a NIK and no name in a reason", () => {
    const bad = ["1671013106990001,Siti,first,Ilir,2018-02-03", "1671014502990001,Siti,x,Ilir,2018-02-03"];
    const reasons = parse([HEADER, ...bad].join("\n"))
      .rejected.map(({ reason }) => reason)
      .join();
    expect(reasons).not.toMatch(/1671|Siti/);
  });

  it.each([
    [
      "nik,name,class\n",
      "jobs.csv:1: lacks the columns subdistrict, requested_at; needed are nik,name,class,subdistrict,requested_at",
    ],
    ["", "jobs.csv: is empty"],
    [`${HEADER},nik\n`, "jobs.csv:1: names the column nik twice"],
  ])("without a good header is refused: %#", (text, sentence) => {
    expect(() => parse(text)).toThrow(sentence);
  });

  it("is refused when it is no text, no file or a directory", () => {
    expect(() => parseJobFile(Buffer.from([0xff]), "jobs.csv", "WIB")).toThrow("jobs.csv: is not UTF-8 text");
    expect(() => readJobFile(folder, "WIB")).toThrow("is a directory; name a CSV or JSON file");
    expect(() => readJobFile(join(folder, "none.csv"), "WIB")).toThrow("there is no such file");
  });

  it("writes the rejected rows beside itself, readable by the owner only, and they read in again once mended", () => {
    const path = join(folder, "list.csv");
    writeFileSync(path, `${HEADER}\n1671014502990001,"Siti, A",x,Ilir,2018-02-03\n`);
    const file = readJobFile(path, "WIB");
    const target = writeRejected(path, file.header, file.rejected);
    expect(target).toBe(`${path}.rejected.csv`);
    expect(existsSync(target)).toBe(true);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    const text = readFileSync(target, "utf8");
    expect(text).toBe(
      `${HEADER},line,reason\n1671014502990001,"Siti, A",x,Ilir,2018-02-03,2,"class is not one of first, change, damaged, lost"\n`,
    );
    expect(parse(text.replace(",x,", ",first,")).rows.map(({ name }) => name)).toEqual(["Siti, A"]);
    const again = readJobFile(target, "WIB");
    const second = readFileSync(writeRejected(target, again.header, again.rejected), "utf8");
    expect(second).toBe(text);
  });
});

describe("when a card was asked for", () => {
  /** 2018-02-03 10:00 WIB. */
  const nowMs = Date.UTC(2018, 1, 3, 3);
  const path = join(folder, "requests.csv");
  const reasonOf = (requested: string, now: number | undefined): string | undefined => {
    writeFileSync(path, `${HEADER}\n1671014502990001,Siti,first,Ilir,${requested}\n`);
    return readJobFile(path, "WIB", now).rejected[0]?.reason;
  };

  it.each(["1990-01-02", "2018-02-03", "2018-02-04", "2018-02-04T10:00"])("%s is taken", (requested) => {
    expect(reasonOf(requested, nowMs)).toBeUndefined();
  });

  it.each([
    ["1989-12-31", "requested_at is before 1990"],
    ["1970-01-01", "requested_at is before 1990"],
    ["1899-12-31", "requested_at is not an ISO date (2018-02-03) or date-time that exists"],
    ["2018-02-04T10:01", "requested_at is more than a day ahead of this station's clock (2018-02-03 10:00 WIB)"],
    ["9999-12-31", "requested_at is more than a day ahead of this station's clock (2018-02-03 10:00 WIB)"],
  ])("%s is none", (requested, reason) => {
    expect(reasonOf(requested, nowMs)).toContain(reason);
  });

  it("is held against no clock in virtual time", () => {
    expect(reasonOf("2031-02-03", undefined)).toBeUndefined();
    expect(reasonOf("1989-12-31", undefined)).toBe("requested_at is before 1990");
  });
});

describe("a job file in JSON", () => {
  const good = {
    nik: "1671014502990001",
    name: "Siti",
    class: "first",
    subdistrict: "Ilir",
    requested_at: "2018-02-03",
  };
  const told = (text: string) => parse(text).rejected.map(({ line, reason }) => [line, reason]);

  it.each([
    ["a second nik", '"nik":"1671014502990002"', "names nik twice"],
    ["the same nik in capitals", '"NIK":"1671014502990002"', "names nik twice"],
    ["an escaped name", '"n\\u0069k":"1671014502990002"', "names nik twice"],
    ["a second name with quotes in it", '"name":"S\\"iti\\\\"', "names name twice"],
    ["a list", '"image":["a","b"]', "image is no text"],
    ["a long text", `"remark":"${"x".repeat(4_097)}"`, "remark is longer than 4096 characters"],
  ])("sets aside a row with %s, in an array and in lines", (_what, member, reason) => {
    const row = JSON.stringify(good).replace(/}$/, `,${member}}`);
    const other = JSON.stringify({ ...good, nik: "1671014502990003" });
    expect(told(`[${other},\n${row}]`)).toEqual([[2, reason]]);
    expect(told(`${other}\n${row}\n`)).toEqual([[2, reason]]);
  });

  it("does not take a text for a member, nor a member of another row for a second one", () => {
    const tricky = { ...good, subdistrict: '{"nik":1,"nik":2},[', image: "nik" };
    const file = parse(JSON.stringify([tricky, 7, { ...good, nik: "1671014502990003" }]));
    expect(file.rows.map(({ line, subdistrict }) => [line, subdistrict])).toEqual([
      [1, tricky.subdistrict],
      [3, "Ilir"],
    ]);
  });

  it("keeps of a rejected row what can be read, to be mended", () => {
    const { header, rejected } = parse(JSON.stringify([{ ...good, nik: 1671014502990001 }]));
    expect(rejected).toEqual([
      {
        line: 1,
        fields: ["", "Siti", "first", "Ilir", "2018-02-03", "", "", "", "", ""],
        reason: "nik is a number; write it as a string",
      },
    ]);
    expect(header.slice(0, 5)).toEqual(HEADER.split(","));
  });

  it.each([
    ["one object over several lines", JSON.stringify(good, null, 1)],
    ["an object around the list", JSON.stringify({ jobs: [good] })],
    ["an object around an object", JSON.stringify({ job: good })],
  ])("is refused as %s", (_what, text) => {
    expect(() => parse(text)).toThrow("is one JSON object; write an array of objects, or one object a line");
  });
});
