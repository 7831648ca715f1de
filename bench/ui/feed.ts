/** A station's feed as a wall sees it: all printers change, some fall ill and get well again. */
import type { PrinterState } from "../../src/station/api.ts";
import type { FakeState } from "../../test/browser/fake-station.ts";
import { sampleAlarm, sampleOffice, samplePrinter } from "../../test/host-ui/samples.ts";

export const PRINTERS = 24;

const names = Array.from({ length: PRINTERS }, (_, i) => `Fargo-${i + 1}`);

export function office(): FakeState {
  const nowMs = Date.now();
  return {
    office: sampleOffice(names),
    printers: Object.fromEntries(
      names.map((name, i) => [name, samplePrinter(name, nowMs, { place: `Loket ${i + 1}` })]),
    ),
  };
}

/** Each so many changes the next printer falls ill, for so many changes. */
const ILL_EACH_TURNS = 100;
const ILL_TURNS = 250;

/** What a status of each printer changes: times, temperatures, amounts; two or three printers stand still. */
export function changeOf(turn: number, atMs: number): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    names.map((name, i) => {
      const wave = Math.sin((turn + i) / 7);
      const left = 500 - ((turn + i * 13) % 500);
      const ill = (turn + i * ILL_EACH_TURNS) % (ILL_EACH_TURNS * PRINTERS) < ILL_TURNS;
      const patch: Partial<Record<keyof PrinterState, unknown>> = {
        state: { word: ill ? "supplyOut" : "printing", atMs },
        temps: { atMs, roller: 165 + wave, head: 46 + wave, duty: 0.3 + wave / 10 },
        supplies: { atMs, ribbon: { type: "fargo", left }, limiting: { kind: "ribbon", cards: left } },
        link: { atMs, srttMs: 3 + wave },
        reason: ill ? { code: "filmOut", params: { type: "Fargo" } } : null,
        alarms: ill ? [sampleAlarm("filmOut", "P2", atMs - (atMs % 60_000))] : [],
      };
      return [name, patch as Record<string, unknown>];
    }),
  );
}
