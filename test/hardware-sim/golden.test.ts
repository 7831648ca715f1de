import { describe, expect, test } from "vitest";
import { checkEngineInvariants, type ModelName } from "../../src/hardware-sim/index.ts";
import { FAULT_CODE, STEP_RESULT } from "../../src/protocol/index.ts";
import { type RawHost, rawHost } from "./raw-host.ts";

/** Prints until `cards` are out or a card melts; the host answers at once. */
function run(model: ModelName, roomCelsius: number, airflow: number, cards: number): RawHost {
  const host = rawHost({ model, behaviours: { roomCelsius, airflow, protection: "off", supplies: "unlimited" } });
  host.warmUp();
  for (let i = 1; i <= cards && (host.engine.truth.totals["melt"] ?? 0) === 0; i++) {
    const feed = host.order("feed");
    const image = host.order("image", `J${i}`);
    host.finish(feed);
    host.finish(host.order("encode", `J${i}`));
    host.finish(image);
    host.finish(host.order("transfer", `J${i}`));
    if ((host.engine.truth.totals["melt"] ?? 0) === 0) host.finish(host.order("eject"));
  }
  return host;
}

const first = (host: RawHost, celsius: number): number =>
  host.engine.truth.cards.find((card) => card.exitCelsius >= celsius)?.number ?? -1;

/** Nip entries outside the published window. */
const outside = (host: RawHost): number =>
  host.engine.truth.cards.filter((card) => card.surfaceEntryCelsius < 160 || card.surfaceEntryCelsius > 170).length;

describe("without protection the machine spoils cards as its reference model does", () => {
  test.each([
    ["hdp5000", 33, 175],
    ["sr300", 35, 186],
  ] as const)("%s at 33 C without airflow: warp and melt, and a melted card sticks", (model, warp, melt) => {
    const host = run(model, 33, 0, 220);
    expect(Math.abs(first(host, 80) - warp) / warp).toBeLessThan(0.1);
    expect(Math.abs(first(host, 95) - melt) / melt).toBeLessThan(0.15);
    expect(outside(host)).toBe(0);
    expect(host.finish(host.order("eject"))).toEqual({ result: STEP_RESULT.failed, fault: FAULT_CODE.cardMelted });
    expect(checkEngineInvariants(host.engine)).toEqual([]);
  });

  test.each(["hdp5000", "sr300"] as const)("%s at 24 C in full airflow: 100 cards, none spoilt", (model) => {
    const host = run(model, 24, 1, 100);
    expect(host.engine.truth.totals).toMatchObject({ good: 100, output: 100 });
    expect(outside(host)).toBe(0);
    expect(checkEngineInvariants(host.engine)).toEqual([]);
  });
});
