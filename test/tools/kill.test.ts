/** The short form of `npm run soak -- kill`: here, because starting the real command again and again takes its time. */
import { expect, test } from "vitest";
import { killRun } from "../../bench/soak/kill/run.ts";

test("a station that is killed again and again while it prints gives everybody one card", async () => {
  const run = await killRun({ times: 6, seed: 3, printers: 2, people: 6, lifeMsMax: 3_000 });
  expect(run).toMatchObject({ kills: 6, issued: 6, uncertain: 0, voidCards: 0, problems: [] });
});
