/** Settings in the engine's memory and over its console: limits, all or none, power cuts at any instant, even wear. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { Engine, type EngineSaved, MODELS, plugIntoMemory } from "../../src/hardware-sim/index.ts";
import { NV_COPY_US, SETTINGS_SLOTS, spoilt } from "../../src/hardware-sim/nvram.ts";
import { settingSpecs } from "../../src/hardware-sim/settings/table.ts";
import {
  limitsOf,
  memPair,
  numberOfSetting,
  PARAM,
  SETTINGS_COMMAND,
  SMP_GROUP,
  type SmpMap,
  settingProblem,
  textOfNumber,
} from "../../src/protocol/index.ts";
import { checkChanges, differencesOf, readSettings, writeSettings } from "../../src/station/index.ts";
import type { NipLesson } from "../../src/thermal/index.ts";
import { inVirtualTime, sessionAt } from "./in-virtual-time.ts";

const specs = settingSpecs(MODELS.hdp5000);

function machine(saved?: EngineSaved) {
  const clock = new VirtualClock();
  const engine =
    saved === undefined ? new Engine({ model: "hdp5000", clock, seed: 1 }) : Engine.restore(saved, { clock });
  const pair = memPair(clock);
  plugIntoMemory(engine, pair);
  clock.advance(90_000_000);
  const session = () => inVirtualTime(clock, sessionAt(engine, clock));
  const ask = async (command: number, op: "read" | "write", payload: SmpMap) =>
    inVirtualTime(clock, (await session()).ask(SMP_GROUP.settings, command, op, payload, "asking"));
  const read = async () => inVirtualTime(clock, readSettings(await session()));
  const write = async (changes: Record<string, string | null>) =>
    inVirtualTime(clock, writeSettings(await session(), changes));
  return { clock, engine, ask, read, write };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("values as text", () => {
  test("every number within its limits goes there and back; one beyond them is refused with the limits", () => {
    const numbers = specs.filter(({ kind }) => kind === "number");
    fc.assert(
      fc.property(fc.constantFrom(...numbers), fc.double({ min: 0, max: 1, noNaN: true }), (spec, share) => {
        const value = Math.round(spec.minimum + share * (spec.maximum - spec.minimum));
        expect(numberOfSetting(spec, textOfNumber(spec, value))).toBe(value);
        for (const out of [spec.minimum - 1, spec.maximum + 1]) {
          expect(settingProblem(spec, textOfNumber(spec, out))).toContain(limitsOf(spec));
        }
      }),
    );
  });

  test.each(["", "x", "1e3", "0x10", " ", "1.", ".5", "--1", "0.0000001", "99999999999999", "NaN", "1,5"])(
    '"%s" is no gain',
    (text) => {
      expect(settingProblem(specs[0]!, text)).toMatch(/^heat\/kp must be 0\.000000\.\.10\.000000 1\/K/);
    },
  );

  test("the table is in the order of the link's parameters, without the one that nothing looks at, with factory values inside the limits", () => {
    expect(specs.slice(0, Object.keys(PARAM).length - 1).map(({ key }) => key)).toEqual([
      "heat/kp",
      "heat/ki",
      "heat/kd",
      "head/pause",
      "head/resume",
      "heat/lease_max",
      "nip/watchdog",
      "nip/gate_low",
      "nip/gate_high",
    ]);
    for (const spec of specs) expect(settingProblem(spec, spec.factory), spec.key).toBeUndefined();
  });
});

describe("over the console", () => {
  test("write stages, commit puts in force, save survives the power", async () => {
    const { engine, ask, read } = machine();
    const { value, commit, store, erase } = SETTINGS_COMMAND;
    const power = (): void => {
      engine.lab.cutMains();
      engine.lab.restoreMains();
    };
    const kp = async (): Promise<string> => {
      const { val } = await ask(value, "read", { name: "heat/kp" });
      return new TextDecoder().decode(val as Uint8Array);
    };
    expect(await kp()).toBe("0.100000");
    await ask(value, "write", { name: "heat/kp", val: bytes("0.25") });
    expect(await kp()).toBe("0.100000");
    await ask(commit, "write", {});
    expect(await kp()).toBe("0.250000");
    expect(engine.truth.state.ram.settings.numbers[PARAM.kpMicro]).toBe(250_000);
    await ask(store, "read", {});
    expect(await kp()).toBe("0.100000");
    await ask(value, "write", { name: "heat/kp", val: bytes("0.25") });
    await ask(commit, "write", {});
    await ask(store, "write", {});
    power();
    expect(engine.truth.state.ram.settings.numbers[PARAM.kpMicro]).toBe(250_000);
    await ask(erase, "write", { name: "heat/kp" }).catch(() => {});
    expect((await machine(engine.save()).read()).values["heat/kp"]).toBe("0.250000");
    expect((await read()).specs).toEqual(specs);
  });

  test("all or none: what cannot go together changes nothing, and nothing of it is left for the next one", async () => {
    const { engine, read, write } = machine();
    const before = [...engine.truth.state.ram.settings.numbers];
    await expect(write({ "nip/gate_low": "165", "nip/gate_high": "164" })).rejects.toThrow(
      /nip\/gate_low \(165\.0\) must be at least 1\.0 C below nip\/gate_high \(164\.0\)/,
    );
    expect(engine.truth.state.ram.settings.numbers).toEqual(before);
    await write({ "printer/label": "loket 2" });
    expect(engine.truth.state.ram.settings.numbers).toEqual(before);
    const settings = await read();
    expect(settings.values["printer/label"]).toBe("loket 2");
    expect(differencesOf(settings, { "printer/label": null, "heat/kp": "0.1" })).toEqual([
      { key: "printer/label", unit: "", from: "loket 2", to: "" },
    ]);
    expect(() => checkChanges(settings, { "head/pause": "900", nonsense: "1" })).toThrow(
      /head\/pause must be 50\.0\.\.85\.0 C.*\nthere is no setting "nonsense"/,
    );
  });

  test.each([
    [{ name: "heat/kp", val: bytes("11") }, /heat\/kp must be/],
    [{ name: "heat/kp", val: "0.1" }, /byte string/],
    [{ name: "heat/kp", val: bytes("1".repeat(65)) }, /at most 64/],
    [{ val: bytes("1") }, /name is missing/],
    [{ name: "no/such", val: bytes("1") }, /key not found|no setting/],
    [{ name: "x".repeat(33), val: bytes("1") }, /key too long/],
  ])("a bad write is refused: %o", async (payload, why) => {
    const { ask } = machine();
    await expect(ask(SETTINGS_COMMAND.value, "write", payload)).rejects.toThrow(why);
  });

  test("nothing comes in force while a card is worked on", async () => {
    const { engine, write } = machine();
    engine.truth.state.ram.cardStep = { kind: 1, beginUs: -1 } as never;
    await expect(write({ "heat/kp": "0.2" })).rejects.toThrow(/working on a card/);
    engine.truth.state.ram.cardStep = null;
    await write({ "heat/kp": "0.2" });
  });

  test("the least fan speed at rest is obeyed", async () => {
    const { engine, clock, write } = machine();
    clock.advance(5_000_000);
    expect(engine.truth.state.ram.fanPermille).toBe(0);
    await write({ "fan/rest": "250" });
    clock.advance(2_000_000);
    expect(engine.truth.state.ram.fanPermille).toBe(250);
  });
});

describe("in the memory", () => {
  test("a power cut at any instant of a save leaves the old settings or the new ones", async () => {
    const { engine, clock, write } = machine();
    await write({ "heat/kp": "0.2" });
    clock.advance(1_000_000);
    const saved = engine.save();
    for (let cutUs = 0; cutUs <= 3 * NV_COPY_US; cutUs += 250) {
      const other = new VirtualClock();
      const twin = Engine.restore({ ...saved, behaviours: { ...saved.behaviours, holdUpMs: 0 } }, { clock: other });
      const work = sessionAt(twin, other).then((session) => writeSettings(session, { "heat/kp": "0.3" }));
      work.catch(() => {});
      await new Promise((done) => setImmediate(done));
      for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
      other.advance(cutUs);
      twin.lab.cutMains();
      twin.lab.restoreMains();
      const kp = twin.truth.state.ram.settings.numbers[PARAM.kpMicro];
      expect(kp, `cut after ${cutUs} us`).toBe(cutUs >= NV_COPY_US ? 300_000 : 200_000);
      expect(twin.truth.state.nvram.settings.filter((record) => record !== null).length).toBeGreaterThan(0);
    }
  });

  test("saves go round all places, so that each wears alike", async () => {
    const { engine, write } = machine();
    for (let i = 0; i < 3 * SETTINGS_SLOTS; i++) await write({ "fan/rest": String(i + 1) });
    const seqs = engine.truth.state.nvram.settings.map((record) => JSON.parse(record!.a.text).seq as number);
    expect(new Set(seqs.map((seq) => seq % SETTINGS_SLOTS)).size).toBe(SETTINGS_SLOTS);
    expect(Math.max(...seqs) - Math.min(...seqs)).toBe(SETTINGS_SLOTS - 1);
  });

  test("the newest record spoilt: one copy is mended, both raise the fault and the one before holds after a restart", async () => {
    const { engine, clock, write } = machine();
    await write({ "fan/rest": "10" });
    await write({ "fan/rest": "20" });
    const { nvram, ram } = engine.truth.state;
    const newest = () => nvram.settings[ram.settings.seq % SETTINGS_SLOTS]!;
    newest().a = spoilt(newest().a);
    clock.advance(11_000_000);
    expect(nvram.repairs).toBe(1);
    expect(engine.truth.state.ram.faultLow | engine.truth.state.ram.faultHigh).toBe(0);
    newest().a = spoilt(newest().a);
    newest().b = spoilt(newest().b);
    const cut = engine.save();
    const other = new VirtualClock();
    const twin = Engine.restore(cut, { clock: other });
    twin.lab.cutMains();
    twin.lab.restoreMains();
    expect(twin.truth.state.ram.settings.numbers.at(-1)).toBe(20);
    clock.advance(11_000_000);
    expect(engine.truth.state.ram.faultLow | engine.truth.state.ram.faultHigh).not.toBe(0);
    expect(engine.truth.state.ram.settings.numbers.at(-1)).toBe(20);
  });

  test("a machine that an older version saved keeps its tuned gains", () => {
    const { engine } = machine();
    const saved = engine.save() as unknown as {
      state: { ram: Record<string, unknown>; nvram: Record<string, unknown> };
    };
    const { ram, nvram } = saved.state;
    const keep = { ...(ram["keep"] as object), params: [77_000, 1, 2, 0, 800, 700, 5000, 1500, 1600, 1700] };
    ram["keep"] = keep;
    delete ram["settings"];
    delete ram["staged"];
    delete ram["selfTest"];
    delete nvram["settings"];
    const old = Engine.restore(saved as unknown as EngineSaved, { clock: new VirtualClock() });
    expect(old.truth.state.ram.settings.numbers[PARAM.kpMicro]).toBe(77_000);
  });

  test("what the just-in-time heat remembers besides is as new in a machine that an older version saved", () => {
    const { engine } = machine();
    const saved = structuredClone(engine.save());
    const { justInTime } = saved.state.ram.heat;
    justInTime.lessons = justInTime.lessons.map(
      ({ ageSeconds: _, betweenSeconds: __, ...older }) => ({ ...older, doubt: 0.4 }) as NipLesson,
    );
    delete (justInTime as Partial<typeof justInTime>).watchedBetweenSeconds;
    const old = Engine.restore(saved, { clock: new VirtualClock() });
    const { watchedBetweenSeconds, lessons } = old.truth.state.ram.heat.justInTime;
    expect(watchedBetweenSeconds).toBe(0);
    expect(lessons).toEqual(lessons.map((lesson) => ({ ...lesson, doubt: 0.4, ageSeconds: 0, betweenSeconds: 0 })));
  });
});
