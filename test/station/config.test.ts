import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkStationConfig, loadStationConfig } from "../../src/station/config/station-config.ts";
import { InputError } from "../../src/station/errors.ts";
import { DEFAULT_POLICY } from "../../src/station/jobs/policy.ts";
import { DEFAULT_STOCK } from "../../src/station/stock/outlook.ts";

const GOOD = `
[station]
office = "Dinas Contoh"
zone = "WITA"
data = "state"

[[printer]]
name = "P1"
place = "Loket 1"
link = "tcp://127.0.0.1:5511"
console = "tcp://127.0.0.1:5512"
model = "hdp5000"
serial = "H5-0001"

[[printer]]
name = "P2"
model = "sr300"
[printer.simulate]
seed = 7
supplies = { blanks = 100 }
`;

const problemsOf = (text: string): string[] => {
  const checked = checkStationConfig(text, "/etc/cetak/station.toml");
  return "problems" in checked ? checked.problems.map((p) => `${p.line}: ${p.key}: ${p.message}`) : [];
};
const withPrinter = (lines: string): string =>
  `[station]\noffice = "A"\n[[printer]]\nname = "P1"\nmodel = "hdp5000"\n${lines}\n`;

const folder = mkdtempSync(join(tmpdir(), "cetak-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const QUEUE = { policy: DEFAULT_POLICY, stock: DEFAULT_STOCK, copies: 10 };

describe("a good station file", () => {
  it("gives the whole configuration with its defaults", () => {
    const checked = checkStationConfig(GOOD, "/etc/cetak/station.toml");
    expect(checked).toEqual({
      config: {
        office: "Dinas Contoh",
        zone: "WITA",
        language: "id",
        dataDir: "/etc/cetak/state",
        bind: "127.0.0.1",
        names: [],
        port: 8080,
        ...QUEUE,
        printers: [
          {
            name: "P1",
            place: "Loket 1",
            link: "tcp://127.0.0.1:5511",
            console: "tcp://127.0.0.1:5512",
            model: "hdp5000",
            serial: "H5-0001",
            simulate: undefined,
          },
          {
            name: "P2",
            place: "-",
            link: "mem:P2",
            console: undefined,
            model: "sr300",
            serial: undefined,
            simulate: { seed: 7, supplies: { blanks: 100 } },
          },
        ],
      },
    });
  });

  it("is read from a file, also with CRLF and a byte order mark", () => {
    const path = join(folder, "good.toml");
    writeFileSync(path, `\ufeff${GOOD.replaceAll("\n", "\r\n")}`);
    expect(loadStationConfig(path).printers.map((printer) => printer.name)).toEqual(["P1", "P2"]);
    expect(checkStationConfig(`\ufeff${GOOD}`, path)).toHaveProperty("config");
  });
});

describe("a bad station file", () => {
  it.each([
    ["unknown key", withPrinter('link = "tcp://h:1"\ncolour = "red"'), "7: printer 1.colour: is not a known key"],
    ["no office", '[station]\n[[printer]]\nname="P"\nmodel="sr300"\nlink="tcp://h:1"', "1: station.office: is missing"],
    ["no printer", '[station]\noffice = "A"', "1: printer: is missing"],
    ["wrong type", withPrinter('link = "tcp://h:1"\nplace = 5'), "7: printer 1.place: must be a string"],
    ["a number for a table", "station = 3\nprinter = 4", "1: station: must be a table"],
    [
      "no engine",
      withPrinter(""),
      "3: printer 1.link: is missing; a printer needs a link URL or a [printer.simulate] table",
    ],
    ["no port", withPrinter('link = "tcp://host"'), "needs a host and a port 1..65535"],
    ["port 0", withPrinter('link = "tcp://host:0"'), "needs a host and a port 1..65535"],
    ["port too large", withPrinter('link = "tcp://host:70000"'), '"tcp://host:70000" is not a valid URL'],
    ["a path", withPrinter('link = "tcp://host:1/x"'), "has a path; tcp: takes only host and port"],
    ["unknown transport", withPrinter('link = "http://host:1"'), '"http:" is not a known transport'],
    ["no scheme", withPrinter('link = "host"'), '"host" is not a URL'],
    ["no device", withPrinter('link = "serial:"'), "needs the path of a device"],
    [
      "model",
      withPrinter('link = "tcp://h:1"').replace("hdp5000", "x"),
      "5: printer 1.model: must be one of hdp5000, sr300",
    ],
    ["name", withPrinter('link = "tcp://h:1"').replace("P1", "<b>"), "4: printer 1.name: must be 1..24 letters"],
    ["zone", '[station]\noffice="A"\nzone = "CET"\n[[printer]]', "3: station.zone: must be one of WIB, WITA, WIT"],
    ["station port", '[station]\noffice="A"\nport = 65536', "3: station.port: must be 0..65535 (0: any free port)"],
    ["station port in words", '[station]\noffice="A"\nport = "80"', "3: station.port: must be a number"],
    [
      "no address at all",
      '[station]\noffice="A"\nbind = "kantor"',
      "3: station.bind: must be an address of this machine",
    ],
    ["no TOML", '[station\noffice = "A"', "1: : not valid TOML: "],
    ["a prototype", '[station]\noffice="A"\n[__proto__]\nx=1', "not valid TOML"],
  ])("%s is named with its line", (_name, text, sentence) => {
    expect(problemsOf(text).join("\n")).toContain(sentence);
  });

  it("names both twins", () => {
    const twin = '\n[[printer]]\nname = "p1"\nmodel = "sr300"\nlink = "TCP://h:1"\n';
    expect(problemsOf(withPrinter('link = "tcp://h:1"') + twin)).toEqual([
      '9: printer 2.name: "p1" is already used by printer 1',
      '11: printer 2.link: "TCP://h:1" is already used by printer 1',
    ]);
  });

  it("is not misled by a key inside a multi-line string", () => {
    const text =
      '[station]\noffice = """\nport = 1\n"""\nport = "x"\n[[printer]]\nname="P"\nmodel="sr300"\nlink="tcp://h:1"';
    expect(problemsOf(text)).toEqual(["5: station.port: must be a number"]);
  });

  it("throws one sentence a problem, with file and line", () => {
    const path = join(folder, "bad.toml");
    writeFileSync(path, withPrinter('link = "x"\nplace = 1'));
    expect(() => loadStationConfig(path)).toThrow(
      `${path}:6: printer 1.link: "x" is not a URL; write for example tcp://127.0.0.1:5511\n${path}:7: printer 1.place: must be a string`,
    );
  });

  it.each([
    ["a directory", folder, `${folder}: is a directory; name a station file`],
    ["nothing", join(folder, "none.toml"), "there is no such file"],
  ])("%s instead of a file is one sentence", (_name, path, sentence) => {
    expect(() => loadStationConfig(path)).toThrow(InputError);
    expect(() => loadStationConfig(path)).toThrow(sentence);
  });

  it("refuses bytes that are no text", () => {
    const path = join(folder, "bytes.toml");
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00]));
    expect(() => loadStationConfig(path)).toThrow(`${path}: is not UTF-8 text`);
  });
});
