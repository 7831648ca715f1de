import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CENTRE_FAULTS, parseFault } from "../../src/centre-sim/index.ts";
import { CENTRE_BANNERS } from "../../src/station/centre/centre-banner.ts";
import { LINE_STATES } from "../../src/station/centre/line.ts";
import { CENTRE_ROUTES } from "../../src/station/centre/routes.ts";
import { CARD_US_MAX } from "../../src/station/centre/stock.ts";
import { centreCommands } from "../../src/station/commands/centre-commands.ts";
import { checkStationConfig, faultBook } from "../../src/station/index.ts";

const text = readFileSync(new URL("../../docs/centre.md", import.meta.url), "utf8");

describe("docs/centre.md", () => {
  test("shows a [centre] table that is right", () => {
    const toml = /```toml\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
    const rest = '[station]\noffice = "Uji"\n[[printer]]\nname = "P1"\nmodel = "hdp5000"\nsimulate = {}\n';
    expect(checkStationConfig(toml + rest, "/x/station.toml")).toMatchObject({
      config: { centre: { station: "PLG-1", tokenFile: "/x/centre.key" } },
    });
  });

  test("names what the code has", () => {
    for (const [name, { what }] of Object.entries(CENTRE_FAULTS)) expect(text, what).toContain(`| \`${name}\``);
    for (const { method, path } of Object.values(CENTRE_ROUTES)) expect(text).toContain(`| \`${method} ${path}\` |`);
    for (const { name } of centreCommands(() => undefined)) expect(text).toContain(`\`${name}\``);
    for (const state of LINE_STATES) if (state !== "starting") expect(text).toContain(`\`${state}\``);
    expect(text).toContain(`the card (${CARD_US_MAX / 1e6} s)`);
  });

  test("each banner has words and steps in both languages, and the same priority", () => {
    const book = faultBook();
    for (const [code, priority] of Object.entries(CENTRE_BANNERS)) {
      expect(text).toContain(`\`${code}\``);
      expect(book[code]).toMatchObject({ priority, title: { id: expect.any(String), en: expect.any(String) } });
    }
  });
});

describe("a fault on the command line", () => {
  test("has a name, perhaps a number, perhaps a rate; anything else is explained", () => {
    expect(parseFault("slow:10@0.5")).toEqual({ fault: "slow", setting: { value: 10, rate: 0.5 } });
    expect(parseFault("drop@0.3")).toEqual({ fault: "drop", setting: { rate: 0.3 } });
    expect(parseFault("409")).toEqual({ fault: "conflict", setting: {} });
    for (const [text, problem] of [
      ["fire", /is no fault; known are outage/],
      ["", /is no fault/],
      ["html:3", /takes no number/],
      ["drop@2", /rate must be 0..1/],
      ["slow:1.2.3", /number must be/],
    ] as const) {
      expect(parseFault(text)).toMatchObject({ problem: expect.stringMatching(problem) });
    }
  });
});
