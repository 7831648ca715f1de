import { afterEach, describe, expect, it } from "vitest";
import { Random, ScaledClock, silentLog, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import {
  CentreCore,
  CentreFaults,
  type CentreServer,
  CentreService,
  CentreStore,
  OPEN_POLICY,
  startCentreServer,
} from "../../src/centre-sim/index.ts";
import { Engine, runScriptLine } from "../../src/hardware-sim/index.ts";
import { type LabLines, labPort, serveLabLines } from "../../src/rig/index.ts";
import { labStateSchema } from "../../src/station/api-lab.ts";
import type { AuditEntry } from "../../src/station/commands/command.ts";
import { Dispatcher } from "../../src/station/commands/dispatcher.ts";
import { labCommands } from "../../src/station/commands/lab-commands.ts";

const base = new VirtualClock();
const world = new ScaledClock(base);
const engine = new Engine({ model: "hdp5000", clock: world, seed: 1 });
const far = new Engine({ model: "sr300", clock: world, seed: 2 });
let served: LabLines | undefined;
afterEach(() => served?.close());

const audit: AuditEntry[] = [];
const commandsOf = (controlUrl = "tcp://127.0.0.1:1"): Dispatcher => {
  const targets = new Map([
    ["P1", { engine, clock: world }],
    ["P2", { controlUrl }],
  ]);
  const sink = { append: (entry: AuditEntry) => void audit.push(entry) };
  return new Dispatcher({ commands: labCommands(labPort({ targets, world })), audit: sink, log: silentLog });
};
const ask = (name: string, input: object = {}, commands = commandsOf()) =>
  commands.run({ name: `lab.${name}`, input, caller: { name: "Sari", role: "operator" } });

describe("hands in the lab", () => {
  it.each([
    ["load", { spool: "film", type: "fargo", left: 7 }, (): unknown => engine.lab.state().film.left, 7],
    ["load", { spool: "ribbon" }, (): unknown => engine.lab.state().ribbon.left, 500],
    ["left", { spool: "ribbon", left: 3 }, (): unknown => engine.lab.state().ribbon.left, 3],
    ["cover", { open: true }, (): unknown => engine.lab.state().coverOpen, true],
    ["cover", { open: false }, (): unknown => engine.lab.state().coverOpen, false],
    ["room", { celsius: 33.5 }, (): unknown => engine.lab.state().roomCelsius, 33.5],
    ["dust", { airflow: 0.6 }, (): unknown => engine.lab.state().airflow, 0.6],
    ["inject", { fault: "jamNip", times: 2, when: { card: 3 } }, (): unknown => 0, 0],
    ["heal", { fault: "jamNip" }, (): unknown => 0, 0],
    ["mains", { volt: 200 }, (): unknown => engine.lab.state().mainsVolt, 200],
    ["line", { line: "mains on" }, (): unknown => engine.lab.state().mainsVolt, 230],
  ])("%s %j", async (name, input, look, wanted) => {
    expect(await ask(name, { printer: "P1", ...input })).toMatchObject({ ok: true, result: { said: "ok" } });
    expect(look()).toBe(wanted);
    expect(audit.at(-1)).toMatchObject({ action: `lab.${name}`, detail: { printer: "P1", outcome: "ok" } });
  });

  it("a cut of the mains ends by itself", async () => {
    await ask("mains", { printer: "P1", volt: 0, seconds: 5 });
    expect(engine.lab.state().mainsVolt).toBe(0);
    base.advance(6 * US_PER_S);
    expect(engine.lab.state().mainsVolt).toBe(230);
  });

  it.each([
    ["room", { celsius: 200 }],
    ["load", { spool: "film", left: 7 }],
    ["inject", { fault: "noSuchFault" }],
    ["line", { line: "fly away" }],
    ["line", { line: "" }],
  ])("what cannot be is refused in words: %s %j", async (name, input) => {
    const outcome = await ask(name, { printer: "P1", ...input });
    expect(outcome).toMatchObject({ ok: false, code: "invalid" });
  });

  it("reach an engine in another process, or say that they cannot", async () => {
    served = await serveLabLines("tcp://127.0.0.1:0", (line) => runScriptLine(far, world, line));
    const commands = commandsOf(served.url);
    expect(await ask("room", { printer: "P2", celsius: 31 }, commands)).toMatchObject({ ok: true });
    expect(far.lab.state().roomCelsius).toBe(31);
    expect(await ask("line", { printer: "P2", line: "fly" }, commands)).toMatchObject({ ok: false, code: "invalid" });
    const outcome = await ask("state", {}, commands);
    expect(outcome.ok && labStateSchema.parse(outcome.result).engines["P2"]?.roomCelsius).toBe(31);
    expect(await ask("state", { printer: "P2" })).toMatchObject({ ok: false, code: "device" });
    expect(await ask("room", { printer: "P3", celsius: 20 })).toMatchObject({ ok: false, code: "notFound" });
  });
});

describe("a simulated data centre", () => {
  let centre: CentreServer | undefined;
  afterEach(() => centre?.close());

  it("is broken, mended and closed, and says what cannot be", async () => {
    const random = new Random(1);
    const faults = new CentreFaults(random);
    const core = new CentreCore(new CentreStore(":memory:"), OPEN_POLICY);
    const service = new CentreService({ clock: base, core, random, faults });
    centre = await startCentreServer({ service, port: 0, host: "127.0.0.1", token: undefined, zoneMinutes: 420 });
    const port = labPort({ targets: new Map(), centreUrl: centre.url });
    const sink = { append: (entry: AuditEntry) => void audit.push(entry) };
    const commands = new Dispatcher({ commands: labCommands(port), audit: sink, log: silentLog });
    expect(await ask("centre.inject", { fault: "slow", value: 3, rate: 0.5 }, commands)).toMatchObject({ ok: true });
    expect(audit.at(-1)).toMatchObject({ action: "lab.centre.inject", detail: { fault: "slow", value: 3, rate: 0.5 } });
    expect(await ask("centre.inject", { fault: "outage" }, commands)).toMatchObject({
      ok: true,
      result: { on: { slow: { rate: 0.5, value: 3 }, outage: { rate: 1, value: 0 } } },
    });
    expect(Object.keys(faults.all)).toEqual(["outage", "slow"]);
    expect(await ask("centre.heal", { fault: "outage" }, commands)).toMatchObject({ ok: true });
    expect(Object.keys(faults.all)).toEqual(["slow"]);
    await ask("centre.heal", {}, commands);
    expect(faults.all).toEqual({});
    const hours = { opens: "07:00", closes: "15:00" };
    expect(await ask("centre.hours", { hours }, commands)).toMatchObject({ ok: true, result: { hours } });
    expect(core.present.hours).toEqual({ opensMinute: 420, closesMinute: 900, zoneMinutes: 420 });
    const always = await ask("centre.hours", { hours: null }, commands);
    expect(always.ok && always.result).not.toHaveProperty("hours");
    for (const [name, input] of [
      ["centre.inject", { fault: "fire" }],
      ["centre.inject", { fault: "html", value: 3 }],
      ["centre.inject", { fault: "slow", rate: 0 }],
      ["centre.heal", { fault: "fire" }],
      ["centre.hours", { hours: { opens: "15:00", closes: "07:00" } }],
    ] as const) {
      expect(await ask(name, input, commands), JSON.stringify(input)).toMatchObject({ ok: false, code: "invalid" });
    }
    await centre.close();
    centre = undefined;
    expect(await ask("centre.inject", { fault: "slow" }, commands)).toMatchObject({ ok: false, code: "device" });
    const state = await ask("state", {}, commands);
    expect(state.ok && labStateSchema.parse(state.result).centre?.problem).toContain("takes commands at");
  });
});

describe("the lab's time", () => {
  it("runs faster, stands still, and goes step by step", async () => {
    const at = world.now();
    await ask("speed", { times: 20 });
    base.advance(US_PER_S);
    expect(world.now() - at).toBe(20 * US_PER_S);
    await ask("pause");
    base.advance(3600 * US_PER_S);
    expect(world.now() - at).toBe(20 * US_PER_S);
    expect(await ask("step", { seconds: 2 })).toMatchObject({ ok: true, result: { paused: false, speed: 20 } });
    base.advance(3600 * US_PER_S);
    expect(world.now() - at).toBe(22 * US_PER_S);
    expect(world.paused).toBe(true);
    await ask("resume");
    base.advance(US_PER_S);
    expect(world.now() - at).toBe(42 * US_PER_S);
    expect(await ask("speed", { times: 21 })).toMatchObject({ ok: false, code: "invalid" });
  });
});
