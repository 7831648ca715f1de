import fc from "fast-check";
import { expect, test } from "vitest";
import { type BackLog, Random } from "../../src/base/index.ts";
import type { HeatSight } from "../../src/controller/index.ts";
import { HeatRing } from "../../src/station/office/heat-ring.ts";

const MAX = 20;
const WORDS = ["ready", "printing", "faulted"] as const;

interface Given {
  readonly gapMs: number;
  readonly roller: number | undefined;
  readonly word: (typeof WORDS)[number];
  readonly governor: string | undefined;
}

const given: fc.Arbitrary<Given> = fc.record({
  // Mostly in step, as a clock brings them.
  gapMs: fc.constantFrom(1_000, 1_000, 1_000, 1_001, 60_000, 65_536, -500, 40 * 86_400_000),
  roller: fc.constantFrom(24, 24, 24, 24.01, undefined),
  word: fc.constantFrom("ready", "ready", "ready", "printing", "faulted"),
  governor: fc.constantFrom(undefined, undefined, "soaked"),
});

const sight = ({ roller, word, governor }: Given): HeatSight =>
  ({
    rollerCelsius: roller,
    headCelsius: 30,
    hotZoneCelsius: undefined,
    exitCelsius: undefined,
    setpointCelsius: 165,
    dutyPermille: 500,
    word,
    governor: governor === undefined ? undefined : { code: governor },
  }) as unknown as HeatSight;

/** What a plain list of points would give. */
function plainly(points: readonly (Given & { readonly atMs: number })[]) {
  const newest = points.slice(-MAX);
  return {
    atMs: newest.map(({ atMs }) => atMs),
    roller: newest.map(({ roller }) => roller ?? null),
    head: newest.map(() => 30),
    hotZone: newest.map(() => null),
    exit: newest.map(() => null),
    setpoint: newest.map(() => 165),
    duty: newest.map(() => 0.5),
    word: newest.map(({ word }) => word),
    governor: newest.map(({ governor }) => governor ?? ""),
  };
}

test("the ring gives back the newest points, whatever repeats itself and however long it goes on", () => {
  fc.assert(
    fc.property(fc.array(given, { minLength: 1, maxLength: 300 }), (all) => {
      // A gap of weeks ends what is lately: the list begins anew there, as the ring may.
      const ring = new HeatRing(1, MAX);
      let atMs = 1_500_000_000_000;
      let points: (Given & { atMs: number })[] = [];
      for (const one of all) {
        atMs += one.gapMs;
        points.push({ ...one, atMs });
        ring.push(points.length, atMs, sight(one));
      }
      const seen = ring.columns();
      const long = points.findLastIndex(({ gapMs }) => gapMs > 86_400_000);
      if (long > 0 && seen.atMs.length < Math.min(MAX, points.length)) points = points.slice(long);
      expect(seen).toEqual(plainly(points));
    }),
    { numRuns: 300 },
  );
});

test("a printer that stands still for days takes no more memory than at the beginning", () => {
  const still: Given = { gapMs: 1_000, roller: 24, word: "ready", governor: undefined };
  const ring = new HeatRing(1, MAX);
  const roomOf = (): number => (ring as unknown as { older: BackLog }).older.room;
  for (let second = 0; second < 2; second++) ring.push(second, second * 1_000, sight(still));
  const room = roomOf();
  for (let second = 2; second < 200_000; second++) ring.push(second, second * 1_000, sight(still));
  expect(roomOf()).toBeLessThanOrEqual(room);
  expect(ring.columns().atMs).toEqual(Array.from({ length: MAX }, (_, i) => (199_980 + i) * 1_000));
});

test("what a broken sensor says is kept as the nearest temperature that fits, and is not taken for none", () => {
  const ring = new HeatRing(1, MAX);
  const readings = [-400, -327.68, -273.15, 0, 327.67, 327.68, 21_474_836.47];
  for (const [i, roller] of readings.entries()) {
    ring.push(i, i * 1_000, sight({ gapMs: 1_000, roller, word: "faulted", governor: undefined }));
  }
  expect(ring.columns().roller).toEqual([-327.67, -327.67, -273.15, 0, 327.67, 327.67, 327.67]);
});

test("ten minutes of a roller that is kept warm take three kilobytes, however long it goes on, and nothing when it has stood still for so long", () => {
  const random = new Random(1);
  const ring = new HeatRing(1, 600);
  const roomOf = (): number => (ring as unknown as { older: BackLog }).older.room;
  const warm = (): HeatSight => ({
    ...sight({ gapMs: 1_000, roller: 165 + random.int(3) / 100, word: "ready", governor: undefined }),
    dutyPermille: 300 + 10 * random.int(5),
  });
  let most = 0;
  for (let second = 0; second < 20_000; second++) {
    ring.push(second, second * 1_000, warm());
    most = Math.max(most, roomOf());
  }
  expect(most).toBeLessThan(3 * 1024);
  expect(ring.columns().atMs).toEqual(Array.from({ length: 600 }, (_, i) => (19_400 + i) * 1_000));
  const still = warm();
  for (let second = 20_000; second < 20_700; second++) ring.push(second, second * 1_000, still);
  expect(roomOf()).toBe(0);
  expect(ring.columns().atMs).toEqual(Array.from({ length: 600 }, (_, i) => (20_100 + i) * 1_000));
});
