/** Firmware changed through the station while people wait for cards: nothing is begun on a firmware that may take itself back. */
import { describe, expect, it } from "vitest";
import { BEHAVIOURS_USUAL, buildImage, developmentKey, parseVersion } from "../../src/firmware/index.ts";
import { PrinterServiceDesk, pause } from "../../src/station/index.ts";
import { consoleOf, inVirtualTime } from "../hardware-sim/in-virtual-time.ts";
import { people } from "./journal-fixture.ts";
import { OfficeRig } from "./office-rig.ts";

const TECHNICIAN = { name: "Budi", role: "technician" } as const;

/** An office whose printer's console can be dialled. */
function withConsole() {
  const rig = new OfficeRig(["P1"]);
  const { office, clock, config, journal } = rig;
  const desk = new PrinterServiceDesk({
    office,
    printers: config.printers,
    flashes: journal.flashes,
    clock,
    consoleOf: () => "mem:console",
    connectFor: () => consoleOf(rig.engine()),
  });
  office.start();
  return { rig, desk, word: () => office.controller("P1").view().word };
}

function image(selftest: "honest" | "fails"): Uint8Array {
  const manifest = { model: "hdp5000", behaviours: { ...BEHAVIOURS_USUAL, selftest }, parameters: {} };
  const version = parseVersion("2.0.0")!;
  return buildImage({ manifest, version, securityCounter: 1, bodyBytes: 12_000 }, developmentKey());
}

describe("a printer that is flashed while jobs wait", () => {
  it.each([
    ["is confirmed", "honest", "2.0.0"],
    ["takes itself back", "fails", "1.0.0"],
  ] as const)("prints nothing until the new firmware %s, then all of it", async (_what, selftest, version) => {
    const { rig, desk, word } = withConsole();
    rig.until(() => word() === "ready");
    const { hash } = desk.images.put(Buffer.from(image(selftest)));
    const { serial } = rig.office.controller("P1").view();
    desk.flash("P1", hash, serial, TECHNICIAN);
    rig.office.addJobs(people(2));
    let trials = 0;
    const watch = async (): Promise<void> => {
      while (desk.state("P1")?.state === "running") {
        await pause(rig, 100_000);
        if (rig.engine().truth.state.boot.trial) trials++;
        expect(rig.engine().truth.cards).toEqual([]);
      }
    };
    await inVirtualTime(rig.clock, watch(), 100_000);
    expect(trials).toBeGreaterThan(0);
    expect(rig.engine().truth.state.boot.version).toBe(version);
    rig.until(() => rig.journal.jobCounts.issued === 2);
  });

  it("is given nothing either when it stood still for a fault that goes away meanwhile", () => {
    const { rig, word } = withConsole();
    rig.until(() => word() === "ready");
    rig.engine().lab.openCover();
    rig.until(() => word() === "faulted");
    rig.office.setInService("P1", true);
    rig.office.addJobs(people(1));
    rig.engine().lab.closeCover();
    rig.until(() => word() === "ready");
    rig.seconds(120);
    expect([word(), rig.journal.jobCounts.queued]).toEqual(["ready", 1]);
    rig.office.setInService("P1", false);
    rig.until(() => rig.journal.jobCounts.issued === 1);
  });
});
