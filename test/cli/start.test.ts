import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { writeHotEngine } from "../rig/hot-engine.ts";
import { begin, cleanUp, folder, type RunningCommand, run } from "./cli.ts";
import { until } from "./live.ts";

afterEach(cleanUp);

/** A station file for two simulated printers on ports that the simulators choose. */
function stationFile(dir: string, links: readonly string[]): string {
  const models = ["hdp5000", "sr300"];
  const printers = links.map(
    (link, i) => `[[printer]]\nname = "P${i + 1}"\nmodel = "${models[i]}"\nlink = "${link}"\n`,
  );
  const path = join(dir, "station.toml");
  writeFileSync(path, `[station]\noffice = "Uji"\nport = 0\ndata = "data"\n\n${printers.join("\n")}`);
  return path;
}

/** A simulator in a process of its own, warm already. */
async function engine(model: string, seed: number, more = ""): Promise<{ command: RunningCommand; link: string }> {
  const state = join(folder(), "engine.json");
  writeHotEngine(state, `sim:${model}?seed=${seed}&room=27${more}`);
  const args = ["--profile", model, "--listen", "tcp://127.0.0.1:0", "--speed", "20", "--state", state];
  const command = begin(["sim", ...args]);
  return { command, link: (await command.sees(/listening link (tcp:\S+)/))[1]! };
}

describe("cetak start", () => {
  test("prints a batch on engines in other processes, stops cleanly, and the next start goes on", async () => {
    const dir = folder();
    const [fargo, datacard] = await Promise.all([engine("hdp5000", 1), engine("sr300", 2)]);
    const config = stationFile(dir, [fargo.link, datacard.link]);
    const jobs = join(dir, "batch.csv");
    writeFileSync(jobs, batchCsv(syntheticPeople(5, 3)));

    const first = begin(["start", "--config", config, "--jobs", jobs, "--log", "warn"]);
    const url = (await first.sees(/status page (http:\S+)/))[1]!;
    const snap = await until(url, ({ office }) => office.jobs["issued"]! >= 1);
    expect(snap.printers["P1"]!.sim).toEqual({ on: true, speed: 20 });
    expect(JSON.stringify(snap)).not.toMatch(/\d{16}/);
    first.child.kill("SIGTERM");
    const stopped = await first.ended;
    expect(stopped.code).toBe(0);
    // A machine that loses its line on a busy computer may keep its card inside: the next start settles it.
    const told = /stopped: (\d+) cards issued, (\d+) jobs wait[^;]*(?:; (\d+) in machines)?/.exec(stopped.out)!;
    const [issued, waiting, inside] = told.slice(1).map((count) => Number(count ?? 0));
    expect(issued! + waiting! + inside!).toBe(5);

    const second = begin(["start", "--config", config, "--jobs", jobs, "--log", "warn"]);
    await second.sees(/0 jobs from .*, 5 were there already/);
    const again = (await second.sees(/status page (http:\S+)/))[1]!;
    await until(again, ({ office }) => office.jobs["issued"] === 5);
    second.child.kill("SIGINT");
    expect((await second.ended).code).toBe(0);
  });

  test("takes the station file of its directory, like all other commands", async () => {
    const dir = folder();
    stationFile(dir, ["tcp://127.0.0.1:1"]);
    const station = begin(["start", "--log", "error"], dir);
    await station.sees(/Uji: 1 printer\n/);
    station.child.kill("SIGTERM");
    const { code, out } = await station.ended;
    expect(code).toBe(0);
    expect(out).toContain("0 cards issued, 0 jobs wait");
  });

  test("a killed station loses nothing: the next one settles what was in work", async () => {
    const dir = folder();
    const { link } = await engine("hdp5000", 5);
    const config = stationFile(dir, [link]);
    const jobs = join(dir, "batch.csv");
    writeFileSync(jobs, batchCsv(syntheticPeople(3, 4)));
    const first = begin(["start", "--config", config, "--jobs", jobs, "--log", "error"]);
    const url = (await first.sees(/status page (http:\S+)/))[1]!;
    await until(url, ({ printers }) => printers["P1"]!.state.word === "printing");
    first.child.kill("SIGKILL");
    await first.ended;
    const second = begin(["start", "--config", config, "--log", "error"]);
    const again = (await second.sees(/status page (http:\S+)/))[1]!;
    const { office } = await until(again, (snap) => snap.office.jobs["issued"] === 3);
    expect(office.jobs).toMatchObject({ queued: 0, printing: 0, uncertain: 0, void: 0 });
    second.child.kill("SIGINT");
    expect((await second.ended).code).toBe(0);
  });
});

describe("cetak print on an engine in another process", () => {
  test("prints the batch, keeps a journal, and prints nobody twice", async () => {
    const { link } = await engine("sr300", 9);
    const path = join(folder(), "batch.csv");
    writeFileSync(path, batchCsv(syntheticPeople(2, 8)));
    const first = await run(["print", path, "--printer", link, "--json"]);
    expect(JSON.parse(first.out)).toMatchObject({ issued: 2, uncertain: 0, left: 0 });
    expect(first.code).toBe(0);
    const second = await run(["print", path, "--printer", link, "--json"]);
    expect(JSON.parse(second.out)).toMatchObject({ issued: 2, left: 0, deviceSeconds: 0 });
    expect(readFileSync(`${path}.journal.db`).length).toBeGreaterThan(0);
  });

  test("nobody comes to an empty hopper: exit code 10 and the reason", async () => {
    const { command, link } = await engine("sr300", 4, "&supplies=blanks:1,ribbon:100,film:100");
    const path = join(folder(), "batch.csv");
    writeFileSync(path, batchCsv(syntheticPeople(3, 8)));
    const ended = await run(["print", path, "--printer", link, "--json", "--grace", "10"]);
    expect(ended.code).toBe(10);
    expect(ended.err).toMatch(/blanksEmpty/);
    expect(JSON.parse(ended.out)).toMatchObject({ issued: 1, left: 2 });
    command.type("blanks load 10");
    const rest = await run(["print", path, "--printer", link, "--json"]);
    expect(JSON.parse(rest.out)).toMatchObject({ issued: 3, left: 0 });
  });
});
