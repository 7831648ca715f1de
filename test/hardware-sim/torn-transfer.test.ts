import { expect, test } from "vitest";
import { CARD_FLAG, ENGINE_STATE, FIELD, STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";
import { autopilot, rawHost } from "./raw-host.ts";

/** The mains fail as a transfer ends; the supply carries the logic for so long, ms. What the engine says of step and card afterwards. */
function cutAtTheEnd(holdUpMs: number): { result: number; transferred: boolean; suspect: boolean } {
  const host = rawHost({ seed: 5, behaviours: { holdUpMs } });
  host.warmUp();
  let id = 0;
  host.engine.onEvent = (event) => {
    if (event.type === "stepEnded" && event.kind === STEP_KIND.transfer) id = event.id;
  };
  host.keepLease();
  host.send("roller_set", { decicelsius: 1650 });
  autopilot(host, "JOB");
  host.runWhile(() => id === 0, 120);
  host.onHeard = undefined;
  host.engine.lab.cutMains();
  host.clock.advance(10_000_000);
  host.engine.lab.restoreMains();
  host.runWhile(() => host.path[FIELD.status_path.state] !== ENGINE_STATE.ready, 120);
  const { ledger, keep } = host.engine.truth.state.ram;
  expect(keep.cardInside).toBe(true);
  return {
    result: ledger.find((entry) => entry.id === id)!.result,
    transferred: (keep.cardFlags & CARD_FLAG.transferred) !== 0,
    suspect: (keep.cardFlags & CARD_FLAG.suspect) !== 0,
  };
}

test("a transfer whose end was not written down in time has ended well where its card is remembered as transferred", () => {
  const all = Array.from({ length: 30 }, (_, ms) => cutAtTheEnd(ms));
  // Never the one without the other: who takes the card out by hand must be asked, not served again.
  for (const { result, transferred } of all) {
    expect(result).toBe(transferred ? STEP_RESULT.ok : STEP_RESULT.interrupted);
  }
  expect(new Set(all.map(({ result }) => result))).toEqual(new Set([STEP_RESULT.ok, STEP_RESULT.interrupted]));
  expect(all.every(({ suspect }) => suspect)).toBe(true);
});
