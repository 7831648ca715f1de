import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { remedyOption } from "../../src/cli/office-options.ts";
import { cleanUp, folder } from "../cli/cli.ts";
import { inProcess as run } from "../cli/in-process.ts";
import { officePath } from "./offices.ts";

afterEach(cleanUp);

test("a day as JSON, report and table", async () => {
  const place = folder();
  const [html, csv] = [`${place}/day.html`, `${place}/day.csv`];
  const { code, out, err } = await run(["day", officePath("kupang-2018"), "--json", "--html", html, "--csv", csv]);
  expect(err).toContain("day.html written");
  expect(code).toBe(0);
  const report = JSON.parse(out);
  expect(report).toMatchObject({
    office: "Kupang",
    issued: 0,
    spoilt: { peel: 0, warp: 0, melt: 0, void: 0 },
    marginal: { curl: 0, peelRisk: 0 },
    uncertain: 0,
    bottleneck: "film",
    days: [{ date: "2018-08-06", issued: 0, bottleneck: "film" }],
  });
  expect(Object.keys(report.lostSeconds)).toEqual(["heat", "power", "link", "centre", "supplies", "people", "other"]);
  const page = readFileSync(html, "utf8");
  expect(page).toMatch(/<body><main>[\s\S]*<\/main><\/body>/);
  expect(page).not.toContain("<th></th>");
  expect(page).toContain("film habis");
  expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  expect(readFileSync(csv, "utf8").split("\n")[1]).toMatch(/^2018-08-06,usual,/);
});

test("a wrong file or option is one sentence and exit code 2", async () => {
  const path = `${folder()}/office.yaml`;
  writeFileSync(path, readFileSync(officePath("karimun-2018"), "utf8").replace("vpnMinutes", "vpnMinute"));
  const wrong = await run(["day", path]);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toMatch(/office\.yaml:\d+: power\.vpnMinute/);
  expect(() => remedyOption(["ups,prayer"])).toThrow(/--remedy must be one of printer, ac/);
  expect(remedyOption(["ups,ac", "ups"])).toEqual(["ups", "ac"]);
});
