import { expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { type FirmwareBehaviours, generateKey, signingKey } from "../../src/firmware/index.ts";
import { Engine, type EngineSaved, runScriptLine } from "../../src/hardware-sim/index.ts";
import { IMAGE_COMMAND, OS_COMMAND, SMP_GROUP, SMP_RC, type SmpMap } from "../../src/protocol/index.ts";
import { consoleRig, reset } from "./console-rig.ts";
import { firmware, hashOf, identity, setState, tryOut, UP_SECONDS, upRig } from "./firmware-rig.ts";
import { autopilot, RawHost } from "./raw-host.ts";

const { image: IMAGE, os: OS } = SMP_GROUP;

test("a new firmware runs on trial, is confirmed once its self-test passed, and stays", () => {
  const rig = upRig({ baud: 115_200 });
  const before = rig.clock.now();
  const sent = rig.pair.toEngine.bytesDelivered;
  tryOut(rig, firmware());
  const busy = ((rig.pair.toEngine.bytesDelivered - sent) * 10) / 115_200 / ((rig.clock.now() - before) / 1e6);
  expect(busy).toBeGreaterThan(0.8);
  rig.seconds(10);
  expect(identity(rig)).toMatchObject({ version: "1.1.0", firmware: "sim-1.1.0", trial: true, check: "none" });
  expect(setState(rig, { confirm: true })).toMatchObject({ kind: "answer", group: IMAGE, rc: 32 });
  rig.seconds(UP_SECONDS);
  expect(identity(rig)).toMatchObject({ trial: true, check: "good", why: "" });
  expect(rig.lines.join("\n")).toContain("fault firmwareUnconfirmed raised");
  expect(setState(rig, { confirm: true })).toHaveProperty("images");
  rig.engine.lab.cutMains();
  rig.seconds(5);
  rig.engine.lab.restoreMains();
  rig.seconds(UP_SECONDS);
  expect(identity(rig)).toMatchObject({ version: "1.1.0", trial: false, boots: 3 });
});

test("not confirmed: the next start brings the old one back and says why", () => {
  const rig = upRig();
  tryOut(rig, firmware());
  rig.seconds(UP_SECONDS);
  expect(reset(rig)).toEqual({});
  rig.seconds(UP_SECONDS);
  expect(identity(rig)).toMatchObject({ version: "1.0.0", trial: false, why: "nobody had confirmed it" });
});

test.each([
  ["fails its self-test", { selftest: "fails" }, /self-test failed: the firmware's own check/],
  ["hangs while starting", { start: "hangs" }, /it hung while starting/],
] as const)("a firmware that %s takes itself back", (_, behaviours, why) => {
  const rig = upRig();
  tryOut(rig, firmware({ behaviours }));
  rig.seconds(2 * UP_SECONDS);
  expect(identity(rig)).toMatchObject({ version: "1.0.0", trial: false, mode: "firmware" });
  expect(identity(rig)["why"]).toMatch(why);
  expect(rig.lines.join("\n")).toMatch(why);
});

test("a healthy firmware in a broken machine is not confirmed either", () => {
  const rig = upRig();
  tryOut(rig, firmware());
  rig.seconds(20);
  rig.engine.lab.inject("thermistorOpen");
  rig.seconds(2 * UP_SECONDS);
  expect(identity(rig)).toMatchObject({ version: "1.0.0", trial: false });
  expect(identity(rig)["why"]).toMatch(/self-test failed: .*thermistorOpen/);
});

test("a firmware for good that hangs ends in recovery, which takes another one", () => {
  const rig = upRig();
  rig.upload(firmware({ behaviours: { start: "hangs" } }));
  setState(rig, { hash: hashOf(rig, 1), confirm: true });
  reset(rig);
  rig.seconds(60);
  expect(identity(rig)).toMatchObject({ mode: "recovery" });
  expect(rig.engine.reachable).toBe(false);
  expect(rig.ask(SMP_GROUP.settings, 0, "read", { name: "heat/kp" })).toMatchObject({ rc: SMP_RC.notSupported });
  expect(rig.ask(OS, OS_COMMAND.echo, "write", { d: "still here" })).toEqual({ r: "still here" });
  rig.upload(firmware({ version: "1.2.0" }));
  reset(rig);
  rig.seconds(UP_SECONDS);
  expect(identity(rig)).toMatchObject({ mode: "firmware", version: "1.2.0", trial: false });
  expect(rig.engine.reachable).toBe(true);
});

test("what is refused: wrong key, wrong model, older counter, damage, not newer, too large, no image", () => {
  const rig = upRig({ firmware: firmware({ version: "2.0.0", counter: 5 }) });
  const stranger = signingKey(generateKey().privatePem);
  const cases: readonly [Uint8Array, object][] = [
    [
      firmware({ key: stranger }),
      { rc: SMP_RC.accessDenied, reason: expect.stringMatching(/signed with another key/) },
    ],
    [
      firmware({ model: "sr300", counter: 9 }),
      { rc: SMP_RC.accessDenied, reason: expect.stringMatching(/is for a sr300/) },
    ],
    [firmware({ version: "9.0.0", counter: 4 }), { group: IMAGE, rc: 27 }],
  ];
  for (const [image, error] of cases) {
    rig.upload(image);
    expect(setState(rig, { hash: hashOf(rig, 1) })).toMatchObject(error);
  }
  const damaged = Uint8Array.from(firmware({ counter: 9 }));
  damaged[3_000]! ^= 1;
  rig.upload(damaged);
  expect(setState(rig, { hash: hashOf(rig, 1) })).toMatchObject({ group: IMAGE, rc: 24 });
  expect(rig.upload(firmware({ version: "2.0.0", counter: 9 }), undefined, true)).toMatchObject({
    group: IMAGE,
    rc: 27,
  });
  expect(rig.upload(new Uint8Array(300_000))).toMatchObject({ group: IMAGE, rc: 30 });
  expect(rig.upload(new Uint8Array(3_000))).toMatchObject({ group: IMAGE, rc: 23 });
  expect(setState(rig, { hash: new Uint8Array(32) })).toMatchObject({ group: IMAGE, rc: 8 });
  reset(rig);
  rig.seconds(UP_SECONDS);
  expect(identity(rig)).toMatchObject({ version: "2.0.0" });
});

test("an engine that trusts an office's key starts its firmware", () => {
  const pair = generateKey();
  const rig = upRig({ trust: [pair.publicPem] });
  tryOut(rig, firmware({ key: signingKey(pair.privatePem) }));
  rig.seconds(UP_SECONDS);
  expect(identity(rig)).toMatchObject({ version: "1.1.0", trial: true });
});

test("under an old firmware that does not open the nip, a power cut melts the card; under the next one it does not", () => {
  const meltsWith = (behaviours: Partial<FirmwareBehaviours>): boolean => {
    const clock = new VirtualClock();
    const image = firmware({ version: "0.9.0", behaviours });
    const host = new RawHost({ clock, engine: new Engine({ model: "hdp5000", seed: 5, clock, firmware: image }) });
    host.warmUp();
    autopilot(host, "JOB");
    host.runWhile(() => !host.engine.truth.nipClosed, 120);
    host.clock.advance(3_000_000);
    host.engine.lab.cutMains();
    host.clock.advance(60_000_000);
    host.engine.lab.restoreMains();
    return host.engine.truth.cards.at(-1)!.quality === "melt";
  };
  expect(meltsWith({ nip: "stays" })).toBe(true);
  expect(meltsWith({})).toBe(false);
});

test("factory values that a firmware brings are in force until it goes, and what a person set stays", () => {
  const rig = upRig();
  const setting = (name: string): string => {
    const answer = rig.ask(SMP_GROUP.settings, 0, "read", { name }) as SmpMap;
    return Buffer.from(answer["val"] as Uint8Array).toString("latin1");
  };
  const own = setting("heat/kp");
  expect(rig.ask(SMP_GROUP.settings, 0, "write", { name: "head/pause", val: Buffer.from("74.5") })).toEqual({});
  expect(rig.ask(SMP_GROUP.settings, 2, "write")).toEqual({});
  rig.ask(SMP_GROUP.settings, 3, "write");
  tryOut(rig, firmware({ parameters: { "heat/kp": 41_000, "head/pause": 720 } }));
  rig.seconds(UP_SECONDS);
  expect([setting("heat/kp"), setting("head/pause")]).toEqual(["0.041000", "74.5"]);
  rig.ask(SMP_GROUP.settings, 3, "write");
  reset(rig);
  rig.seconds(UP_SECONDS);
  expect([setting("heat/kp"), setting("head/pause")]).toEqual([own, "74.5"]);
});

test("the power fails inside a flash write: the engine dies, and starts again with the old firmware or the new", () => {
  const versions = new Set<string>();
  for (const at of [0, 20, 35, 60, 100, 150]) {
    const rig = upRig();
    const { engine } = rig;
    engine.lab.cutAtFlashOperation(at);
    rig.upload(firmware());
    if (engine.truth.powered) {
      setState(rig, { hash: hashOf(rig, 1), confirm: true });
      reset(rig);
      rig.seconds(2);
    }
    expect(engine.truth.powered, `operation ${at}`).toBe(false);
    engine.lab.restoreMains();
    rig.seconds(UP_SECONDS);
    expect(identity(rig)).toMatchObject({ mode: "firmware", life: "up" });
    expect(engine.truth.breaches).toEqual([]);
    versions.add(String(identity(rig)["version"]));
  }
  expect([...versions].sort()).toEqual(["1.0.0", "1.1.0"]);
});

test("a saved engine keeps its flash and its upload; one that was never flashed has none to keep", () => {
  const rig = upRig();
  expect(rig.engine.save().flash).toEqual([]);
  const image = firmware();
  const half = { off: 0, len: image.length, sha: new Uint8Array(32).fill(7), data: image.subarray(0, 450) };
  rig.ask(IMAGE, IMAGE_COMMAND.upload, "write", half);
  const saved = JSON.parse(JSON.stringify(rig.engine.save())) as EngineSaved;
  expect(saved.flash?.length).toBe(1);
  const again = consoleRig({ engine: (clock) => Engine.restore(saved, { clock }) });
  expect(again.ask(IMAGE, IMAGE_COMMAND.upload, "write", half)).toEqual({ off: 450 });
});

test("the script has the flash in its words", () => {
  const rig = upRig();
  const act = (line: string): string => runScriptLine(rig.engine, rig.clock, line);
  expect(act("flash rot")).toContain("use: flash cut|rot N");
  expect(act("flash rot 3")).not.toContain("use:");
  act("flash cut 2");
  rig.upload(firmware());
  expect(rig.engine.truth.powered).toBe(false);
});

test("rotten cells in the only image: recovery answers on the same console, and a new image brings the engine back", () => {
  const rig = upRig();
  rig.engine.lab.rotFlash(400, 0);
  rig.engine.lab.cutMains();
  rig.engine.lab.restoreMains();
  rig.seconds(5);
  expect(identity(rig)).toMatchObject({ mode: "recovery", life: "booting" });
  expect(rig.engine.reachable).toBe(false);
  expect(rig.engine.truth.heaterWatt).toBe(0);
  expect(rig.images()).toMatchObject([{ slot: 0, bootable: false, active: false }]);
  expect(setState(rig, { confirm: true })).toMatchObject({ rc: SMP_RC.notSupported });
  const stranger = signingKey(generateKey().privatePem);
  expect(rig.upload(firmware({ key: stranger }))).toMatchObject({ kind: "answer", rc: SMP_RC.accessDenied });
  expect(rig.upload(firmware({ version: "1.4.0" }))).toHaveProperty("rewinds");
  reset(rig);
  rig.seconds(UP_SECONDS);
  expect(identity(rig)).toMatchObject({ mode: "firmware", version: "1.4.0", trial: false, life: "up" });
  expect(rig.engine.reachable).toBe(true);
  expect(rig.engine.truth.breaches).toEqual([]);
});
