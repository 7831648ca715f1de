import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ALARM_PRIORITIES, JOB_STATES, LIVE_PATH, LIVE_PROTOCOL, LOST_CAUSES } from "../../src/station/api.ts";
import { checkStationConfig } from "../../src/station/config/station-config.ts";
import { REQUESTS_MAX } from "../../src/station/http/command-routes.ts";
import { REQUIRED_COLUMNS } from "../../src/station/jobs/job-row.ts";
import { ATTEMPTS_MAX } from "../../src/station/journal/job-table.ts";
import { CLIENTS_MAX } from "../../src/station/live/live-hub.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/operations.md"), "utf8");

describe("docs/operations.md", () => {
  it("shows a station file that is right", () => {
    const toml = /```toml\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
    const checked = checkStationConfig(toml, "/x/station.toml");
    expect(checked).toMatchObject({
      config: {
        printers: [
          { name: "P1", serial: "H5-004711" },
          { name: "P2", link: "mem:P2" },
        ],
      },
    });
  });

  it("names what the code has", () => {
    for (const word of [...JOB_STATES, ...LOST_CAUSES]) expect(text).toContain(`\`${word}\``);
    for (const priority of ALARM_PRIORITIES) expect(text).toContain(`${priority}: `);
    expect(text).toContain(`\`${REQUIRED_COLUMNS.join(",")}\``);
    expect(text).toContain(`| \`${LIVE_PATH}\` |`);
    expect(text).toContain(`Subprotocol \`${LIVE_PROTOCOL}\``);
    expect(text).toContain(`${REQUESTS_MAX} requests a minute`);
    expect(text).toContain(`At most ${CLIENTS_MAX} are served`);
    expect(ATTEMPTS_MAX).toBe(3);
  });
});
