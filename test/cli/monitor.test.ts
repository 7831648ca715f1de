import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { begin, cleanUp, folder, run } from "./cli.ts";

afterEach(cleanUp);

async function engine(): Promise<string> {
  const command = begin(["sim", "--profile", "hdp5000", "--listen", "tcp://127.0.0.1:0", "--speed", "20"]);
  return (await command.sees(/listening link (tcp:\S+)/))[1]!;
}

const monitor = (...args: string[]) => run(["monitor", ...args]);

describe("cetak monitor", () => {
  test("at an engine: filters, counts, sums up; a second one is told that the engine is busy, and what to do", async () => {
    const link = await engine();
    const wanted = await monitor("--printer", link, "--filter", "status_heat", "--count", "2", "--json");
    expect(wanted.code).toBe(0);
    const documents = wanted.out.trimEnd().split("\n");
    expect(documents).toHaveLength(2);
    for (const text of documents) {
      expect(JSON.parse(text)).toMatchObject({
        dir: "<",
        name: "status_heat",
        text: expect.stringMatching(/^status_heat .*roller=2\d\.\d\dC/),
        values: { mains_decivolt: 2300 },
      });
    }

    const first = begin(["monitor", "--printer", link]);
    await first.sees(/< status_path /);
    const second = await monitor("--printer", link, "--count", "1");
    expect(second).toMatchObject({ code: 8, out: "" });
    expect(second.err).toMatch(/busy: another host .*--station http/);
    first.child.kill("SIGINT");
    const { code, out, err } = await first.ended;
    expect(code).toBe(0);
    for (const line of out.trimEnd().split("\n")) expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} [<>] [a-z_]+/);
    expect(out).toMatch(/< identity serial="SIM-HDP5000-1" model="hdp5000"/);
    expect(err).toMatch(/newest {4}status_heat .*roller=/);
    expect(err).toMatch(/messages {2}.*identity 1/);
    expect(err).toMatch(/link {6}\d+ blocks/);
  });

  test("at a station: listens in on a printer that it has, both directions", async () => {
    const dir = folder();
    const link = await engine();
    const config = join(dir, "station.toml");
    writeFileSync(
      config,
      `[station]\noffice = "Uji"\nport = 0\ndata = "data"\n\n[[printer]]\nname = "Loket 1"\nmodel = "hdp5000"\nlink = "${link}"\n`,
    );
    const station = begin(["start", "--config", config, "--log", "error"]);
    const url = new URL((await station.sees(/status page (http:\S+)/))[1]!).origin;
    const listening = begin(["monitor", "--printer", "Loket 1", "--station", url]);
    await listening.sees(/> lease_renew ms=\d/);
    await listening.sees(/< status_path .*state=/);
    // The station goes first: the monitor says so.
    station.child.kill("SIGINT");
    expect((await station.ended).code).toBe(0);
    const { code, err } = await listening.ended;
    expect(code).toBe(3);
    expect(err).toMatch(/the station at .* hung up/);
  });
});
