import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "../../src/base/index.ts";
import { CSV_COLUMNS_MAX, CSV_FIELD_CHARS_MAX, csvRecords, csvSeparator, csvText } from "../../src/station/jobs/csv.ts";

const read = (text: string): string[][] => [...csvRecords(text)].map((record) => [...record.fields]);

describe("CSV", () => {
  it.each([
    [
      "plain",
      "a,b\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "no last line end",
      "a,b\nc,d",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "CRLF",
      "a,b\r\nc,d\r\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["quotes", 'a,"b, ""c"""\n', [["a", 'b, "c"']]],
    [
      "line end in quotes",
      'a,"b\nc"\nd,e',
      [
        ["a", "b\nc"],
        ["d", "e"],
      ],
    ],
    [
      "empty fields",
      ",\n,,x\n",
      [
        ["", ""],
        ["", "", "x"],
      ],
    ],
    ["empty quoted", '"",""\n', [["", ""]]],
    [
      "blank lines",
      "a,b\n\n\r\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["last field empty", "a,", [["a", ""]]],
    ["a lone carriage return is text", "a\rb,c", [["a\rb", "c"]]],
  ])("%s", (_name, text, fields) => {
    expect(read(text)).toEqual(fields);
  });

  it("counts lines through quoted line ends and blank lines", () => {
    const lines = [...csvRecords('h\n"a\nb\nc"\n\nd\n')].map((record) => record.line);
    expect(lines).toEqual([1, 2, 6]);
  });

  it.each([
    ['a,"b', "a quoted field is never closed"],
    ['a,"b"c,d', "text follows a closing quote"],
    ['a,b"c', "a quote stands inside a field"],
    [`${"a,".repeat(CSV_COLUMNS_MAX)}a`, `more than ${CSV_COLUMNS_MAX} columns`],
    ["x".repeat(CSV_FIELD_CHARS_MAX + 1), `a field is longer than ${CSV_FIELD_CHARS_MAX} characters`],
  ])("says what is wrong with %#", (text, problem) => {
    expect([...csvRecords(text)][0]!.problem).toContain(problem);
  });

  it("goes on after a bad record", () => {
    expect([...csvRecords('a"b,c\nd,e\n')].map((record) => record.problem === undefined)).toEqual([false, true]);
  });

  it("takes the byte order mark off and refuses what is not UTF-8", () => {
    expect(csvText(Buffer.from("\ufeffnik"))).toBe("nik");
    expect(csvText(Buffer.from([0x6e, 0xff]))).toBeUndefined();
  });

  it("finds the separator in the header", () => {
    expect(csvSeparator("nik;name\n1,2;3")).toBe(";");
    expect(csvSeparator("nik,name\n1;2")).toBe(",");
  });

  it("reads back what it wrote, whatever the fields hold", () => {
    const chars = [
      "a",
      "é",
      ",",
      ";",
      '"',
      "\n",
      "\r",
      " ",
      "\r\n",
      "'",
      "=",
      "+",
      "-",
      "@",
      "\t",
      "1",
      ".",
      "\0",
      "＝",
    ];
    const field = fc.string({ unit: fc.constantFrom(...chars), maxLength: 12 });
    const record = fc
      .array(field, { minLength: 1, maxLength: 6 })
      .filter((fields) => fields.length > 1 || fields[0] !== "");
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), fc.constantFrom("\n", "\r\n"), (records, end) => {
        expect(read(records.map((fields) => csvLine(fields) + end).join(""))).toEqual(records);
      }),
    );
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["+SUM(A1)", "'+SUM(A1)"],
    ["-2+3|cmd", "'-2+3|cmd"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["  =1", "'  =1"],
    ["\r", '"\'\r"'],
    ["＝1+1", "'＝1+1"],
    ["'=1", "''=1"],
    ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
    ["a;=1", '"a;=1"'],
  ])("writes %j so that no spreadsheet reckons, and reads the same back", (field, written) => {
    expect(csvLine([field, "b"])).toBe(`${written},b`);
    expect(read(`${written},b`)).toEqual([[field, "b"]]);
  });

  it.each(["-12.50", "+62812345", "-1", "Nur'aini", "'Aisyah", "D'Souza", "a=b", ""])("leaves %j as it is", (field) => {
    expect(csvLine([field, "b"])).toBe(`${field},b`);
    expect(read(`${field},b`)).toEqual([[field, "b"]]);
  });

  it("loses only the line of a quote that is never closed, not the rows after it", () => {
    const rows = [...csvRecords('a,b\n"x,1\nc,d\ne,f\n')];
    expect(rows.map(({ line, fields, problem }) => [line, fields.join("|"), problem])).toEqual([
      [1, "a|b", undefined],
      [2, '"x|1', "a quoted field is never closed"],
      [3, "c|d", undefined],
      [4, "e|f", undefined],
    ]);
  });

  it("never throws and ends on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r"), maxLength: 60 }), (text) => {
        const lines = text.split("\n").length;
        for (const record of csvRecords(text)) expect(record.line).toBeLessThanOrEqual(lines);
      }),
    );
  });
});
