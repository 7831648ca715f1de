/** Real processes: a data centre with its own database, a station with simulated printers, a line that goes and comes back. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import { begin, cleanUp, folder, type RunningCommand } from "../cli/cli.ts";
import { inProcess as run } from "../cli/in-process.ts";
import { until } from "../cli/live.ts";
import { writeHotEngine } from "../rig/hot-engine.ts";

afterEach(cleanUp);

async function centre(args: readonly string[]): Promise<{ command: RunningCommand; url: string }> {
  const command = begin(["centre", "--port", "0", ...args]);
  return { command, url: (await command.sees(/data centre (http:\S+)/))[1]! };
}

/** A warm engine in the station's own process, and a centre to ask. */
function stationFile(dir: string, url: string, more = ""): string {
  const path = join(dir, "station.toml");
  mkdirSync(join(dir, "data", "engines"), { recursive: true });
  writeHotEngine(join(dir, "data", "engines", "P1.json"), "sim:hdp5000?seed=1&room=27");
  writeFileSync(
    path,
    `[station]\noffice = "Uji"\nport = 0\ndata = "data"\n\n[centre]\nurl = "${url}"\ntimeout_seconds = 2\n${more}\n` +
      `[[printer]]\nname = "P1"\nmodel = "hdp5000"\n[printer.simulate]\nseed = 1\nroom = 27\nspeed = 20\n`,
  );
  return path;
}

const post = (url: string, body: object = {}): Promise<Response> =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** Serials of valid cards. */
function serials(path: string): string[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare("SELECT serial FROM cards WHERE state = 'valid' ORDER BY serial").all();
  db.close();
  return rows.map((row) => String(row["serial"]));
}

describe("cetak centre and cetak start", () => {
  test("a line that fails in the middle: every result is delivered once, both databases agree", async () => {
    const dir = folder();
    const db = join(dir, "centre.db");
    const pusat = await centre(["--db", db, "--people", "4", "--activation"]);
    const config = stationFile(dir, pusat.url);
    const first = begin(["start", "--config", config, "--log", "warn"]);
    const url = (await first.sees(/status page (http:\S+)/))[1]!;
    await until(url, ({ printers }) => printers["P1"]!.state.word === "printing");
    // The card inside comes out, and the centre does not hear of it.
    await post(`${pusat.url}/lab/faults/outage`);
    await until(url, ({ office }) => office.jobs["issued"]! >= 1);
    await first.sees(/centre\.line state=down/);
    const away = await run(["centre", "status", "--station", url, "--json"]);
    expect(away.code).toBe(9);
    expect(JSON.parse(away.out)).toMatchObject({ line: "down" });
    // A retry tells what came of it, not what was before.
    const retried = await run(["centre", "retry", "--station", url, "--json"]);
    expect(retried.code).toBe(9);
    expect(JSON.parse(retried.out)).toMatchObject({ line: "down", asking: false });
    // Killed with a result that nobody has heard of: the next start delivers it.
    first.child.kill("SIGKILL");
    await first.ended;
    await post(`${pusat.url}/lab/clear`);
    const second = begin(["start", "--config", config, "--log", "warn"]);
    const again = (await second.sees(/status page (http:\S+)/))[1]!;
    await until(again, ({ office }) => office.jobs["issued"] === 4);
    second.child.kill("SIGINT");
    expect((await second.ended).code).toBe(0);
    expect(second.output()).toMatch(/stopped: 4 cards issued, 0 jobs wait for the next start\n/);
    pusat.command.child.kill("SIGINT");
    const ended = await pusat.command.ended;
    expect([ended.code, ended.out]).toEqual([0, expect.stringContaining("cards: 4 valid; results refused: 0")]);
    expect(serials(db)).toHaveLength(4);
    expect(serials(join(dir, "data", "journal.db"))).toEqual(serials(db));
  });
});

describe("cetak centre", () => {
  test("serves its API description, switches faults, says when its port is in use", async () => {
    const { command, url } = await centre(["--people", "5", "--fault", "slow:0", "--closes", "24:00"]);
    const described = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string };
    expect(described.openapi).toBe("3.1.0");
    expect(await run(["centre", "probe", url])).toMatchObject({ code: 0, out: expect.stringContaining(": open;") });
    await post(`${url}/lab/faults/html`);
    const garbled = await run(["centre", "probe", url, "--json"]);
    expect([garbled.code, JSON.parse(garbled.out).state]).toEqual([9, "garbled"]);
    await post(`${url}/lab/clear`);
    await post(`${url}/lab/policy`, { hours: { opens: "00:00", closes: "00:01" } });
    await post(`${url}/lab/faults/skew`, { value: 7_200 });
    const closed = await run(["centre", "probe", url]);
    expect(closed).toMatchObject({
      code: 9,
      out: expect.stringMatching(/: closed until .*\n.*clock is -7200 s ahead/),
    });
    expect((await post(`${url}/lab/faults/nonsense`)).status).toBe(400);
    const taken = await run(["centre", "--port", new URL(url).port]);
    expect(taken).toMatchObject({ code: 3, err: expect.stringContaining("is in use") });
    command.child.kill("SIGINT");
    expect((await command.ended).code).toBe(0);
    expect(await run(["centre", "probe", url])).toMatchObject({ code: 9, out: expect.stringContaining(": down: ") });
  });
});
