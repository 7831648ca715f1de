/** Technicians' hands at a simulated printer, over the station's commands: whatever happens, nothing goes on heating unseen. */
import { beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../src/base/index.ts";
import { PARAM } from "../../src/protocol/index.ts";
import { tuneOverStation } from "../../src/rig/index.ts";
import { Access } from "../../src/station/access/access.ts";
import type { AuditEntry } from "../../src/station/commands/command.ts";
import { Dispatcher, EMERGENCY_STOP } from "../../src/station/commands/dispatcher.ts";
import { stationCommands } from "../../src/station/commands/station-commands.ts";
import { PrinterServiceDesk } from "../../src/station/service/printer-service.ts";
import { people } from "./journal-fixture.ts";
import { OfficeRig } from "./office-rig.ts";

let rig: OfficeRig;
let commands: Dispatcher;
let audit: AuditEntry[];

beforeEach(() => {
  rig = new OfficeRig(["P1"]);
  const { office, clock, journal } = rig;
  const access = new Access({ clock, store: journal.access });
  const desk = new PrinterServiceDesk({ office, printers: rig.config.printers, flashes: journal.flashes, clock });
  const list = stationCommands({ office, access, clock, service: { desk, tune: tuneOverStation, clock } });
  audit = [];
  commands = new Dispatcher({ commands: list, audit: { append: (entry) => void audit.push(entry) }, log: silentLog });
  office.start();
  rig.until(() => office.controller("P1").view().word === "warming");
});

const ask = (name: string, input: object = {}, role: "operator" | "technician" = "technician") =>
  commands.run({ name, input: { printer: "P1", ...input }, caller: { name: "Budi", role } });
const word = (): string => rig.office.controller("P1").view().word;
const setpoint = (): number => rig.engine().truth.state.ram.setpointCelsius;
const watt = (): number => rig.engine().truth.heaterWatt;
const serial = (): string => rig.office.controller("P1").view().serial;

describe("an operator", () => {
  it("pauses and resumes, and the outcome names printer and serial", async () => {
    expect(await ask("printer.pause", {}, "operator")).toEqual({
      ok: true,
      result: { printer: "P1", serial: serial(), when: "now" },
    });
    rig.until(() => word() === "paused");
    expect(await ask("printer.resume", { serial: serial() }, "operator")).toMatchObject({ ok: true });
    expect(audit.map(({ action, detail }) => `${action} ${detail["printer"]} ${detail["serial"]}`)).toEqual([
      `printer.pause P1 ${serial()}`,
      `printer.resume P1 ${serial()}`,
    ]);
  });

  it("is refused when another machine answers by now, and where there is nothing to do", async () => {
    expect(await ask("printer.pause", { serial: "OTHER" }, "operator")).toMatchObject({ ok: false, code: "refused" });
    expect(await ask("printer.pause", { printer: "P9" }, "operator")).toMatchObject({ ok: false, code: "notFound" });
    expect(await ask("printer.cancel", {}, "operator")).toMatchObject({ ok: false, code: "refused" });
    expect(await ask("printer.resetStop", {}, "operator")).toMatchObject({ ok: false, code: "refused" });
    expect(await ask("service.begin", {}, "operator")).toMatchObject({ ok: false, code: "role" });
  });

  it("stops all printers before anything else, and lets them go again", async () => {
    void commands.run({ name: EMERGENCY_STOP, input: {}, caller: { name: "Sari", role: "operator" } });
    // Before anybody waited for an answer.
    expect(word()).toBe("stopped");
    rig.seconds(1);
    expect([setpoint(), watt()]).toEqual([0, 0]);
    expect(await ask("printer.resetStop", {}, "operator")).toMatchObject({ ok: true });
    rig.until(() => word() === "warming");
  });

  it("says that a jam is out; a broken heater needs a technician", async () => {
    rig.engine().lab.inject("jamHopper");
    rig.office.addJobs(people(1));
    rig.until(() => word() === "faulted");
    expect(await ask("printer.clearFault", { fault: "filmOut", proof: "hands" })).toMatchObject({ ok: false });
    rig.engine().lab.heal("jamHopper");
    rig.engine().lab.removeCard();
    expect(await ask("printer.clearFault", { fault: "jamHopper", proof: "hands" }, "operator")).toMatchObject({
      ok: true,
    });
    rig.until(() => word() !== "faulted");
    for (const [proof, role, code] of [
      ["hands", "technician", "refused"],
      ["service", "operator", "role"],
    ] as const) {
      expect(await ask("printer.clearFault", { fault: "heaterOpen", proof }, role)).toMatchObject({ ok: false, code });
    }
  });
});

describe("heat by hand", () => {
  beforeEach(async () => {
    await ask("service.begin");
    expect(word()).toBe("service");
    rig.seconds(2);
    expect(setpoint()).toBe(0);
    expect(await ask("service.heat", { celsius: 120 })).toMatchObject({ ok: true, result: { celsius: 120 } });
    rig.seconds(10);
    expect(setpoint()).toBe(120);
  });

  const isCold = (): void => {
    rig.seconds(7);
    expect([setpoint(), watt()]).toEqual([0, 0]);
  };

  it("keeps within its limits", async () => {
    for (const celsius of [-1, 39, 171, 1e9]) {
      expect(await ask("service.heat", { celsius })).toMatchObject({ ok: false, code: "invalid" });
    }
    await ask("service.heat", { celsius: 0 });
    isCold();
  });

  it("ends with the service", async () => {
    await ask("printer.pause");
    await ask("service.end");
    isCold();
  });

  it("ends by itself after a quarter of an hour", () => {
    rig.seconds(14 * 60);
    expect(setpoint()).toBe(120);
    rig.seconds(60);
    isCold();
    expect(word()).toBe("service");
  });

  it("ends with the link, and does not come back with it", async () => {
    await ask("printer.pause");
    rig.engine().lab.inject("linkLost", { durationS: 20 });
    rig.seconds(60);
    expect(rig.office.controller("P1").view().link.state).toBe("up");
    rig.until(() => word() === "paused");
    isCold();
  });

  it("ends with an emergency stop and with a fault", async () => {
    await ask(EMERGENCY_STOP);
    isCold();
    await ask("printer.resetStop");
    rig.until(() => word() === "warming");
    await ask("service.begin");
    await ask("service.heat", { celsius: 120 });
    rig.seconds(2);
    rig.engine().lab.openCover();
    isCold();
    expect(word()).toBe("faulted");
  });

  it("ends with a cleaning, which leads out of service", async () => {
    await ask("printer.pause");
    expect(await ask("service.clean")).toMatchObject({ ok: true });
    rig.until(() => word() !== "service", 300);
    isCold();
  });
});

describe("single steps", () => {
  it("are made in service only, one at a time", async () => {
    expect(await ask("service.jog", { step: "home" })).toMatchObject({ ok: false, code: "refused" });
    await ask("service.begin");
    expect(await ask("service.jog", { step: "home" })).toMatchObject({ ok: true });
    expect(await ask("service.jog", { step: "filmAdvance" })).toMatchObject({ ok: false, code: "busy" });
    rig.seconds(60);
    const before = rig.engine().lab.state().film.left;
    expect(await ask("service.jog", { step: "filmAdvance" })).toMatchObject({ ok: true });
    rig.seconds(60);
    expect(rig.engine().lab.state().film.left).toBe(before - 1);
    expect(await ask("service.jog", { step: "transfer" })).toMatchObject({ ok: false, code: "invalid" });
  });

  it("are not made while a card is in work", async () => {
    rig.office.addJobs(people(1));
    rig.until(() => word() === "printing");
    expect(await ask("service.begin")).toMatchObject({ ok: false, code: "busy" });
    expect(await ask("service.clean")).toMatchObject({ ok: false, code: "busy" });
    expect(await ask("service.tune")).toMatchObject({ ok: false, code: "busy" });
  });
});

describe("tuning over the station", () => {
  const state = async (): Promise<Record<string, unknown>> => {
    const outcome = await ask("service.state");
    return (outcome.ok ? outcome.result : {}) as Record<string, unknown>;
  };

  it("finds the gains on the station's own link and leaves heat off and gains alone", async () => {
    expect(await ask("service.tune", { cycles: 3 })).toMatchObject({ ok: true, result: { state: "running" } });
    rig.seconds(60);
    expect(word()).toBe("service");
    expect(rig.office.printerState("P1").temps!.roller).toBeGreaterThan(60);
    expect(rig.office.historyOf("P1")!.fine.duty.at(-1)).toBeGreaterThan(0.9);
    expect(await ask("service.heat", { celsius: 100 })).toMatchObject({ ok: false, code: "busy" });
    expect(await ask("service.tune")).toMatchObject({ ok: false, code: "busy" });
    for (let i = 0; i < 100 && (await state())["state"] === "running"; i++) rig.seconds(10);
    const { state: how, result } = await state();
    expect([how, result]).toMatchObject(["done", { model: "hdp5000", stored: false, finding: { cycles: 3 } }]);
    rig.until(() => word() !== "service" && word() !== "recovering");
    expect(rig.engine().truth.state.ram.settings.numbers.slice(PARAM.kpMicro, PARAM.kdMicro + 1)).toEqual([
      100_000, 1_200, 1_000_000,
    ]);
    expect(audit.filter(({ action }) => action === "service.tune").map(({ detail }) => detail["outcome"])).toEqual([
      undefined,
      undefined,
      "busy",
    ]);
  });

  it.each([
    ["an emergency stop", () => void ask(EMERGENCY_STOP)],
    ["a lost link", () => rig.engine().lab.inject("linkLost", { durationS: 30 })],
    ["an open cover", () => rig.engine().lab.openCover()],
    ["a person", () => void ask("service.tune.stop")],
  ])("ends cold with %s", async (_what, happen) => {
    await ask("printer.pause");
    await ask("service.tune", { cycles: 3 });
    rig.seconds(60);
    expect(watt()).toBeGreaterThan(100);
    happen();
    rig.seconds(7);
    expect(watt()).toBe(0);
    rig.seconds(60);
    // What the experiment's end sets off runs in promises.
    for (let i = 0; i < 20; i++) await state();
    expect([setpoint(), watt(), (await state())["state"]]).toEqual([0, 0, "failed"]);
  });
});
