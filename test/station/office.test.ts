import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { silentLog } from "../../src/base/index.ts";
import { chartJson } from "../../src/controller/index.ts";
import { checkEngineInvariants } from "../../src/hardware-sim/index.ts";
import { officeSchema, printerSchema, snapSchema } from "../../src/station/api.ts";
import { InputError } from "../../src/station/errors.ts";
import { startServer } from "../../src/station/index.ts";
import { people, person } from "./journal-fixture.ts";
import { OfficeRig } from "./office-rig.ts";

const folder = mkdtempSync(join(tmpdir(), "cetak-office-"));
afterAll(() => rmSync(folder, { recursive: true }));

const issued = (rig: OfficeRig): number => rig.journal.jobCounts.issued;

describe("an office", () => {
  it("prints its queue, one card a person, and shows it without any personal data", () => {
    const rig = new OfficeRig();
    const seen: string[] = [];
    const words = new Set<string>();
    expect(rig.office.addJobs([...people(3), person(2)])).toHaveLength(1);
    rig.office.onChange((name) => {
      const state = rig.office.printerState(name ?? "P1");
      words.add(state.state.word);
      seen.push(JSON.stringify(state));
    });
    rig.office.start();
    rig.until(() => {
      printerSchema.parse(rig.office.printerState("P1"));
      seen.push(JSON.stringify(officeSchema.parse(rig.office.officeState())));
      return issued(rig) === 3;
    });
    for (const word of ["offline", "cold", "warming", "printing"]) expect([...words]).toContain(word);
    const cards = rig.journal.cards();
    expect(cards.map(({ state, job }) => [state, job])).toEqual([1, 2, 3].map((job) => ["valid", job]));
    expect(new Set(cards.map(({ serial }) => serial)).size).toBe(3);
    expect(checkEngineInvariants(rig.engine())).toEqual([]);
    expect(rig.office.printerState("P1")).toMatchObject({
      serial: "SIM-HDP5000-1",
      sim: { on: true, speed: 1 },
      counters: { issued: 3, spoiltSeen: 0, uncertain: 0 },
    });
    expect(rig.office.officeState()).toMatchObject({ issuedToday: 3, jobs: { issued: 3, queued: 0 } });
    const told = [...seen, ...rig.lines, JSON.stringify(rig.journal.newestEvents(1000))].join("\n");
    expect(told).not.toMatch(/990101|Orang/);
  });

  it("books lost time on its cause and goes on by itself when film comes", () => {
    const rig = new OfficeRig();
    // One frame goes to the search for its mark after power-on.
    rig.engine().lab.loadFilm("fargo", 2);
    rig.office.addJobs(people(3));
    rig.office.start();
    rig.until(() => rig.office.printerState("P1").state.word === "supplyOut");
    rig.seconds(3);
    expect(rig.office.printerState("P1").alarms.map(({ code }) => code)).toEqual(["filmOut"]);
    expect(rig.office.printerState("P1")).toMatchObject({
      state: { word: "supplyOut" },
      supplies: { film: { left: 0 }, limiting: { kind: "film", cards: 0 } },
    });
    const before = rig.office.officeState().lostSeconds;
    expect(before.heat).toBeGreaterThan(60);
    rig.seconds(300);
    const after = rig.office.officeState().lostSeconds;
    expect(after.supplies - before.supplies).toBe(300);
    expect(after.heat).toBe(before.heat);
    rig.engine().lab.loadFilm("fargo", 100);
    rig.until(
      () => issued(rig) + rig.journal.jobCounts.queued + rig.journal.jobCounts.printing === 3 && issued(rig) >= 2,
    );
    rig.seconds(30);
    expect(rig.office.printerState("P1").alarms).toEqual([]);
    const codes = rig.journal
      .newestEvents(500)
      .filter(({ code }) => code.startsWith("alarm"))
      .map(({ code, detail }) => `${code} ${detail["code"]}`);
    expect(codes.filter((code) => code.endsWith("filmOut"))).toEqual(["alarmRaised filmOut", "alarmCleared filmOut"]);
    // It had been said beforehand, and is not said again beside its root cause.
    expect(codes[0]).toBe("alarmRaised filmLow");
  });

  it("finishes the cards in work when it is drained, and leaves the rest in the queue", () => {
    const rig = new OfficeRig(["P1", "P2"]);
    rig.office.addJobs(people(10));
    rig.office.start();
    rig.until(() => rig.journal.jobCounts.printing === 2);
    let drained = 0;
    rig.office.drain(() => drained++);
    expect(rig.office.notReady()).toBe("the station is finishing its last cards");
    rig.until(() => drained > 0, 200);
    expect(drained).toBe(1);
    expect(rig.journal.jobCounts).toMatchObject({ printing: 0, leased: 0 });
    expect(issued(rig) + rig.journal.jobCounts.queued).toBe(10);
    expect(issued(rig)).toBeGreaterThanOrEqual(1);
    rig.seconds(60);
    for (const name of ["P1", "P2"])
      expect(rig.office.printerState(name).temps).toMatchObject({ setpoint: 0, duty: 0 });
  });

  it("stops and comes back at any second of a card, and still makes one card a person", () => {
    for (let second = 0; second < 40; second += 3) {
      const rig = new OfficeRig(["P1"], join(folder, `restart-${second}.db`));
      rig.office.addJobs(people(2));
      rig.office.start();
      rig.until(() => rig.journal.jobCounts.printing === 1);
      rig.seconds(second);
      rig.restartStation();
      rig.until(() => issued(rig) === 2);
      const valid = rig.journal.cards().filter(({ state }) => state === "valid");
      // A journal file counts its jobs from a number of its own.
      const [first, next] = valid.map(({ job }) => job).sort((a, b) => a - b);
      expect({ second, cards: valid.length, step: next! - first! }).toEqual({ second, cards: 2, step: 1 });
      expect(rig.journal.jobCounts.uncertain).toBe(0);
      expect(checkEngineInvariants(rig.engine())).toEqual([]);
      rig.office.stop();
      rig.journal.close();
    }
  });

  it("shows one banner when all links are gone, and old values as old", () => {
    const rig = new OfficeRig(["P1", "P2"]);
    rig.office.start();
    rig.until(() => rig.office.printerState("P2").temps !== undefined);
    const before = rig.office.printerState("P1").temps!.atMs;
    for (const pair of rig.pairs.values()) pair.engineSide.detach();
    rig.seconds(10);
    expect(rig.office.officeState().banner).toMatchObject({ code: "linkLost", priority: "P2" });
    const state = rig.office.printerState("P1");
    expect(state).toMatchObject({
      state: { word: "offline" },
      alarms: [],
      link: { state: expect.not.stringMatching("up") },
    });
    expect(state.temps!.atMs).toBeGreaterThanOrEqual(before);
    expect(rig.clock.utcMs() - state.temps!.atMs).toBeGreaterThanOrEqual(10_000);
    expect(state.link.atMs).toBe(state.state.atMs);
  });

  it("skips a job to the end of the queue and cancels one for good", () => {
    const rig = new OfficeRig();
    rig.office.addJobs(people(3));
    rig.office.start();
    rig.until(() => rig.office.printerState("P1").job !== undefined);
    expect(rig.office.printerState("P1").job!.key).toBe("J1");
    expect(rig.office.skip("P1")).not.toBe("no");
    rig.until(() => rig.office.printerState("P1").job?.key === "J2");
    expect(rig.office.cancel("P1")).not.toBe("no");
    rig.until(() => issued(rig) === 2);
    expect([1, 2, 3].map((n) => rig.journal.jobState(`J${n}`))).toEqual(["issued", "void", "issued"]);
    expect(rig.office.cancel("P1")).toBe("no");
  });

  it("is what the web server shows", async () => {
    const rig = new OfficeRig();
    const { office, clock } = rig;
    rig.office.addJobs(people(1));
    const server = await startServer({
      office,
      clock,
      bind: "127.0.0.1",
      port: 0,
      version: "1",
      chart: chartJson,
      log: silentLog,
    });
    try {
      office.start();
      rig.until(() => office.printerState("P1").state.word === "printing");
      rig.seconds(1);
      const text = await (await fetch(`${server.url}/api/snapshot`)).text();
      const snap = snapSchema.parse(JSON.parse(text));
      expect(snap.printers["P1"]).toMatchObject({
        state: { word: "printing" },
        job: { key: "J1" },
        link: { state: "up" },
      });
      expect(snap.seq).toBeGreaterThan(100);
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      expect(metrics).toContain('cetak_jobs{state="printing"} 1');
      expect(text + metrics).not.toMatch(/990101|Orang/);
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    } finally {
      await server.close();
    }
  });

  it("knows its printers by name only", () => {
    const rig = new OfficeRig();
    expect(() => rig.office.printerState("P9")).toThrow(InputError);
    expect(() => rig.office.controller("P9")).toThrow('there is no printer "P9"; there are P1');
    expect(rig.office.notReady()).toBe("the station is not started");
  });
});
