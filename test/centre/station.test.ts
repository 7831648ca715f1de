/** The whole stack in virtual time: records at a centre, cards out of simulated printers, results at the centre. */
import { describe, expect, test } from "vitest";
import { centreRecords, SimCentre } from "../../src/centre-sim/index.ts";
import { parseSimUrl, SimStation } from "../../src/rig/index.ts";
import { CENTRE_DEFAULTS, checkStationConfig } from "../../src/station/index.ts";

const S = 1_000_000;

describe("a station with a data centre", () => {
  test("prints what the centre has, books the waiting on the centre, and both agree at the end", () => {
    const { records, doubles } = centreRecords({ count: 10, seed: 4, duplicates: 0.4 });
    expect(doubles).toBeGreaterThan(2);
    let up = true;
    let centre: SimCentre | undefined;
    const seconds = { claim: { low: 10, high: 20 }, activate: { low: 10, high: 20 } };
    const station = new SimStation({
      printers: ["hdp5000", "sr300"].map((model, i) =>
        parseSimUrl(`sim:${model}?seed=${i + 1}&room=27&supplies=unlimited&operator=auto`),
      ),
      centre: {
        config: { ...CENTRE_DEFAULTS, url: "mem:", station: "UJI", tokenFile: undefined },
        connect: (clock) => {
          const policy = { activation: true };
          centre = new SimCentre({ clock, seed: 1, records, policy, seconds, lineUp: () => up });
          return centre.transport;
        },
      },
    });
    const { office, journal } = station;
    office.start();
    station.runUntil(() => journal.jobCounts.issued >= 2, 3600 * S);
    const before = office.lostSeconds().centre;
    expect(before).toBeGreaterThan(30);
    up = false;
    station.clock.advance(400 * S);
    expect(office.officeState().banner).toMatchObject({ code: "centreUnreachable", priority: "P2" });
    for (const { name } of station.printers) {
      expect(office.printerState(name).alarms.filter(({ code }) => code.startsWith("centre"))).toEqual([]);
    }
    // Two printers wait for 400 s, each after the card in work and what was fetched already.
    expect(office.lostSeconds().centre - before).toBeGreaterThan(400);
    up = true;
    expect(station.runUntil(() => office.centre!.status().nothingToPrint, 3600 * S)).toBe(true);
    station.clock.advance(300 * S);
    const { issued, held } = journal.jobCounts;
    const { store } = centre!;
    expect(store.tally()).toMatchObject({ cards: { valid: issued }, refused: 0 });
    expect(store.count("SELECT count(*) AS n FROM records WHERE state = 'issued'")).toBe(issued);
    // A double under the same NIK is told back; one under another NIK waits for a person.
    expect(store.count("SELECT count(*) AS n FROM records WHERE state = 'duplicate'")).toBeGreaterThan(0);
    expect(issued + held).toBeLessThanOrEqual(10);
    expect(issued).toBeLessThanOrEqual(10 - doubles + held);
    expect(station.violations()).toEqual([]);
    station.stop();
  });
});

describe("[centre] in the station file", () => {
  const problems = (lines: string): string[] => {
    const text = `[station]\noffice = "Uji"\n\n[centre]\n${lines}\n\n[[printer]]\nname = "P1"\nmodel = "hdp5000"\nsimulate = {}\n`;
    const checked = checkStationConfig(text, "/office/station.toml");
    return "config" in checked ? [] : checked.problems.map(({ line, key, message }) => `${line} ${key}: ${message}`);
  };

  test("what is wrong is named with line and key", () => {
    expect(problems('url = "pusat"')[0]).toMatch(/^5 centre\.url: "pusat" is not a URL/);
    expect(problems('url = "http://pusat.example"')[0]).toMatch(/^5 centre\.url: sends personal data in the open/);
    expect(problems('url = "https://a:b@pusat.example"')[0]).toMatch(/must not carry a password/);
    expect(problems('url = "https://pusat.example"\nprefetch = 1000')).toEqual(["6 centre.prefetch: must be 0..500"]);
    expect(problems('url = "https://pusat.example"\nofline = true')).toEqual(["6 centre.ofline: is not a known key"]);
    expect(problems("prefetch = 1")).toEqual(["4 centre.url: is missing"]);
  });

  test("what is not named has its default; the station is called like its office", () => {
    const text = `[station]\noffice = "Uji"\n[centre]\nurl = "https://pusat.example/api/"\ntoken_file = "key"\n[[printer]]\nname = "P1"\nmodel = "hdp5000"\nsimulate = {}\n`;
    const checked = checkStationConfig(text, "/office/station.toml");
    expect("config" in checked && checked.config.centre).toEqual({
      ...CENTRE_DEFAULTS,
      url: "https://pusat.example/api",
      station: "Uji",
      tokenFile: "/office/key",
    });
    expect(problems('url = "http://127.0.0.1:9090"')).toEqual([]);
  });
});
