import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { withWiresharkTable } from "../../docs/wireshark-table.ts";
import { readRecording, vcdProblems } from "../../src/hil/index.ts";
import { begin, cleanUp, folder } from "../cli/cli.ts";

afterEach(cleanUp);

test("a batch records itself; show, vcd and diff read it; the first difference is exit 6", async () => {
  const place = folder();
  const sample = await begin(["sample", "--count", "1"]).ended;
  writeFileSync(join(place, "b.csv"), sample.out);
  const print = (seed: number) =>
    begin(
      ["print", "b.csv", "--printer", `sim:hdp5000?supplies=unlimited&seed=${seed}`, "--record", `${seed}.pcapng`],
      place,
    ).ended;
  const printed = await Promise.all([print(1), print(2)]);
  expect(printed.map(({ code }) => code)).toEqual([0, 0]);
  const trace = (...words: string[]) => begin(["trace", ...words], place).ended;
  const [show, vcd, diff, none] = await Promise.all([
    trace("show", "1.pcapng", "--filter", "step_done", "--json"),
    trace("vcd", "1.pcapng"),
    trace("diff", "1.pcapng", "2.pcapng", "--json"),
    trace("show", "b.csv"),
  ]);
  const steps = show.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { messages: { name: string }[] });
  expect(steps.length).toBeGreaterThanOrEqual(4);
  for (const { messages } of steps) expect(messages.map(({ name }) => name)).toContain("step_done");
  expect(vcdProblems(vcd.out)).toEqual([]);
  expect(diff.code).toBe(6);
  expect(JSON.parse(diff.out)).toMatchObject({ alike: false, printer: "P1", why: "bytes" });
  expect(none).toMatchObject({ code: 2, err: "cetak: b.csv: it is no pcapng file\n" });
});

test("a middleman records a link while a host uses it", async () => {
  const place = folder();
  const sim = begin(["sim", "--profile", "hdp5000", "--listen", "tcp://127.0.0.1:0"]);
  const [, link] = await sim.sees(/listening link (tcp:\S+)/);
  const words = ["trace", "record", "r.pcapng", "--link", link!, "--listen", "tcp://127.0.0.1:0", "--printer", "L7"];
  const record = begin(words, place);
  const [, between] = await record.sees(/the host connects to (tcp:\S+)/);
  const probe = await begin(["link", "probe", between!]).ended;
  expect(probe.code).toBe(0);
  record.child.kill("SIGINT");
  expect((await record.ended).code).toBe(0);
  const recording = readRecording(readFileSync(join(place, "r.pcapng")));
  expect(recording.printers).toEqual(["L7"]);
  expect(recording.items.some(({ block }) => block?.messages.some(({ name }) => name === "identify"))).toBe(true);
  const again = await begin(words, place).ended;
  expect(again).toMatchObject({ code: 2 });
  expect(again.err).toContain("is there already; --force writes over it");
});

/** Which directions of which endpoint a recording has. */
function heard(path: string): Set<string> {
  const { items } = readRecording(readFileSync(path));
  return new Set(items.map(({ endpoint, direction }) => `${endpoint} ${direction}`));
}

test("a station's tap records the link, and the console while somebody works there", async () => {
  const place = folder();
  const simulate = '[[printer]]\nname = "L1"\nmodel = "hdp5000"\n[printer.simulate]\nspeed = 20\n';
  writeFileSync(join(place, "station.toml"), `[station]\noffice = "A"\ndata = "data"\nport = 0\n${simulate}`);
  const password = ["--password-file", join(place, "password")];
  writeFileSync(join(place, "password"), "rahasia-teknisi-1\n");
  const config = ["--config", "station.toml"];
  expect((await begin(["access", "set-password", "technician", ...config, ...password], place).ended).code).toBe(0);
  const station = begin(["start", ...config, "--log", "error"], place);
  const url = (await station.sees(/status page (http:\S+)/))[1]!;
  const at = ["--station", url, "--printer", "L1"];
  const record = begin(["trace", "record", "r.pcapng", ...at], place);
  await record.sees(/recording L1/);
  // The roller gets warm: the station renews the heater's lease. At the console's first word it no longer does.
  await vi.waitFor(() => expect(heard(join(place, "r.pcapng"))).toContain("link out"), {
    timeout: 20_000,
    interval: 50,
  });
  const asked = await begin(["dump", ...at, ...password], place).ended;
  expect(asked).toMatchObject({ code: 0, out: expect.stringContaining('"settings"') });
  record.child.kill("SIGINT");
  expect((await record.ended).code).toBe(0);
  const { items, problem } = readRecording(readFileSync(join(place, "r.pcapng")));
  expect(problem).toBeUndefined();
  const seen = heard(join(place, "r.pcapng"));
  for (const one of ["link in", "link out", "console in", "console out"]) expect(seen).toContain(one);
  // The link was up before: its first block needs the dictionary of this version.
  expect(items.some(({ block }) => block?.messages.some(({ name }) => name === "status_heat"))).toBe(true);
  station.child.kill("SIGINT");
  await station.ended;
});

test("the dissector has the message table of this version", () => {
  const text = readFileSync(resolve(import.meta.dirname, "../../docs/wireshark/cetak.lua"), "utf8");
  expect(withWiresharkTable(text)).toBe(text);
});
