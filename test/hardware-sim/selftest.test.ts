/** The self-test over the console, in virtual time: it measures what is there, lives on being asked, and never leaves heat on. */
import { describe, expect, test } from "vitest";
import { Engine } from "../../src/hardware-sim/index.ts";
import { CETAK_COMMAND, REFUSAL, SELFTEST_LEASE_US, type SelfTestReport, SMP_GROUP } from "../../src/protocol/index.ts";
import { runSelfTest } from "../../src/station/index.ts";
import { inVirtualTime, sessionAt } from "./in-virtual-time.ts";
import { type RawHost, rawHost } from "./raw-host.ts";

const POWER_UP_US = 90_000_000;

function machine(o: Parameters<typeof rawHost>[0] = {}): RawHost {
  const host = rawHost({ seed: 1, ...o });
  host.clock.advance(POWER_UP_US);
  return host;
}

async function tested({ engine, clock }: RawHost): Promise<SelfTestReport> {
  const session = await inVirtualTime(clock, sessionAt(engine, clock));
  return inVirtualTime(clock, runSelfTest(session), 100_000);
}

const notOk = ({ findings }: SelfTestReport): string[] =>
  findings.filter(({ verdict }) => verdict !== "ok").map(({ name, verdict }) => `${name} ${verdict}`);
const measured = (report: SelfTestReport, name: string): number =>
  (report.findings.find((finding) => finding.name === name)?.measuredCenti ?? Number.NaN) / 100;

describe("a sound machine passes", () => {
  test.each(["hdp5000", "sr300"] as const)("%s, cold", async (model) => {
    const report = await tested(machine({ model }));
    expect(report.state).toBe("done");
    expect(notOk(report)).toEqual([]);
    expect(report.findings).toHaveLength(16);
    expect(measured(report, "heater")).toBeGreaterThan(98);
    expect(measured(report, "heater")).toBeLessThan(102);
  });

  test("hot from work, in a hot room, on low mains: the heater is judged by what it should do there", async () => {
    const host = machine({ behaviours: { roomCelsius: 35, airflow: 0.2 } });
    host.warmUp();
    host.printCard("J1");
    host.engine.lab.setMains(200);
    const report = await tested(host);
    expect(notOk(report)).toEqual([]);
    expect(measured(report, "mains")).toBe(200);
    expect(measured(report, "heater")).toBeGreaterThan(95);
    expect(measured(report, "heater")).toBeLessThan(105);
  });

  test("a machine with two roller sensors compares them", async () => {
    const sound = await tested(machine({ behaviours: { capabilities: ["roller2"] } }));
    expect(notOk(sound)).toEqual([]);
    expect(sound.findings).toHaveLength(17);
    const host = machine({ behaviours: { capabilities: ["roller2"] } });
    host.engine.lab.inject("thermistorsDisagree", { value: -12 });
    expect(notOk(await tested(host))).toContain("rollerSensorsApart failed");
  });
});

describe("what is broken fails its own item", () => {
  test.each([
    ["a heater with 60 % of its power", "heater", (e: Engine) => e.lab.inject("warmUpTooSlow", { value: 0.6 }), 60],
    ["an open heater", "heater", (e: Engine) => e.lab.inject("heaterOpen"), 0],
    ["a dead rotor", "fanRotor", (e: Engine) => e.lab.inject("fanFailed"), 0],
    ["a slow rotor", "fanRotor", (e: Engine) => e.lab.inject("airflowWeak", { value: 0.5 }), 1400],
    ["a drifting thermistor", "rollerDrift", (e: Engine) => e.lab.inject("rollerOverTemperature", { value: 1 }), 1],
    ["worn memory", "memoryCopies", (e: Engine) => e.lab.wearMemory(true), 2],
    ["a dead encoder", "encoder", (e: Engine) => e.lab.inject("encoderFailed"), Number.NaN],
    ["a blocked motor", "motorMoving", (e: Engine) => e.lab.inject("motorStalled"), 2100],
    ["a strange film", "filmTag", (e: Engine) => e.lab.loadFilm("unknown"), 0],
    ["low mains", "mains", (e: Engine) => e.lab.setMains(185), 185],
    ["an open cover", "cover", (e: Engine) => e.lab.openCover(), 1],
  ] as const)("%s: %s", async (_what, item, breakIt, value) => {
    const host = machine();
    breakIt(host.engine);
    host.clock.advance(200_000);
    const report = await tested(host);
    expect(report.state).toBe("done");
    expect(notOk(report)).toContain(`${item} failed`);
    const found = measured(report, item);
    if (Number.isNaN(value)) expect(found).toBeNaN();
    else expect(Math.abs(found - value)).toBeLessThan(0.02 * value + 0.5);
    // Only what hangs on it falls with it.
    expect(notOk(report).filter((name) => name !== `${item} failed` && name !== "heater notRun")).toEqual([]);
    expect(host.engine.truth.state.ram.setpointCelsius).toBe(0);
  });
});

