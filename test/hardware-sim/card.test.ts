import { describe, expect, test } from "vitest";
import { checkEngineInvariants, modelOf } from "../../src/hardware-sim/index.ts";
import {
  CARD_FLAG,
  CARD_STOP,
  ENGINE_STATE,
  FIELD,
  FILM_STATE,
  STEP_KIND,
  STEP_RESULT,
} from "../../src/protocol/index.ts";
import { rawHost } from "./raw-host.ts";

const PATH = FIELD.status_path;
const HEAT = FIELD.status_heat;

describe.each([
  ["hdp5000", 36, 65],
  ["sr300", 34, 60],
] as const)("one card on %s", (model, cardSeconds, readySeconds) => {
  const host = rawHost({ model, seed: 7 });

  test("the engine boots, searches the film and gives up one frame", () => {
    host.runWhile(() => host.path.length === 0, 10);
    expect(host.path[PATH.state]).toBe(ENGINE_STATE.booting);
    const frames = host.path[PATH.film_left]!;
    host.runWhile(() => host.path[PATH.state] !== ENGINE_STATE.ready, 120);
    expect(Math.round(host.clock.now() / 1e6)).toBe(readySeconds);
    expect(host.path[PATH.film_left]).toBe(frames - 1);
    expect(host.path[PATH.film_state]).toBe(FILM_STATE.idle);
  });

  test("says who it is and that it is simulated", () => {
    const identity = host.heard.find(({ name }) => name === "identity")!.params;
    expect(new TextDecoder().decode(identity["model"] as Uint8Array)).toBe(model);
    expect(new TextDecoder().decode(identity["serial"] as Uint8Array)).toBe(`SIM-${model.toUpperCase()}-7`);
    expect(identity["boots"]).toBe(1);
    expect(host.link.engine).toMatchObject({ mcu: `cetak-sim-${model}`, sim: true, simSpeed: 1, clockFreq: 1_000_000 });
  });

  test(`warms up and prints in ${cardSeconds} s, good, with the same job on chip and film`, () => {
    host.warmUp();
    const blanks = host.engine.lab.state().hopper;
    expect(host.printCard("JOB1")).toBeCloseTo(cardSeconds, 6);
    const [card] = host.engine.truth.cards;
    expect(card).toMatchObject({ chipJob: "JOB1", filmJob: "JOB1", quality: "good", place: "output" });
    expect(card!.surfaceEntryCelsius).toBeGreaterThan(160);
    expect(card!.surfaceMinimumCelsius).toBeGreaterThan(160);
    expect(card!.surfaceMaximumCelsius).toBeLessThan(170);
    expect(host.engine.lab.state()).toMatchObject({ hopper: blanks - 1, output: 1, cardInside: false });
    host.runWhile(() => host.path[PATH.cards_out] !== 1, 1);
    expect(host.path[PATH.ribbon_left]).toBe(modelOf(model).ribbonSets - 1);
    expect(host.path[PATH.card_stop]).toBe(CARD_STOP.none);
    expect(checkEngineInvariants(host.engine)).toEqual([]);
  });

  test("the ledger knows every step, with the serial in the encoding's entry", () => {
    const from = host.heard.length;
    host.send("ledger_read", { from: 1 });
    const entries = host.heard.slice(from).filter(({ name }) => name === "ledger_entry");
    expect(entries.map(({ params }) => [params["kind"], params["result"]])).toEqual(
      [STEP_KIND.feed, STEP_KIND.image, STEP_KIND.encode, STEP_KIND.transfer, STEP_KIND.eject].map((kind) => [
        kind,
        STEP_RESULT.ok,
      ]),
    );
    const serial = Buffer.from(entries[2]!.params["serial"] as Uint8Array)
      .toString("hex")
      .toUpperCase();
    expect(serial).toBe(host.engine.truth.cards[0]!.uid);
    expect(serial).toMatch(/^04[0-9A-F]{12}$/);
    expect(host.heard.at(-1)).toMatchObject({ name: "ledger_end", params: { from: 1, high: 5, count: 5 } });
  });

  test("status comes at 10 Hz while hot and 1 Hz when cold and still", () => {
    const before = host.heatCount;
    host.clock.advance(10_000_000);
    expect(host.heatCount - before).toBe(100);
    host.dropLease();
    host.send("roller_set", { decicelsius: 0 });
    host.runWhile(() => host.heat[HEAT.roller_centicelsius]! > 5800, 7200);
    const cold = host.heatCount;
    host.clock.advance(20_000_000);
    expect(host.heatCount - cold).toBe(20);
  });
});

test("while the card is in the nip, status says joined, and then transferred", () => {
  const host = rawHost();
  host.warmUp();
  const feed = host.order("feed");
  const image = host.order("image", "A");
  host.finish(feed);
  host.finish(host.order("encode", "A"));
  host.finish(image);
  const transfer = host.order("transfer", "A");
  host.runWhile(() => host.path[PATH.card_stop] !== CARD_STOP.nip, 10);
  expect(host.path[PATH.card_flags]).toBe(CARD_FLAG.encoded | CARD_FLAG.joined);
  expect(host.path[PATH.film_state]).toBe(FILM_STATE.joined);
  host.finish(transfer);
  expect(host.path[PATH.card_flags]).toBe(CARD_FLAG.encoded | CARD_FLAG.transferred);
  expect(host.path[PATH.card_stop]).toBe(CARD_STOP.cooling);
  expect(host.path[PATH.film_state]).toBe(FILM_STATE.idle);
});
