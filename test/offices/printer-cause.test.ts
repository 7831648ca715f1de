import { expect, test } from "vitest";
import type { PrinterView } from "../../src/controller/index.ts";
import { type PrinterFacts, printerCause } from "../../src/rig/day/printer-cause.ts";

const view = (word: PrinterView["word"], code = "", job = ""): PrinterView =>
  ({ word, job, reason: code === "" ? undefined : { code, params: {} } }) as PrinterView;
const FREE: PrinterFacts = { clerk: undefined, noWay: undefined, afterCut: false };

test.each<[string, PrinterView, Partial<PrinterFacts>, string | undefined]>([
  ["a card in work", view("printing", "", "J1"), { noWay: "link" }, undefined],
  ["nobody is there", view("supplyOut", "filmOut"), { clerk: "closed" }, undefined],
  ["no film, whatever else is missing", view("supplyOut", "filmOut"), { noWay: "centre" }, "film"],
  ["film of the other type", view("supplyOut", "filmNotRecognised"), {}, "film"],
  ["no blanks", view("supplyOut", "blanksEmpty"), {}, "blanks"],
  ["a full output", view("supplyOut", "outputFull"), {}, "output"],
  ["hands on the last card", view("ready"), { clerk: "handling" }, "people"],
  ["the staff's own rest", view("paused"), { clerk: "resting" }, "heat"],
  ["the line is down", view("ready"), { noWay: "link" }, "link"],
  ["the centre works on it", view("ready"), {}, "centre"],
  ["the governor rests", view("coolingDown", "soaked", "J1"), {}, "heat"],
  ["warm again after a cut", view("warming", "", "J1"), { afterCut: true }, "power"],
  ["warm in the morning", view("warming"), {}, "heat"],
  ["boots after a cut", view("unknown"), { afterCut: true }, "power"],
  ["a card melted in the nip", view("faulted", "cardMelted"), {}, "heat"],
  ["the mains interrupted a card", view("faulted", "powerInterrupted"), {}, "power"],
  ["a fault that the table does not know", view("faulted", "gremlins"), {}, "other"],
])("%s", (_, seen, facts, cause) => {
  expect(printerCause(seen, { ...FREE, ...facts })).toBe(cause);
});
