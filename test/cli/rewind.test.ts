/** A station on simulated printers goes back in time, dies, and begins again: each person still has one card. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { writeHotEngine } from "../rig/hot-engine.ts";
import { begin, cleanUp, folder, type RunningCommand } from "./cli.ts";

afterEach(cleanUp);

const WAIT = { timeout: 30_000, interval: 50 };

const STATION = `[station]
office = "A"
data = "data"
port = 0
`;
const PRINTER = `[[printer]]
name = "P1"
model = "hdp5000"
`;

async function started(place: string, ...more: string[]): Promise<{ command: RunningCommand; url: string }> {
  const command = begin(["start", "--config", "station.toml", "--log", "error", ...more], place);
  return { command, url: (await command.sees(/status page (http:\S+)/))[1]! };
}

interface Outcome {
  ok: boolean;
  code?: string;
  message?: string;
  result?: Record<string, unknown>;
}

type Counts = Readonly<Record<string, number>>;

/** Undefined while the world goes back. */
async function counts(url: string): Promise<Counts | undefined> {
  const answer = await fetch(`${url}/api/snapshot`).catch(() => undefined);
  const snap = (await answer?.json()) as { office: { jobs: Counts } } | undefined;
  return snap?.office.jobs;
}

const issued = async (url: string): Promise<number> => (await counts(url))?.["issued"] ?? -1;

async function order(url: string, name: string, input: object): Promise<Outcome> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/api/commands/${name}`, { method: "POST", headers, body: JSON.stringify(input) });
  return (await answer.json()) as Outcome;
}

it("goes back, is killed at once, and every job still ends with one card", async () => {
  const place = folder();
  writeFileSync(
    join(place, "station.toml"),
    `${STATION}${PRINTER}[printer.simulate]\nspeed = 20\nroom = 30\nsupplies = "unlimited"\noperator = "auto"\n`,
  );
  writeFileSync(join(place, "b.csv"), batchCsv(syntheticPeople(3, 3)));
  mkdirSync(join(place, "data", "engines"), { recursive: true });
  writeHotEngine(join(place, "data", "engines", "P1.json"), "sim:hdp5000?seed=1&room=30&supplies=unlimited");
  const { command, url } = await started(place, "--jobs", "b.csv");
  await expect.poll(() => issued(url), WAIT).toBeGreaterThanOrEqual(2);
  const { result } = await order(url, "lab.state", {});
  const { step } = result!["rewind"] as { step: { id: number } };
  // It holds what will be undone.
  expect(await order(url, "journal.copy", {})).toMatchObject({ ok: true });
  expect(await order(url, "lab.rewind", { to: "step", point: step.id })).toMatchObject({
    ok: true,
    result: { to: { id: step.id, kind: "step", printer: "P1" } },
  });
  await command.sees(/the simulated world went back [\d.]+ s, to \w+ of P1/);
  await expect.poll(() => issued(url), WAIT).toBeGreaterThanOrEqual(1);
  // From there to the state before it, as somebody does who looks for the beginning of something.
  const before = await order(url, "lab.rewind", { to: "step" });
  expect((before.result!["to"] as { id: number }).id).not.toBe(step.id);
  await command.sees(/went back[\s\S]*went back/);
  await expect.poll(() => issued(url), WAIT).toBeGreaterThanOrEqual(0);
  command.child.kill("SIGKILL");
  await command.ended;
  expect(existsSync(join(place, "data", "journal.db.left"))).toBe(true);
  const again = await started(place);
  // A card that the death of the process caught in the machine may be one that a person decides about.
  const settled = async (): Promise<boolean> => {
    const { queued, leased, printing, held } = (await counts(again.url)) ?? { queued: 1 };
    return queued === 0 && leased === 0 && printing === 0 && held === 0;
  };
  await expect.poll(settled, WAIT).toBe(true);
  const end = (await counts(again.url))!;
  expect(end["issued"]! + end["uncertain"]! + end["void"]!).toBe(3);
  const audit = (await order(again.url, "audit.verify", {})).result!;
  expect(audit["damage"]).toBeUndefined();
  expect(audit["entries"]).toBeGreaterThanOrEqual(1);
  again.command.child.kill("SIGINT");
  expect((await again.command.ended).code).toBe(0);
  const verified = await begin(["audit", "verify", "--config", "station.toml", "--json"], place).ended;
  expect(verified.code).toBe(0);
  const { entries, damage } = JSON.parse(verified.out) as { entries: number; damage?: unknown };
  expect(damage).toBeUndefined();
  expect(entries).toBeGreaterThanOrEqual(audit["entries"] as number);
}, 60_000);

it("never where a printer is real, or a data centre was told of cards", async () => {
  const place = folder();
  const real = `${PRINTER.replace("P1", "P2")}link = "tcp://127.0.0.1:1"\n`;
  writeFileSync(join(place, "station.toml"), `${STATION}${PRINTER}[printer.simulate]\n${real}`);
  const { command, url } = await started(place);
  const refused = await order(url, "lab.rewind", { to: "step" });
  expect(refused).toMatchObject({ ok: false, code: "refused", message: expect.stringContaining("a real printer") });
  expect((await order(url, "lab.state", {})).result).toMatchObject({
    rewind: { problem: expect.stringContaining("cannot be taken back") },
  });
  command.child.kill("SIGINT");
  expect((await command.ended).code).toBe(0);
});
