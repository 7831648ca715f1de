import { describe, expect, it } from "vitest";
import { PATIENCE_US } from "../../src/station/office/placement.ts";
import { people, person } from "./journal-fixture.ts";
import { OfficeRig } from "./office-rig.ts";

const word = (rig: OfficeRig, name: string): string => rig.office.printerState(name).state.word;
const ready = (rig: OfficeRig, ...names: string[]): void =>
  rig.until(() => names.every((name) => word(rig, name) === "ready"));
const holder = (rig: OfficeRig): string[] =>
  ["P1", "P2"].filter((name) => rig.office.printerState(name).job !== undefined);

describe("which printer gets a single job", () => {
  it("is the one that has supplies for more than a few cards, though the other asks first", () => {
    const rig = new OfficeRig(["P1", "P2"]);
    rig.engine("P1").lab.loadFilm("fargo", 4);
    rig.office.start();
    ready(rig, "P1", "P2");
    rig.office.addJobs(people(1));
    rig.seconds(1);
    expect(holder(rig)).toEqual(["P2"]);
    rig.office.stop();
  });

  it("is any when there is work for all", () => {
    const rig = new OfficeRig(["P1", "P2"]);
    rig.engine("P1").lab.loadFilm("fargo", 4);
    rig.office.start();
    ready(rig, "P1", "P2");
    rig.office.addJobs(people(2));
    rig.seconds(1);
    expect(holder(rig)).toEqual(["P1", "P2"]);
    rig.office.stop();
  });

  it("is the better one for an urgent job, while the other works on", () => {
    const rig = new OfficeRig(["P1", "P2"]);
    rig.engine("P1").lab.loadFilm("fargo", 4);
    rig.office.start();
    ready(rig, "P1", "P2");
    rig.journal.addJobs([person(1), person(2), person(3), person(4, "lost")]);
    const urgent = rig.journal.views.list({ nik: person(4, "lost").nik }, 1).jobs[0]!.key;
    rig.journal.queue.setUrgent(urgent, true);
    rig.office.wake();
    rig.seconds(1);
    expect(rig.office.printerState("P2").job?.key).toBe(urgent);
    expect(rig.office.printerState("P1").job).toBeDefined();
    rig.office.stop();
  });

  it("is whoever asks, when the better one does not take it in time", () => {
    const rig = new OfficeRig(["P1", "P2"]);
    rig.engine("P1").lab.loadFilm("fargo", 4);
    rig.office.start();
    ready(rig, "P1", "P2");
    // The better one looks free but is not asked: nothing may wait for it for ever.
    rig.office.controller("P2").wake = () => {};
    rig.office.addJobs(people(1));
    rig.seconds(1);
    expect(holder(rig)).toEqual([]);
    rig.clock.advance(PATIENCE_US);
    rig.seconds(1);
    expect(holder(rig)).toEqual(["P1"]);
    rig.office.stop();
  });
});

describe("ration mode", () => {
  it("begins when the film in store and printers falls below the threshold, and ends when film comes", () => {
    const rig = new OfficeRig(["P1"], ":memory:", { rationBelow: { ribbon: 0, film: 100, blanks: 0 } });
    rig.journal.stock.receive({ item: "blanks", family: "" }, 1);
    rig.engine().lab.loadFilm("fargo", 50);
    rig.office.addJobs([person(1, "lost")]);
    rig.office.start();
    ready(rig, "P1");
    rig.seconds(120);
    expect(rig.journal.jobCounts).toMatchObject({ queued: 1, issued: 0 });
    expect(rig.journal.newestEvents(200).some(({ code }) => code === "rationBegins")).toBe(true);
    rig.journal.stock.receive({ item: "film", family: "fargo" }, 1_500);
    rig.office.wake();
    rig.until(() => rig.journal.jobCounts.issued === 1);
    expect(rig.journal.newestEvents(200).some(({ code }) => code === "rationEnds")).toBe(true);
    rig.office.stop();
  });
});
