import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { begin, cleanUp, folder, run } from "./cli.ts";
import { inProcess } from "./in-process.ts";

afterEach(cleanUp);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Something that listens on a free port of this machine. */
function listener(onConnection: (socket: import("node:net").Socket) => void): Promise<number> {
  return new Promise((done) => {
    const server = createServer(onConnection);
    servers.push(server);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      done(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

function batch(count: number, change: (csv: string) => string = (csv) => csv): string {
  const path = join(folder(), "batch.csv");
  writeFileSync(path, change(batchCsv(syntheticPeople(count, 1))));
  return path;
}

/** One clear sentence: one line on standard error, no stack. */
function expectOneSentence(err: string, pattern: RegExp): void {
  expect(err).toMatch(pattern);
  expect(err).not.toMatch(/\n\s+at /);
  expect(err.trim().split("\n").length).toBe(1);
}

describe("bad input to cetak print", () => {
  test("malformed rows and a wrong NIK: the others are printed, those are written beside the input with line and reason", async () => {
    const path = batch(4, (csv) => {
      const lines = csv.trimEnd().split("\n");
      lines[2] = lines[2]!.replace(/^\d{16}/, "9901017242970001");
      lines[3] = `"broken`;
      return `${lines.join("\n")}\n`;
    });
    const { code, out, err } = await inProcess([
      "print",
      path,
      "--printer",
      "sim:hdp5000?supplies=unlimited",
      "--json",
    ]);
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report.issued + report.rejectedRows).toBeLessThanOrEqual(4);
    expect(report.rejectedRows).toBeGreaterThanOrEqual(2);
    expect(err).toContain(`${path}.rejected.csv`);
    const rejected = readFileSync(`${path}.rejected.csv`, "utf8");
    expect(rejected).toMatch(/line/);
    expect(rejected).toMatch(/nik/i);
    const strict = await inProcess([
      "print",
      path,
      "--printer",
      "sim:hdp5000?supplies=unlimited",
      "--json",
      "--strict",
    ]);
    expect(strict.code).toBe(1);
  });

  test.each<[string, (path: string) => string[], number, RegExp]>([
    ["a missing file", (p) => [`${p}.nowhere`, "--printer", "sim:hdp5000"], 2, /no such file/],
    ["a directory", (p) => [join(p, ".."), "--printer", "sim:hdp5000"], 2, /directory/],
    ["an unknown profile", (p) => [p, "--printer", "sim:epson"], 2, /unknown printer profile "epson".*hdp5000, sr300/],
    ["an unknown option", (p) => [p, "--printer", "sim:hdp5000?rooom=3"], 2, /unknown option "rooom"/],
    [
      "a room that is none",
      (p) => [p, "--printer", "sim:hdp5000?room=hot"],
      2,
      /room .* must be a number from 0 to 60/,
    ],
    ["two kinds of time", (p) => [p, "--printer", "sim:hdp5000", "tcp://127.0.0.1:1"], 2, /cannot be mixed/],
    ["a serial of none", (p) => [p, "--printer", "sim:hdp5000", "--serial", "X"], 2, /for printers behind URLs/],
    ["a journal of none", (p) => [p, "--printer", "sim:hdp5000", "--journal", "j.db"], 2, /for printers behind URLs/],
    [
      "one seed for two machines",
      (p) => [p, "--printer", "sim:hdp5000?seed=4", "sim:sr300?seed=4"],
      2,
      /two simulated printers have the seed 4, and so the same chips; give each its own/,
    ],
    ["an unknown transport", (p) => [p, "--printer", "carrier-pigeon://x"], 2, /carrier-pigeon/],
    ["nobody there", (p) => [p, "--printer", "tcp://127.0.0.1:1"], 3, /tcp:\/\/127\.0\.0\.1:1/],
  ])("%s", async (_name, args, exitCode, sentence) => {
    const { code, err } = await inProcess(["print", ...args(batch(2))]);
    expectOneSentence(err, sentence);
    expect(code).toBe(exitCode);
  });

  test("two simulated printers without a seed have chips of their own", async () => {
    const { code, out } = await inProcess(["print", batch(6), "--printer", "sim:hdp5000", "sim:hdp5000", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ issued: 6, uncertain: 0 });
    expect(code).toBe(0);
  });

  test("a batch of nobody is said to be one", async () => {
    const ended = await inProcess(["print", batch(0), "--printer", "sim:hdp5000", "--json"]);
    expect(ended).toMatchObject({ code: 0, err: expect.stringMatching(/batch\.csv names nobody: .*nothing to print/) });
  });

  test("a missing column", async () => {
    const path = batch(2, (csv) => csv.replace("subdistrict", "kecamatan"));
    const { code, err } = await inProcess(["print", path, "--printer", "sim:hdp5000"]);
    expectOneSentence(err, /subdistrict/);
    expect(code).toBe(2);
  });

  test("one file for two outputs", async () => {
    const both = join(folder(), "both.csv");
    const ended = await inProcess(["print", batch(1), "--printer", "sim:hdp5000", "--cards", both, "--record", both]);
    expect(ended.code).toBe(2);
    expectOneSentence(ended.err, /both\.csv is named for two outputs; name another file for one of them/);
  });

  test("a device that answers rubbish is quoted", async () => {
    const port = await listener((socket) => {
      socket.on("error", () => {});
      socket.write("SSH-2.0-OpenSSH_9.2\r\n");
      socket.on("data", () => socket.write("Protocol mismatch.\r\n"));
    });
    const { code, err } = await inProcess(["print", batch(1), "--printer", `tcp://127.0.0.1:${port}`]);
    expectOneSentence(err, /is not a print engine.*SSH-2\.0/);
    expect(code).toBe(3);
  });

  test("a second host and another serial are refused in words", async () => {
    // At its own pace: a host that is silent for 15 s of the engine gives way to another one.
    const engine = begin(["sim", "--profile", "hdp5000", "--listen", "tcp://127.0.0.1:0"]);
    const url = (await engine.sees(/listening link (tcp:\S+)/))[1]!;
    // First: the engine has seen no host yet, so this one has it.
    const host = connect(Number(new URL(url).port), "127.0.0.1");
    await new Promise((open) => host.on("connect", open));
    const second = await inProcess(["print", batch(1), "--printer", url]);
    host.destroy();
    expectOneSentence(second.err, /busy: another host is connected/);
    expect(second.code).toBe(8);
    let other = second;
    // The engine may not have heard yet that the first one hung up.
    while (other.err.includes("busy")) {
      other = await inProcess(["print", batch(1), "--printer", url, "--serial", "HID-123"]);
    }
    expectOneSentence(other.err, /has serial SIM-HDP5000-1, not HID-123/);
    expect(other.code).toBe(8);
  });
});

describe("bad input elsewhere", () => {
  test("a station file: each problem with line and key", async () => {
    const path = join(folder(), "station.toml");
    writeFileSync(
      path,
      '[station]\noffice = ""\nport = "x"\n\n[[printer]]\nname = "A"\nmodel = "epson"\nlink = "tcp://127.0.0.1:1"\n',
    );
    const { code, err } = await inProcess(["config", "check", "--config", path]);
    expect(code).toBe(2);
    expect(err).toMatch(/station\.toml:2: .*office/);
    expect(err).toMatch(/station\.toml:3: .*port/);
    expect(err).toMatch(/station\.toml:7: .*model/);
    const json = await inProcess(["config", "check", "--config", path, "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false });
    const folderPath = join(folder(), "sub");
    mkdirSync(folderPath);
    expectOneSentence((await inProcess(["config", "check", "--config", folderPath])).err, /is a directory/);
    expectOneSentence((await inProcess(["config", "check", "--config", folderPath, "--json"])).err, /is a directory/);
  });

  test("a port in use, for the simulator and for the station", async () => {
    const port = await listener(() => {});
    const sim = await run(["sim", "--profile", "sr300", "--listen", `tcp://127.0.0.1:${port}`]);
    expectOneSentence(sim.err, /the port is taken/);
    expect(sim.code).toBe(3);
    const path = join(folder(), "station.toml");
    writeFileSync(
      path,
      `[station]\noffice = "x"\nport = ${port}\n[[printer]]\nname = "A"\nmodel = "sr300"\nlink = "tcp://127.0.0.1:1"\n`,
    );
    const station = await run(["start", "--config", path, "--log", "error"]);
    expectOneSentence(station.err, /port \d+ .*in use/);
    expect(station.code).toBe(3);
  });

  test("usage errors end with 2, help and version with 0", async () => {
    expect((await run(["sim", "--profile", "epson", "--listen", "tcp://127.0.0.1:0"])).code).toBe(2);
    expect((await run(["sim", "--listen", "tcp://127.0.0.1:0"])).code).toBe(2);
    expect((await run(["frobnicate"])).code).toBe(2);
    expect((await run(["print", "--help"])).code).toBe(0);
    const version = await run(["--version"]);
    expect(version).toMatchObject({ code: 0, err: "" });
    expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("a station file that wants a machine which cannot be", () => {
  const wrong = [
    ["room = nan", 8, "printer 1.simulate.room: must be a number from 0 to 60"],
    ["speed = 100", 8, "printer 1.simulate.speed: must be a number from 0.1 to 20"],
    ["seed = 1.5", 8, "printer 1.simulate.seed: must be a whole number from 0 to 4294967296"],
    ["rooom = 3", 8, "printer 1.simulate.rooom: is not a known key"],
    ['operator = "somebody"', 8, "printer 1.simulate.operator: must be one of auto, none"],
    ['supplies = "blanks:x"', 8, "printer 1.simulate.supplies: "],
    ['sensors = "nose"', 8, "printer 1.simulate.sensors: it must be one of roller2, "],
  ] as const;

  test.each(wrong)("%s: with line and key, by the check and by the start", async (row, line, sentence) => {
    const path = join(folder(), "station.toml");
    const printer = `[[printer]]\nname = "P1"\nmodel = "hdp5000"\n[printer.simulate]\n`;
    writeFileSync(path, `[station]\noffice = "Uji"\nport = 0\n${printer}${row}\n`);
    for (const command of [["config", "check"], ["start"]]) {
      const { code, err } = await inProcess([...command, "--config", path]);
      expect(err.startsWith(`cetak: ${path}:${line}: ${sentence}`), err).toBe(true);
      expectOneSentence(err, /simulate/);
      expect(code).toBe(2);
    }
  });

  test("a serial that no simulated engine has", async () => {
    const path = join(folder(), "station.toml");
    const printer = `[[printer]]\nname = "P1"\nmodel = "hdp5000"\nserial = "${"9".repeat(25)}"\n[printer.simulate]\n`;
    writeFileSync(path, `[station]\noffice = "Uji"\nport = 0\n${printer}`);
    const { code, err } = await inProcess(["config", "check", "--config", path]);
    expectOneSentence(err, /:7: printer 1\.serial: the serial of a simulated engine has 1\.\.20 characters/);
    expect(code).toBe(2);
    const sim = await inProcess(["sim", "--profile", "hdp5000", "--listen", "tcp://127.0.0.1:0", "--serial", ""]);
    expectOneSentence(sim.err, /serial of a simulated engine is 1\.\.20 printable characters/);
    expect(sim.code).toBe(2);
  });
});

describe("bad input to cetak sim", () => {
  const sim = (script: string) =>
    inProcess(["sim", "--profile", "hdp5000", "--listen", "tcp://127.0.0.1:0", "--script", script]);

  test("a script that is no text, or all wrong: said in words, nothing is served", async () => {
    const binary = join(folder(), "binary.script");
    writeFileSync(binary, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0x00, 0x1b]));
    const refused = await sim(binary);
    expect(refused).toMatchObject({ code: 2, out: "", err: `cetak: ${binary}: is not UTF-8 text\n` });
    const wrong = join(folder(), "wrong.script");
    writeFileSync(wrong, "foo\n".repeat(200));
    const listed = await sim(wrong);
    expect(listed.code).toBe(2);
    expect(listed.err).toMatch(
      /wrong\.script:1: no command "foo".*\n.*wrong\.script:2: .*\n180 more lines are wrong\n$/s,
    );
    const missing = await sim(`${wrong}.nowhere`);
    expect(missing).toMatchObject({ code: 2, err: `cetak: ${wrong}.nowhere: there is no such file\n` });
  });
});

describe("what is wrong with a file or an address is said, and what to do", () => {
  test.each<[string, (dir: string) => string[], number, RegExp]>([
    [
      "serials in no file",
      (d) => stockOf(d, join(d, "nowhere")),
      2,
      /--serials \S+nowhere cannot be read: there is no such/,
    ],
    ["serials in a folder", (d) => stockOf(d, d), 2, /--serials \S+ cannot be read: it is a folder/],
    [
      "a memory that is none",
      (d) => simOf("--state", aFile(d)),
      2,
      /not the memory of a simulated engine; name another/,
    ],
    ["firmware that is none", (d) => simOf("--firmware", aFile(d)), 2, /it has no MCUboot header/],
    [
      "a strange address",
      () => ["centre", "--bind", "192.0.2.7", "--port", "0"],
      3,
      /has no address 192\.0\.2\.7; .*--bind/,
    ],
    ["TOML and JSON at once", (d) => exportOf(join(d, "s.toml"), "--json"), 2, /--out writes TOML; leave --json out/],
    [
      "one setting twice",
      () => ["config", "set", "heat/kp=0.1", "heat/kp=0.2", "--console", "tcp://127.0.0.1:1"],
      2,
      /heat\/kp is given twice; say which/,
    ],
    ["settings to a folder", (d) => exportOf(d), 2, /is a folder; name a file/],
  ])("%s", async (_name, args, exitCode, sentence) => {
    const { code, err } = await inProcess(args(folder()));
    expectOneSentence(err, sentence);
    expect(code).toBe(exitCode);
  });

  const aFile = (dir: string): string => {
    const path = join(dir, "letter.txt");
    writeFileSync(path, "Dengan hormat,\n");
    return path;
  };
  const simOf = (...more: string[]): string[] => [
    "sim",
    "--profile",
    "hdp5000",
    "--listen",
    "tcp://127.0.0.1:0",
    ...more,
  ];
  const exportOf = (out: string, ...more: string[]): string[] => [
    ...["config", "export", "--console", "tcp://127.0.0.1:1", "--out", out],
    ...more,
  ];
  const stockOf = (dir: string, serials: string): string[] => {
    const path = join(dir, "station.toml");
    writeFileSync(
      path,
      '[station]\noffice = "Uji"\nport = 0\n[[printer]]\nname = "A"\nmodel = "sr300"\n[printer.simulate]\n',
    );
    return ["stock", "receive", "blanks", "5", "--box", "B1", "--serials", serials, "--config", path];
  };
});

test("a scenario of a recording has a name that the scenario's reader takes", async () => {
  for (const name of ["", "  ", "x".repeat(121)]) {
    const { code, err } = await inProcess(["trace", "to-scenario", "any.pcapng", "--name", name]);
    expect(code).toBe(2);
    expectOneSentence(err, /--name: must have 1 to 120 characters/);
  }
});
