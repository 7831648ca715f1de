import { expect, it } from "vitest";
import { heldByHeat } from "../../host-ui/src/view/held.ts";
import type { StateWord } from "../../src/station/api.ts";
import { NOON_UTC_MS, samplePrinter } from "./samples.ts";

const governor = { code: "heating", params: {} };
const heldIn = (word: StateWord): unknown => {
  const printer = samplePrinter("P1", NOON_UTC_MS);
  return heldByHeat({ ...printer, state: { ...printer.state, word }, governor });
};

it("heat holds the next card back where nothing else does", () => {
  for (const word of ["warming", "ready", "printing", "coolingDown"] as const)
    expect(heldIn(word), word).toBe(governor);
  for (const word of [
    "cold",
    "standby",
    "faulted",
    "stopped",
    "supplyOut",
    "paused",
    "service",
    "recovering",
    "offline",
  ] as const)
    expect(heldIn(word), word).toBeUndefined();
});
