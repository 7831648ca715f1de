import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { begin, cleanUp, folder, run } from "./cli.ts";

afterAll(cleanUp);

test("a batch in virtual time that is interrupted tells what was printed by then, and its files hold that", async () => {
  const dir = folder();
  const [batch, cards, record] = [join(dir, "batch.csv"), join(dir, "cards.csv"), join(dir, "line.pcapng")];
  writeFileSync(batch, batchCsv(syntheticPeople(20_000, 1)));
  const printer = "sim:hdp5000?supplies=unlimited&operator=auto";
  const printing = begin(["print", batch, "--printer", printer, "--cards", cards, "--record", record, "--json"]);
  // The first card is out.
  await printing.sees(/^\d+\/\d+ cards/m);
  printing.child.kill("SIGINT");
  const { code, out, err } = await printing.ended;
  expect({ code, err }).toMatchObject({
    code: 130,
    err: expect.stringContaining("what was printed by now is reported"),
  });
  const report = JSON.parse(out) as { issued: number; left: number; truth: { violations: string[] } };
  expect(report.issued).toBeGreaterThan(0);
  expect(report.left).toBeGreaterThan(0);
  expect(report.truth.violations).toEqual([]);
  // One more than are out: the card that was in the machine.
  expect(readFileSync(cards, "utf8").trim().split("\n").length - 1 - report.issued).toBeLessThanOrEqual(1);
  const shown = await run(["trace", "show", record, "--json"]);
  expect(shown.code).toBe(0);
});
