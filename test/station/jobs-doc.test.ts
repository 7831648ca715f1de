import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { JOB_STATES } from "../../src/station/api.ts";
import { checkStationConfig } from "../../src/station/config/station-config.ts";
import { KNOWN_COLUMNS, REQUIRED_COLUMNS } from "../../src/station/jobs/job-row.ts";
import { HOLD_CAUSES, RECORD_CODES } from "../../src/station/jobs/record-code.ts";
import { POINTS, SUSPECT_SCORE } from "../../src/station/jobs/suspicion.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/jobs.md"), "utf8");

describe("docs/jobs.md", () => {
  it("shows settings that are right", () => {
    const blocks = [...text.matchAll(/```toml\n([\s\S]*?)```/g)].map((found) => found[1]!);
    expect(blocks).toHaveLength(2);
    const printer = '[[printer]]\nname = "P1"\nmodel = "sr300"\n[printer.simulate]\n';
    const checked = checkStationConfig(`[station]\noffice = "A"\n${blocks.join("\n")}\n${printer}`, "/x/station.toml");
    expect(checked).toMatchObject({
      config: { policy: { rationBelow: { film: 300 } }, stock: { workingDaysPerWeek: 5 } },
    });
  });

  it("names what the code has", () => {
    for (const word of [...JOB_STATES, ...HOLD_CAUSES, ...RECORD_CODES, ...REQUIRED_COLUMNS, ...KNOWN_COLUMNS]) {
      expect(text).toContain(`\`${word}\``);
    }
    expect(text).toContain(`From ${SUSPECT_SCORE} points`);
    expect(text).toContain(
      `| name the same (after folding titles, capitals, old spelling, Muhammad and its short forms, order of the words) | ${POINTS.nameSame} |`,
    );
    expect(text).toContain(`| date of birth the same | ${POINTS.birthDateSame} |`);
    expect(text).toContain(`| the one NIK is a woman's, the other a man's | ${POINTS.sexDiffers} |`);
  });
});