describe("the heater never outlives its host", () => {
  test("without questions the test stops, and the heat with it, within the lease", async () => {
    const host = machine();
    const { engine, clock } = host;
    const session = await inVirtualTime(clock, sessionAt(engine, clock));
    const until = (): boolean => engine.truth.state.ram.selfTest?.fullPower === true;
    await inVirtualTime(clock, session.ask(SMP_GROUP.cetak, CETAK_COMMAND.selftest, "write", {}, "begin"));
    for (let i = 0; i < 600 && !until(); i++) {
      await inVirtualTime(clock, session.ask(SMP_GROUP.cetak, CETAK_COMMAND.selftest, "read", {}, "look"));
      clock.advance(200_000);
    }
    expect(until()).toBe(true);
    clock.advance(1_000_000);
    expect(engine.truth.state.ram.duty).toBe(1);
    clock.advance(SELFTEST_LEASE_US);
    const { ram } = engine.truth.state;
    expect(ram).toMatchObject({ duty: 0, setpointCelsius: 0, selfTest: { running: false } });
    expect(ram.selfTest?.why).toMatch(/nobody asked/);
  });

  test("the host of the link can neither heat nor move meanwhile, an emergency stop ends it", async () => {
    const host = machine();
    const { engine, clock } = host;
    const session = await inVirtualTime(clock, sessionAt(engine, clock));
    await inVirtualTime(clock, session.ask(SMP_GROUP.cetak, CETAK_COMMAND.selftest, "write", {}, "begin"));
    host.send("roller_set", { decicelsius: 1650 });
    host.send("step_start", { id: 1, kind: 1, arg: 0, job: new Uint8Array(0) });
    clock.advance(100_000);
    const refused = host.heard.filter(({ name }) => name === "refused").map(({ params }) => params["reason"]);
    expect(refused).toEqual([REFUSAL.busy, REFUSAL.busy]);
    expect(engine.truth.state.ram.setpointCelsius).toBe(0);
    await expect(
      inVirtualTime(clock, session.ask(SMP_GROUP.cetak, CETAK_COMMAND.selftest, "write", {}, "begin")),
    ).rejects.toThrow(/running already/);
    host.send("emergency_stop", {});
    clock.advance(200_000);
    expect(engine.truth.state.ram.selfTest).toMatchObject({ running: false, why: "emergency stop" });
  });

  test("refused while starting up, printing, or with a card inside", async () => {
    const young = rawHost({ seed: 1 });
    young.clock.advance(2_000_000);
    await expect(tested(young)).rejects.toThrow(/starting up/);
    const host = machine();
    host.warmUp();
    host.send("step_start", { id: 900, kind: 1, arg: 0, job: new TextEncoder().encode("J") });
    host.clock.advance(300_000);
    await expect(tested(host)).rejects.toThrow(/working on a card/);
    host.clock.advance(8_000_000);
    await expect(tested(host)).rejects.toThrow(/card in the path/);
  });

  test("a saved machine goes on in the middle of it", async () => {
    const { engine, clock } = machine();
    const session = await inVirtualTime(clock, sessionAt(engine, clock));
    await inVirtualTime(clock, session.ask(SMP_GROUP.cetak, CETAK_COMMAND.selftest, "write", {}, "begin"));
    clock.advance(1_000_000);
    const twin = Engine.restore(engine.save(), { clock });
    expect(twin.truth.state.ram.selfTest).toEqual(engine.truth.state.ram.selfTest);
    clock.advance(3_000_000);
    expect(twin.truth.state.ram.selfTest).toEqual(engine.truth.state.ram.selfTest);
  });
});
