import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chipSerial } from "../../src/hardware-sim/encoder.ts";
import {
  emptyNvram,
  NV_COPY_US,
  NV_HEADER,
  nvHealth,
  nvRead,
  nvSettle,
  nvSpoil,
  nvTear,
  nvWrite,
  nvWriteRecord,
  textCrc,
} from "../../src/hardware-sim/nvram.ts";

test("the CRC is the common CRC-32", () => {
  expect(textCrc("123456789")).toBe(0xcbf43926);
});

test("a power cut at any instant leaves each slot with its old text or its new one, never with neither", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 1, max: 4 }), (cutUs, writes) => {
      const nvram = emptyNvram();
      for (let slot = 0; slot < writes; slot++) nvWrite(nvram, slot, `old ${slot}`, -1_000_000);
      for (let slot = 0; slot < writes; slot++) nvWrite(nvram, slot, `new ${slot}`, 0);
      nvTear(nvram, cutUs);
      for (let slot = 0; slot < writes; slot++) {
        const found = nvRead(nvram, slot);
        if (found === undefined || found === "corrupt") throw new Error(`slot ${slot} is ${found}`);
        const startUs = slot * 2 * NV_COPY_US;
        const expected = cutUs >= startUs + NV_COPY_US ? "new" : "old";
        expect(found.text).toBe(`${expected} ${slot}`);
      }
    }),
  );
});

test("a very first write that was torn at any byte is no damage: the record is as if it had never been written", () => {
  for (let cutUs = 1; cutUs < NV_COPY_US; cutUs += 37) {
    const nvram = emptyNvram();
    nvWrite(nvram, 0, "first", 0);
    nvTear(nvram, cutUs);
    expect(nvRead(nvram, 0)).toBeUndefined();
  }
});

test("a torn copy is repaired by reading; two bad copies are corrupt", () => {
  const nvram = emptyNvram();
  nvWrite(nvram, NV_HEADER, "state", 0);
  nvSpoil(nvram, 1);
  expect(nvRead(nvram, NV_HEADER)).toEqual({ text: "state" });
  expect(nvram.repairs).toBe(1);
  expect(nvRead(nvram, NV_HEADER)).toEqual({ text: "state" });
  expect(nvram.repairs).toBe(1);
  nvSpoil(nvram, 2);
  expect(nvRead(nvram, NV_HEADER)).toBe("corrupt");
});

/** A slot and how long after the write before it, us: some follow while the one before is still under way. */
const writes = fc.array(fc.tuple(fc.integer({ min: NV_HEADER, max: 5 }), fc.integer({ min: 0, max: 9_000 })), {
  minLength: 1,
  maxLength: 60,
});
const ends = fc.constantFrom("looked at", "torn", "spoilt", "text written", "worn");

test("records whose bytes are worked out when somebody looks leave the memory as if each had been written at once", () => {
  fc.assert(
    fc.property(writes, ends, fc.integer({ min: 0, max: 20_000 }), (list, end, afterUs) => {
      const [later, atOnce] = [emptyNvram(), emptyNvram()];
      let atUs = 0;
      const both = (act: (nvram: typeof later) => void): void => [later, atOnce].forEach(act);
      list.forEach(([slot, sinceUs], n) => {
        atUs += sinceUs;
        nvWriteRecord(later, slot, { n, slot }, atUs);
        nvWrite(atOnce, slot, JSON.stringify({ n, slot }), atUs);
        expect(nvHealth(later, slot)).toBe("whole");
        if (n % 17 === 16 && end === "looked at") both((nvram) => nvRead(nvram, slot));
        if (n % 23 === 22 && end === "text written") both((nvram) => nvWrite(nvram, NV_HEADER - 1, "text", atUs));
      });
      if (end === "torn") both((nvram) => nvTear(nvram, atUs + afterUs));
      if (end === "spoilt") both((nvram) => nvSpoil(nvram, 1));
      nvSettle(later);
      if (end === "worn") {
        both((nvram) => {
          nvram.worn = true;
        });
        nvWriteRecord(later, NV_HEADER, { worn: true }, atUs + afterUs);
        nvWrite(atOnce, NV_HEADER, JSON.stringify({ worn: true }), atUs + afterUs);
        expect(nvHealth(later, NV_HEADER)).toBe("repairable");
      }
      expect(later).toEqual(atOnce);
    }),
    { numRuns: 500 },
  );
});

test("chip serials are seven bytes and never repeat", () => {
  const seen = new Set<string>();
  for (const machine of ["A", "B", "C"]) for (let n = 1; n <= 5000; n++) seen.add(chipSerial(1, machine, n));
  expect(seen.size).toBe(15_000);
  for (const serial of [...seen].slice(0, 50)) expect(serial).toMatch(/^04[0-9A-F]{12}$/);
});

test("the checksum of any text is that of its bytes, whatever its length", () => {
  for (const length of [0, 1, 2, 3, 4, 5, 7, 250, 1023, 1024, 1025, 5000]) {
    const text = Array.from({ length }, (_, i) => String.fromCharCode((i * 37 + length) & 0xff)).join("");
    expect(textCrc(text)).toBe(crc32(Buffer.from(text, "latin1")));
  }
});
