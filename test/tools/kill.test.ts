/** The short form of `npm run soak -- kill`: here, because starting the real command again and again takes its time. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const SOAK = resolve(import.meta.dirname, "../../bench/soak.ts");
const SOAK_LIMIT_MS = 170_000;

test("a station that is killed again and again while it prints gives everybody one card", async () => {
  const args = ["kill", "--times", "6", "--seed", "3", "--people", "6", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, [SOAK, ...args], { timeout: SOAK_LIMIT_MS });
  expect(JSON.parse(stdout)).toMatchObject({ kills: 6, issued: 6, uncertain: 0, voidCards: 0, problems: [] });
});
