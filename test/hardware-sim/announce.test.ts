/** A card that the host announces: heat as late as it can come, and nothing that protects the roller is loosened by it. */
import { describe, expect, test } from "vitest";
import { checkEngineInvariants } from "../../src/hardware-sim/index.ts";
import { FAULT_CODE, FIELD, HEAT_FLAG, REFUSAL, STEP_RESULT } from "../../src/protocol/index.ts";
import { type RawHost, rawHost } from "./raw-host.ts";
import { faultsOf, warm } from "./warm-host.ts";

const HEAT = FIELD.status_heat;
const UNKNOWN_DECICELSIUS = -2731;

const announce = (host: RawHost, seconds: number): void => {
  host.send("card_announce", {
    nip_ms: seconds * 1000,
    zone_decicelsius: UNKNOWN_DECICELSIUS,
    card_decicelsius: UNKNOWN_DECICELSIUS,
  });
  host.clock.advance(200_000);
};
const surface = (host: RawHost): number => host.engine.truth.celsius("surface");
const timed = (host: RawHost): boolean => (host.heat[HEAT.flags]! & HEAT_FLAG.justInTime) !== 0;

describe("an announced card", () => {
  test("lets the roller cool and finds it hot enough; the card stays inside the window and the status says so", () => {
    const host = warm(3);
    announce(host, 300);
    expect(timed(host)).toBe(true);
    host.clock.advance(120_000_000);
    expect(surface(host)).toBeLessThan(140);
    expect(host.engine.truth.heaterWatt).toBe(0);
    host.clock.advance(154_000_000);
    host.printCard("A");
    const [card] = host.engine.truth.cards;
    expect(card!.surfaceMinimumCelsius).toBeGreaterThanOrEqual(160);
    expect(card!.surfaceMaximumCelsius).toBeLessThanOrEqual(170);
    expect(faultsOf(host)).toEqual([]);
    expect(checkEngineInvariants(host.engine)).toEqual([]);
  });

  test("that does not come is kept heat for ten seconds, then the roller cools", () => {
    const host = warm(3);
    announce(host, 5);
    host.clock.advance(13_000_000);
    const kept = surface(host);
    expect(kept).toBeGreaterThan(155);
    host.clock.advance(120_000_000);
    expect(surface(host)).toBeLessThan(kept - 15);
    expect(faultsOf(host)).toEqual([]);
  });

  test("is forgotten with the next set-point, which is then held", () => {
    const host = warm(3);
    announce(host, 1000);
    host.clock.advance(60_000_000);
    host.send("roller_set", { decicelsius: 1650 });
    host.clock.advance(120_000_000);
    expect(timed(host)).toBe(false);
    expect(Math.abs(surface(host) - 165)).toBeLessThan(2);
  });
});

describe("a card that nobody announced", () => {
  test("and that waits before the nip under weak mains, after an open cover: enters when the whole transfer stays in the window", () => {
    const host = warm(3);
    const job = "A";
    const ok = (id: number): void => expect(host.finish(id)).toMatchObject({ result: STEP_RESULT.ok });
    host.engine.lab.setMains(195);
    ok(host.order("feed"));
    const image = host.order("image", job);
    ok(host.order("encode", job));
    ok(image);
    host.engine.lab.openCover();
    host.clock.advance(1_200_000_000);
    host.engine.lab.closeCover();
    host.clock.advance(5_000_000);
    host.send("fault_clear", { code: FAULT_CODE.coverOpen, proof: 0 });
    host.clock.advance(1_000_000);
    host.send("roller_set", { decicelsius: 1650 });
    host.runWhile(() => host.heat[HEAT.roller_centicelsius]! < 15_000, 300);
    ok(host.order("transfer", job));
    const [card] = host.engine.truth.cards;
    expect(card!.surfaceMinimumCelsius).toBeGreaterThanOrEqual(160);
    expect(card!.surfaceMaximumCelsius).toBeLessThanOrEqual(170);
    expect(faultsOf(host)).toEqual([]);
    expect(checkEngineInvariants(host.engine)).toEqual([]);
  });
});

describe("an announcement permits nothing", () => {
  test("without a set-point it is refused", () => {
    const host = rawHost();
    host.runWhile(() => host.path[FIELD.status_path.state] !== 3, 120);
    host.keepLease();
    announce(host, 10);
    expect(host.heard.at(-1)).toMatchObject({ name: "refused", params: { reason: REFUSAL.notReady } });
    host.clock.advance(20_000_000);
    expect(host.engine.truth.heaterWatt).toBe(0);
  });

  test("the lease ends the heat in the middle of the burn, and the announcement with it", () => {
    const host = warm(3);
    announce(host, 200);
    host.clock.advance(188_000_000);
    expect(host.engine.truth.heaterWatt).toBeGreaterThan(100);
    host.dropLease();
    host.clock.advance(5_000_000);
    expect(host.engine.truth.heaterWatt).toBe(0);
    host.keepLease();
    host.clock.advance(10_000_000);
    expect(host.engine.truth.heaterWatt).toBe(0);
    expect(timed(host)).toBe(false);
  });

  test("a host that falls silent on the card's way to the nip: the card does not enter on what is left of the lease, and is given back", () => {
    const host = warm(3);
    host.finish(host.order("feed"));
    const image = host.order("image", "A");
    host.finish(host.order("encode", "A"));
    host.finish(image);
    const transfer = host.order("transfer", "A");
    host.clock.advance(600_000);
    host.dropLease();
    host.clock.advance(2_900_000);
    expect(host.heat[HEAT.lease_ms]).toBeGreaterThan(1000);
    expect(host.finish(transfer)).toMatchObject({ result: STEP_RESULT.failed });
    const [card] = host.engine.truth.cards;
    expect(card!.nipEntryUs).toBe(-1);
    // A renewed lease is all that it takes.
    host.keepLease();
    host.clock.advance(1_000_000);
    host.send("roller_set", { decicelsius: 1650 });
    host.runWhile(() => host.heat[HEAT.roller_centicelsius]! < 16_200, 300);
    expect(host.finish(host.order("transfer", "A"))).toMatchObject({ result: STEP_RESULT.ok });
    expect(card!.surfaceMinimumCelsius).toBeGreaterThanOrEqual(160);
  });

  test("a heater stuck on is found while the roller cools on purpose, an open one while it burns", () => {
    const stuck = warm(3);
    announce(stuck, 1000);
    stuck.clock.advance(30_000_000);
    stuck.engine.lab.inject("heaterStuckOn", { value: 1 });
    stuck.runWhile(() => !faultsOf(stuck).includes("heaterStuckOn"), 40);
    expect(faultsOf(stuck)).toContain("heaterStuckOn");
    expect(surface(stuck)).toBeLessThan(175);

    const open = warm(3);
    announce(open, 260);
    open.clock.advance(180_000_000);
    open.engine.lab.inject("heaterOpen");
    open.runWhile(() => !faultsOf(open).includes("heaterOpen"), 120);
    expect(faultsOf(open)).toContain("heaterOpen");
  });

  test("waiting near the nip for a quarter of an hour is no fault", () => {
    const host = warm(3);
    for (let s = 0; s < 900; s++) {
      announce(host, 26);
      host.clock.advance(800_000);
    }
    expect(faultsOf(host)).toEqual([]);
    expect(surface(host)).toBeGreaterThan(120);
    expect(surface(host)).toBeLessThan(165);
  });
});
