import fc from "fast-check";
import { expect, test } from "vitest";
import { BackLog } from "../../src/base/index.ts";

test("what was written comes back from the newest to the oldest, whatever was let go meanwhile", () => {
  const written = fc.record({ value: fc.oneof(fc.integer({ min: -70, max: 70 }), fc.integer()), letGo: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(written, { maxLength: 300 }), (all) => {
      const log = new BackLog();
      const kept: { value: number; bytes: number }[] = [];
      for (const { value, letGo } of all) {
        log.need(5);
        const before = log.length;
        log.putSigned(value);
        kept.push({ value, bytes: log.length - before });
        if (letGo > 0) continue;
        log.letGo(kept.splice(0, kept.length >> 1).reduce((sum, { bytes }) => sum + bytes, 0));
      }
      const reader = log.reader();
      const read: number[] = [];
      while (reader.left > 0) read.push(reader.takeSigned());
      expect(read).toEqual(kept.map(({ value }) => value).reverse());
    }),
  );
});

test("lists that share memory leave each other alone, and the ends of the range come back", () => {
  const logs = Array.from({ length: 2_000 }, () => new BackLog());
  const values = [0, -1, 1, 127, 128, -(2 ** 31), 2 ** 31 - 1];
  for (const value of values) {
    for (const [i, log] of logs.entries()) {
      log.need(10);
      log.put(i);
      log.putSigned(value);
    }
  }
  for (const [i, log] of logs.entries()) {
    const reader = log.reader();
    for (const value of values.toReversed()) expect([reader.takeSigned(), reader.take()]).toEqual([value, i]);
    expect(reader.left).toBe(0);
  }
});

test("small numbers take a byte, and one that was cleared takes nothing", () => {
  const log = new BackLog();
  log.need(3);
  for (const value of [-64, 0, 63]) log.putSigned(value);
  expect(log.length).toBe(3);
  log.clear();
  expect([log.length, log.room]).toEqual([0, 0]);
});
