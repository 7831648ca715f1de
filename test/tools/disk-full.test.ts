/** A station whose disk becomes full: it stops in order, says so, and goes on where it was. Needs bash for the limit. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { cleanUp, type Ended, folder, run } from "../cli/cli.ts";

afterEach(cleanUp);

const CETAK = resolve(import.meta.dirname, "../../bin/cetak.mjs");
const STATION = `[station]
office = "Dinas Uji"
port = 0
[[printer]]
name = "P1"
model = "hdp5000"
[printer.simulate]
seed = 1
supplies = "unlimited"
`;
const FILE_KIB_MAX = 420;

function limited(dir: string, args: string): Promise<Ended> {
  return new Promise((done) => {
    const script = `trap '' XFSZ; ulimit -f ${FILE_KIB_MAX}; exec "${process.execPath}" "${CETAK}" ${args}`;
    execFile("bash", ["-c", script], { cwd: dir }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

test("a station on a full disk stops with exit code 3 and loses nothing that was confirmed", async () => {
  const dir = folder();
  writeFileSync(join(dir, "station.toml"), STATION);
  writeFileSync(join(dir, "batch.csv"), batchCsv(syntheticPeople(60, 1)));
  expect((await run(["jobs", "import", "batch.csv"], dir)).code).toBe(0);
  const full = await limited(dir, "start --config station.toml --speed 20 --log error");
  expect(full.err).toMatch(/cetak: .*the disk (is full|does not take what is written)/);
  expect(full.err).not.toMatch(/\n\s+at /);
  expect(full.code).toBe(3);
  const checked = JSON.parse((await run(["journal", "check", "--json"], dir)).out);
  expect(checked).toMatchObject({ database: "ok", jobs: { void: 0, uncertain: 0 } });
  expect(checked.audit.damage).toBeUndefined();
  const { queued, leased, printing, issued } = checked.jobs;
  expect(queued + leased + printing + issued).toBe(60);
}, 120_000);
