import { expect, test } from "vitest";
import { FAULT_CODE, FAULTS, type FaultName, faultRow, faultText, STOP_FAULTS } from "../../src/protocol/index.ts";

const NAMES = Object.keys(FAULT_CODE) as FaultName[];

test("every code has a row, and words that fit a wall display in both languages", () => {
  for (const name of NAMES) {
    expect(FAULTS[name], name).toBeDefined();
    for (const language of ["id", "en"] as const) {
      const text = faultText(name, language);
      expect(text.title.length, `${name} ${text.title}`).toBeLessThanOrEqual(40);
      expect(text.cause.length, name).toBeGreaterThan(5);
      expect(text.steps.length, name).toBeGreaterThanOrEqual(1);
      expect(text.steps.length, name).toBeLessThanOrEqual(4);
    }
  }
});

test("what stops the printer is latched and asks for a proof; what stands by itself is not latched", () => {
  for (const name of NAMES) {
    const row = FAULTS[name];
    if (row.severity === "fault") {
      expect([row.latched, row.printer, row.proof === "none"], name).toEqual([true, "stops", false]);
      expect(row.priority, name).toBeGreaterThan(0);
    }
    if (row.severity === "condition") expect([row.latched, row.proof], name).toEqual([false, "sensor"]);
  }
});

test("the stop mask holds exactly the stopping rows", () => {
  for (const name of NAMES) {
    const code = FAULT_CODE[name];
    const word = code < 32 ? STOP_FAULTS.low : STOP_FAULTS.high;
    expect(((word >>> (code & 31)) & 1) === 1, name).toBe(FAULTS[name].severity === "fault");
  }
  expect(faultRow(0)).toBeUndefined();
  expect(faultRow(63)).toBeUndefined();
});

test("the published IPP and printer MIB names", () => {
  const published: [FaultName, string, number][] = [
    ["blanksEmpty", "media-empty-error", 808],
    ["jamNip", "media-jam-error", 8],
    ["ribbonOut", "marker-supply-empty-error", 1103],
    ["filmOut", "marker-supply-empty-error", 1103],
    ["ribbonBroken", "marker-supply-empty-error", 1121],
    ["coverOpen", "cover-open", 3],
    ["headTooHot", "other-warning", 36],
    ["rollerUnderTemperature", "fuser-under-temp-report", 1001],
    ["outputFull", "output-area-full-error", 903],
  ];
  for (const [name, ipp, code] of published) {
    expect([FAULTS[name].ipp, FAULTS[name].prtAlertCode], name).toEqual([ipp, code]);
  }
});
