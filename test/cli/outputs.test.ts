import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { begin, cleanUp, folder } from "./cli.ts";
import { inProcess } from "./in-process.ts";
import { until } from "./live.ts";

afterEach(cleanUp);

const CETAK = resolve(import.meta.dirname, "../../bin/cetak.mjs");

function batch(count: number): string {
  const path = join(folder(), "batch.csv");
  writeFileSync(path, batchCsv(syntheticPeople(count, 1)));
  return path;
}

/** A station whose two printers run in its own process. */
function station(dir: string, speed = 20): string {
  const printer = (name: string, model: string): string =>
    `[[printer]]\nname = "${name}"\nmodel = "${model}"\n[printer.simulate]\nspeed = ${speed}\nsupplies = "unlimited"\n`;
  const path = join(dir, "station.toml");
  const printers = `${printer("P1", "hdp5000")}\n${printer("P2", "sr300")}`;
  writeFileSync(path, `[station]\noffice = "Uji"\nport = 0\ndata = "data"\n\n${printers}`);
  return path;
}

/** Exit code and standard error with standard output on a device that is always full. */
function onFullDisk(args: readonly string[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [CETAK, ...args], { stdio: ["ignore", openSync("/dev/full", "w"), "pipe"] });
  let err = "";
  child.stderr!.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((done) => child.on("close", (code) => done({ code, err })));
}

describe.runIf(process.platform === "linux")("standard output on a full disk", () => {
  test.each([["--version"], ["--help"], ["sample", "--count", "3"]])(
    "cetak %s says so in a sentence",
    async (...args) => {
      const { code, err } = await onFullDisk(args);
      expect(err).toMatch(/^cetak: standard output cannot be written: (the disk is full|ENOSPC)\n$/);
      expect(code).toBe(3);
    },
  );
});

describe("a reader that goes away", () => {
  test("a station goes on, and finishes the cards in its machines at the end", async () => {
    const dir = folder();
    const first = begin(["start", "--config", station(dir), "--jobs", batch(4), "--log", "info"]);
    const url = (await first.sees(/status page (http:\S+)/))[1]!;
    first.child.stdout!.destroy();
    first.child.stderr!.destroy();
    // Each of these cards is talked about on an output that nobody holds open any more.
    await until(url, ({ office }) => office.jobs["issued"]! >= 1);
    const closed = new Promise((done) => first.child.once("exit", done));
    first.child.kill("SIGINT");
    expect(await closed).toBe(0);
    const { out } = await inProcess(["jobs", "list", "--config", join(dir, "station.toml"), "--json"]);
    const states = (JSON.parse(out) as { jobs: { state: string }[] }).jobs.map(({ state }) => state);
    expect(states).not.toContain("printing");
    expect(states).not.toContain("uncertain");
  });
});

describe("a disk that takes nothing any more", () => {
  test("the station ends with a sentence, though no engine's memory can be written at the end either", async () => {
    const dir = folder();
    const running = begin(["start", "--config", station(dir), "--jobs", batch(4), "--log", "error"]);
    await running.sees(/status page/);
    for (const name of ["P1", "P2"]) mkdirSync(join(dir, "data", "engines", `${name}.json.new`));
    const { code, err } = await running.ended;
    expect(err).toMatch(/engines\/P[12]\.json: cannot be written/);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(3);
  });

  test("a simulator too", async () => {
    const state = join(folder(), "engine.json");
    const running = begin(["sim", "--profile", "hdp5000", "--listen", "tcp://127.0.0.1:0", "--state", state]);
    await running.sees(/listening link/);
    mkdirSync(`${state}.new`);
    running.type("cover open");
    const { code, err } = await running.ended;
    expect(err).toMatch(/^cetak: .*engine\.json: cannot be written \(EISDIR\)\n$/);
    expect(code).toBe(3);
  });
});

describe("a file that cannot be written", () => {
  const dir = mkdtempSync(join(tmpdir(), "cetak-"));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const office = resolve(import.meta.dirname, "../../offices/palembang-2015.yaml");
  const scenario = resolve(import.meta.dirname, "../../scenarios/fault-cover-open.yaml");

  test.each<[string, readonly string[]]>([
    ["print --cards", ["print", "BATCH", "--printer", "sim:hdp5000", "--cards"]],
    ["print --record", ["print", "BATCH", "--printer", "sim:hdp5000", "--record"]],
    ["day --html", ["day", office, "--html"]],
    ["day --csv", ["day", office, "--csv"]],
    ["forecast --svg", ["forecast", office, "--svg"]],
    ["tune --svg", ["tune", "--printer", "sim:hdp5000", "--svg"]],
    ["test --html", ["test", scenario, "--html"]],
    ["test --coverage", ["test", scenario, "--coverage"]],
    ["selftest --html", ["selftest", "--console", "tcp://127.0.0.1:1", "--html"]],
    ["dump --out", ["dump", "--station", "http://127.0.0.1:1", "--printer", "P1", "--out"]],
  ])("cetak %s is refused before the work", async (_name, args) => {
    const command = args.map((arg) => (arg === "BATCH" ? batch(2) : arg));
    mkdirSync(join(dir, "folder"), { recursive: true });
    for (const [out, why] of [
      [join(dir, "folder"), /^cetak: \S+ is a folder; name a file\n$/],
      [join(dir, "nowhere", "file"), /^cetak: folder \S+ is not there; make it first\n$/],
    ] as const) {
      const ended = await inProcess([...command, out]);
      expect(ended.err).toMatch(why);
      expect([ended.code, ended.out]).toEqual([2, ""]);
    }
    expect(readdirSync(dir)).toEqual(["folder"]);
  });

  test("cetak swarm --out must be a folder", async () => {
    const { code, err } = await inProcess(["swarm", "--seeds", "1..1", "--out", batch(1)]);
    expect(err).toMatch(/^cetak: \S+batch\.csv is a file; name a folder\n$/);
    expect(code).toBe(2);
  });

  test("cetak start --data", async () => {
    const { code, err } = await inProcess(["start", "--config", station(folder()), "--data", batch(1)]);
    expect(err).toMatch(/^cetak: data directory \S+: it is a file, not a folder\n$/);
    expect(code).toBe(2);
  });
});
