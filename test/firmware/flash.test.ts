import { expect, test } from "vitest";
import { flashWorld, proveRot, proveUpdate, UPDATES } from "../../bench/soak/flash-proof.ts";
import { Random } from "../../src/base/index.ts";
import {
  BEHAVIOURS_USUAL,
  boot,
  buildImage,
  developmentKey,
  developmentPem,
  FLASH_SECTORS,
  Flash,
  FlashCut,
  factoryContents,
  parseVersion,
  requestSwap,
  SECTOR_BYTES,
  type SlotJudge,
  STATUS_SECTORS,
  slotBegin,
  slotStates,
  swappedTrailer,
  takePiece,
  trailerSector,
  wantedSwap,
} from "../../src/firmware/index.ts";

const empty = (): Flash => new Flash(new Array(FLASH_SECTORS).fill(null));
const bytes = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

test("a granule is written once between erasures, whole, and reads back", () => {
  const flash = empty();
  flash.program(8, bytes(16, 0x5a));
  expect([...flash.read(4, 8)]).toEqual([255, 255, 255, 255, 0x5a, 0x5a, 0x5a, 0x5a]);
  expect(() => flash.program(16, bytes(8, 0))).toThrow(/before it is erased/);
  expect(() => flash.program(4, bytes(8, 0))).toThrow(/whole granules/);
  expect(() => flash.program(32, bytes(7, 0))).toThrow(/whole granules/);
  flash.erase(0);
  expect(flash.isErased(0, SECTOR_BYTES)).toBe(true);
  expect(flash.operations).toBe(2);
});

test("chips share what nobody wrote to, and a saved one comes back as plain data", () => {
  const judge: SlotJudge = { model: "hdp5000", keys: [developmentKey()] };
  const plan = { manifest: { model: "hdp5000", behaviours: BEHAVIOURS_USUAL, parameters: {} }, securityCounter: 1 };
  const image = buildImage({ ...plan, version: parseVersion("1.0.0")!, bodyBytes: 20_000 }, developmentKey());
  const contents = factoryContents(image, swappedTrailer(true));
  const one = new Flash(contents);
  const two = new Flash(contents);
  expect(one.save()).toEqual([]);
  one.program(slotBegin(1), bytes(600, 7));
  expect(two.isErased(slotBegin(1), 600)).toBe(true);
  one.erase(trailerSector(0));
  const saved = JSON.parse(JSON.stringify(one.save())) as ReturnType<Flash["save"]>;
  expect(saved.map(([sector]) => sector)).toEqual([trailerSector(0), slotBegin(1) / SECTOR_BYTES]);
  const back = new Flash(contents, saved);
  expect([...back.read(slotBegin(1), 601)]).toEqual([...bytes(600, 7), 255]);
  expect(back.isErased(trailerSector(0) * SECTOR_BYTES, SECTOR_BYTES)).toBe(true);
  const fork = back.fork();
  fork.erase(64);
  expect(back.read(slotBegin(1), 1)[0]).toBe(7);
  expect(boot(fork, judge)).toMatchObject({ trial: false, running: { versionText: "1.0.0" } });
  expect(() => new Flash(contents, [[500, ""]])).toThrow(/no sector/);
});

test("a cut tears the operation it falls into, in every way, and nothing after it happens", () => {
  for (const tear of ["before", "begun", "half", "done"] as const) {
    const flash = empty();
    flash.program(0, bytes(256, 1));
    flash.cutAfter(1, tear, new Random(tear));
    flash.program(256, bytes(256, 2));
    expect(() => flash.program(512, bytes(512, 3))).toThrow(FlashCut);
    const written = [...flash.read(512, 512)].filter((value) => value === 3).length;
    if (tear === "before") expect(flash.isErased(512, 512)).toBe(true);
    else if (tear === "done") expect(written).toBe(256);
    else expect(written).toBeLessThan(256);
    expect(flash.isErased(768, 256)).toBe(true);
  }
});

const EVERY = 41;
const WORLD = flashWorld(24 * 1024, developmentPem());

test.each(UPDATES)("%s: power cut in a sample of all flash operations never bricks", (update) => {
  const proof = proveUpdate(WORLD, { update, imageBytes: 24 * 1024, seed: 3, every: EVERY });
  expect(proof.problems).toEqual([]);
  expect(proof.ended.recovery).toBe(0);
  expect(proof.cuts).toBe(4 * Math.ceil((proof.operations - 3) / EVERY));
  expect(proof.cutTwice).toBeGreaterThan(proof.cuts / 8);
  if (update === "permanent") expect(Math.min(proof.ended.old, proof.ended.fresh)).toBeGreaterThan(0);
});

test("after bits flip, one of the two runs, whole and signed, or recovery answers", () => {
  const tally = proveRot(WORLD, 40, 5);
  expect(tally.problems).toEqual([]);
  expect(tally.old + tally.fresh + tally.recovery).toBe(40);
  expect(tally.recovery).toBeGreaterThan(0);
});

test("the proof notices a boot loader that forgets its records", () => {
  const flash = WORLD.factory.fork();
  const { judge, fresh, newHash } = WORLD;
  takePiece(flash, { length: fresh.length, tag: "", offset: 0, tail: "" }, fresh);
  expect(requestSwap(flash, judge, newHash, false)).toBeUndefined();
  flash.cutAfter(40, "half", new Random(1));
  expect(() => boot(flash, judge)).toThrow(FlashCut);
  flash.cutAfter(Number.POSITIVE_INFINITY, "before", new Random(1));
  const forgetful = flash.fork();
  for (const sector of STATUS_SECTORS) forgetful.erase(sector);
  expect(boot(forgetful, judge).running).toBeUndefined();
  expect(boot(flash, judge)).toMatchObject({ swapped: "test", trial: true, running: { hash: newHash } });
});

test("image states follow the trailers as MCUmgr's clients expect", () => {
  const flash = WORLD.factory.fork();
  const { judge, fresh, newHash, oldHash } = WORLD;
  const states = () =>
    slotStates(flash, judge, true).map(({ slot, hash, active, confirmed, pending, permanent }) => {
      const flags = { active, confirmed, pending, permanent };
      const set = Object.entries(flags).flatMap(([name, on]) => (on ? [name] : []));
      return `${slot} ${hash === oldHash ? "old" : hash === newHash ? "new" : "?"} ${set.join(" ")}`;
    });
  expect(states()).toEqual(["0 old active confirmed"]);
  takePiece(flash, { length: fresh.length, tag: "", offset: 0, tail: "" }, fresh);
  expect(states()).toEqual(["0 old active confirmed", "1 new "]);
  requestSwap(flash, judge, newHash, false);
  expect(states()).toEqual(["0 old active confirmed", "1 new pending"]);
  boot(flash, judge);
  expect(states()).toEqual(["0 new active", "1 old confirmed"]);
  expect(wantedSwap(flash)).toBe("revert");
  expect(requestSwap(flash, judge, oldHash, true)).toMatchObject({ refused: "slotInUse" });
  boot(flash, judge);
  expect(states()).toEqual(["0 old active confirmed", "1 new "]);
  requestSwap(flash, judge, newHash, false);
  requestSwap(flash, judge, newHash, true);
  expect(states()).toEqual(["0 old active confirmed", "1 new pending permanent"]);
  boot(flash, judge);
  expect(states()).toEqual(["0 new active confirmed", "1 old "]);
});
