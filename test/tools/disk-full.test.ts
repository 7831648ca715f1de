/** A station whose disk becomes full: it stops in order, says so, and goes on where it was. Needs bash for the limit. */
import { afterEach, expect, test } from "vitest";
import { cleanUp } from "../cli/cli.ts";
import { limited, officeFolder } from "../cli/office-folder.ts";

afterEach(cleanUp);

const FILE_KIB_MAX = 420;

test("a station on a full disk stops with exit code 3 and loses nothing that was confirmed", async () => {
  const { dir, cetak } = officeFolder(60);
  expect((await cetak("jobs", "import", "batch.csv")).code).toBe(0);
  const full = await limited(dir, FILE_KIB_MAX, "start --config station.toml --speed 20 --log error");
  expect(full.err).toMatch(/cetak: .*the disk (is full|does not take what is written)/);
  expect(full.err).not.toMatch(/\n\s+at /);
  expect(full.code).toBe(3);
  const checked = JSON.parse((await cetak("journal", "check", "--json")).out);
  expect(checked).toMatchObject({ database: "ok", jobs: { void: 0, uncertain: 0 } });
  expect(checked.audit.damage).toBeUndefined();
  const { queued, leased, printing, issued } = checked.jobs;
  expect(queued + leased + printing + issued).toBe(60);
}, 120_000);
