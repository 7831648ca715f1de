/** Other people's programs read what we record: Wireshark's with our dissector, GTKWave's converters. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { itemText, Recorder, type Recording, readRecording, vcdOf, vcdProblems } from "../../src/hil/index.ts";
import { parseSimUrl, SimStation } from "../../src/rig/index.ts";
import { rowsOf } from "../rig/rig.ts";

const DISSECTOR = resolve(import.meta.dirname, "../../docs/wireshark/cetak.lua");
let folder = "";
let path = "";
let recording: Recording;

/** Output of a program that must be there and succeed. */
function run(program: string, args: string[], apt: string): string {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new Error(`apt-get install ${apt}`);
    throw error;
  }
}

const tshark = (...args: string[]): string =>
  run("tshark", ["-X", `lua_script:${DISSECTOR}`, "-r", path, ...args], "tshark");

/** Two cards, a cover that is opened, noise from the engine, a line of the console. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cetak-pcapng-"));
  path = join(folder, "run.pcapng");
  const pieces: Uint8Array[] = [];
  let recorder!: Recorder;
  const station = new SimStation({
    printers: [parseSimUrl("sim:hdp5000?seed=3&supplies=unlimited")],
    around: (printer, connect, clock) => {
      recorder = new Recorder({ clock, sink: (bytes) => pieces.push(bytes), comment: "seed 3" });
      return recorder.tap(printer, connect);
    },
  });
  station.office.addJobs(rowsOf(2));
  station.office.start();
  expect(station.runUntil(() => station.journal.jobCounts.issued === 2, 3_600_000_000)).toBe(true);
  recorder.remark("P1", "cover opened by hand");
  station.printers[0]!.engine.lab.openCover();
  station.clock.advance(5_000_000);
  recorder.link("P1", "in", Uint8Array.of(9, 0x33, 1, 2, 3, 0x7e));
  recorder.console("P1", "in", new TextEncoder().encode("[1.000] lab: cover opened\r\n"));
  station.stop();
  recorder.end();
  writeFileSync(path, Buffer.concat(pieces));
  recording = readRecording(readFileSync(path));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("capinfos agrees about packets, interfaces, resolution and comment", () => {
  const text = run("capinfos", ["-M", path], "wireshark-common");
  expect(text).toContain(`Number of packets:   ${recording.items.length}`);
  expect(text).toContain("nanoseconds (9)");
  expect(text).toContain("Capture comment:     seed 3");
  for (const name of ["P1 link", "P1 events", "P1 console"]) expect(text).toContain(`Name = ${name}`);
});

test("the dissector reads each block as we do", () => {
  const fields = ["frame.number", "frame.packet_flags_direction", "cetak.seq", "cetak.message"];
  const lines = tshark("-T", "fields", ...fields.flatMap((field) => ["-e", field])).split("\n");
  const theirs = lines.filter((line) => line !== "").map((line) => line.split("\t"));
  expect(theirs.length).toBe(recording.items.length);
  const flags = { none: 0, in: 1, out: 2 } as const;
  for (const [i, item] of recording.items.entries()) {
    const sequence = item.block === undefined ? "" : String(item.block.sequence);
    const names = item.block?.messages.map(({ name }) => name).join(",") ?? "";
    const [number, flag, ...rest] = theirs[i]!;
    expect([Number(number), Number(flag), ...rest]).toEqual([item.number, flags[item.direction], sequence, names]);
  }
});

test("and each parameter", () => {
  const lines = tshark("-Y", 'cetak.message == "status_heat"', "-T", "fields", "-e", "cetak.param").split("\n");
  const ours = recording.items.flatMap(
    ({ block }) => block?.messages.filter(({ name }) => name === "status_heat") ?? [],
  );
  expect(ours.length).toBeGreaterThan(20);
  for (const [i, { values }] of ours.entries()) {
    const text = Object.entries(values).map(([name, value]) => `${name}=${value}`);
    expect(lines[i]!.split(",")).toEqual(text);
  }
});

test("faults are comments that one can filter by, noise is found, jobs are masked", () => {
  expect(tshark("-Y", 'frame.comment contains "fault_raised code=coverOpen"').trim().split("\n")).toHaveLength(1);
  expect(tshark("-Y", "cetak.bad").trim().split("\n")).toHaveLength(1);
  expect(tshark("-Y", 'cetak.event == "cover opened by hand"').trim().split("\n")).toHaveLength(1);
  expect(tshark("-Y", 'cetak.console contains "lab"').trim().split("\n")).toHaveLength(1);
  const starts = tshark("-Y", 'cetak.message == "step_start"', "-T", "fields", "-e", "cetak.param").trim();
  for (const line of starts.split("\n")) expect(line).toMatch(/job=\d+ bytes$/);
});

test("a torn file is bad for both, and we keep the rest", () => {
  const torn = join(folder, "torn.pcapng");
  const bytes = readFileSync(path);
  writeFileSync(torn, bytes.subarray(0, bytes.length - 9));
  expect(spawnSync("tshark", ["-r", torn]).status).toBe(2);
  const ours = readRecording(readFileSync(torn));
  expect(ours.problem).toContain("ends inside a block");
  expect(itemText(ours.items.at(-1)!)).toBe(itemText(recording.items[ours.items.length - 1]!));
});

test("GTKWave's converters keep every change of every signal", () => {
  const [vcd, fst, back] = ["run.vcd", "run.fst", "back.vcd"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const kind of ["all", "wires"] as const) {
    const text = vcdOf(recording, kind);
    expect(vcdProblems(text)).toEqual([]);
    writeFileSync(vcd, text);
    run("vcd2fst", [vcd, fst], "gtkwave");
    run("fst2vcd", ["-f", fst, "-o", back], "gtkwave");
    expect(changes(readFileSync(back, "utf8"))).toEqual(changes(text));
  }
});

/** Signal, time and value of each change behind the first instant; identifiers differ between programs. */
function changes(text: string): string[] {
  const names = new Map<string, string>();
  const found: string[] = [];
  let at = 0;
  for (const line of text.split("\n")) {
    const variable = /^\$var \w+ \d+ (\S+) (\w+)/.exec(line);
    const value = /^(?:([01xz])|b([01xz]+) |r(\S+) )(\S+)$/.exec(line);
    if (variable !== null) names.set(variable[1]!, variable[2]!);
    else if (line.startsWith("#")) at = Number(line.slice(1));
    else if (value !== null && at > 0) {
      const bits = value[1] ?? (value[2] === undefined ? undefined : value[2].replace(/^0+(?=.)/, ""));
      found.push(`${at} ${names.get(value[4]!)} ${bits ?? Number(value[3])}`);
    }
  }
  return found.sort();
}
