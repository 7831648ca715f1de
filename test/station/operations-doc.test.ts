import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { allCommands } from "../../docs/command-list.ts";
import { PASSWORD_COST } from "../../src/station/access/password.ts";
import { FLOOD_ALARMS_MAX, FLOOD_END_ALARMS } from "../../src/station/alarms/flood-watch.ts";
import { ALARM_PRIORITIES, JOB_STATES, LIVE_PATH, LIVE_PROTOCOL, LOST_CAUSES } from "../../src/station/api.ts";
import { REFUSAL_CODES } from "../../src/station/api-commands.ts";
import { SHELVE_MINUTES_MAX } from "../../src/station/commands/alarm-commands.ts";
import { withCommandTable } from "../../src/station/commands/commands-doc.ts";
import { OUTCOMES_KEPT_MAX } from "../../src/station/commands/outcome-store.ts";
import { checkStationConfig } from "../../src/station/config/station-config.ts";
import { REQUESTS_MAX } from "../../src/station/http/command-routes.ts";
import { REQUIRED_COLUMNS } from "../../src/station/jobs/job-row.ts";
import { ATTEMPTS_MAX } from "../../src/station/journal/job-table.ts";
import { CLIENTS_MAX } from "../../src/station/live/live-hub.ts";
import { FILM_LOW_CARDS } from "../../src/station/office/standing.ts";

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

describe("docs/api.md", () => {
  it("lists the commands that there are", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/api.md"), "utf8");
    expect(withCommandTable(page, allCommands())).toBe(page);
  });

  it("names the limits that the code has", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/api.md"), "utf8");
    for (const fact of [
      `fewer than ${FLOOD_END_ALARMS} come`,
      `more than ${FLOOD_ALARMS_MAX} alarms`,
      `${SHELVE_MINUTES_MAX} minutes`,
    ]) {
      expect(page).toContain(fact);
    }
    expect(page).toContain(`from ${FILM_LOW_CARDS} cards left`);
    expect(page).toContain(`scrypt (N ${PASSWORD_COST.N}, r ${PASSWORD_COST.r}, p ${PASSWORD_COST.p})`);
    expect(page).toContain(`newest ${OUTCOMES_KEPT_MAX.toLocaleString("en")} are remembered`);
    for (const code of REFUSAL_CODES) expect(page).toContain(`\`${code}\``);
  });
});
