import { expect, test } from "vitest";
import { Random, VirtualClock } from "../../src/base/index.ts";
import { Engine, type EngineSaved } from "../../src/hardware-sim/index.ts";
import { rawHost } from "./raw-host.ts";

interface Said {
  atUs: number;
  bytes: string;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Prints cards with mishaps while everything on the wire is written down, and saves at the given instants. */
function record(saveAtUs: readonly number[]) {
  const host = rawHost({ seed: 11, behaviours: { roomCelsius: 30, airflow: 0.6, encodeRetryRate: 0.3 } });
  const toEngine: Said[] = [];
  const toHost: Said[] = [];
  const { engine, clock } = host;
  const receive = engine.receive.bind(engine);
  engine.receive = (bytes) => {
    toEngine.push({ atUs: clock.now(), bytes: hex(bytes) });
    receive(bytes);
  };
  const attach = engine.attachHost.bind(engine);
  engine.attachHost = (host, resume) =>
    attach(
      {
        write(bytes) {
          toHost.push({ atUs: clock.now(), bytes: hex(bytes) });
          host.write(bytes);
        },
        hangUp: (reason) => host.hangUp(reason),
      },
      resume,
    );
  const saves: { atUs: number; saved: EngineSaved }[] = [];
  for (const atUs of saveAtUs) {
    const timer = clock.timer(() => saves.push({ atUs, saved: engine.save() }));
    timer.armAt(atUs);
  }
  host.warmUp();
  for (let i = 0; i < 4; i++) host.printCard(`J${i}`);
  host.clock.advance(5_000_000);
  return { toEngine, toHost, saves, endUs: clock.now(), end: engine.save() };
}

test("an engine restored at any instant says the same bytes at the same instants as the one that went on", () => {
  const random = new Random("save");
  const instants = Array.from({ length: 25 }, () => 70_000_000 + random.int(300_000_000)).sort((a, b) => a - b);
  const { toEngine, toHost, saves, endUs, end } = record(instants);
  expect(saves.length).toBe(25);
  let compared = 0;
  for (const { atUs, saved } of saves) {
    const clock = new VirtualClock();
    const engine = Engine.restore(JSON.parse(JSON.stringify(saved)) as EngineSaved, { clock });
    const said: Said[] = [];
    engine.attach((bytes) => said.push({ atUs: clock.now() + atUs, bytes: hex(bytes) }), { resume: true });
    for (const { atUs: heardUs, bytes } of toEngine.filter((chunk) => chunk.atUs > atUs)) {
      clock.runUntil(heardUs - atUs);
      engine.receive(Buffer.from(bytes, "hex"));
    }
    clock.runUntil(endUs - atUs);
    const expected = toHost.filter((chunk) => chunk.atUs > atUs);
    expect(said.map(({ bytes }) => bytes)).toEqual(expected.map(({ bytes }) => bytes));
    expect(said.map((chunk) => chunk.atUs)).toEqual(expected.map((chunk) => chunk.atUs));
    expect(engine.save().state.world).toEqual(end.state.world);
    expect(engine.save().plant).toEqual(end.plant);
    compared += expected.length;
  }
  expect(compared).toBeGreaterThan(1000);
});

test("a saved engine is plain data and two saves of one instant are equal", () => {
  const host = rawHost();
  host.warmUp();
  const saved = host.engine.save();
  expect(JSON.parse(JSON.stringify(saved))).toEqual(saved);
  expect(host.engine.save()).toEqual(saved);
});

test("same seed, same bytes; another seed, other bytes", () => {
  const wire = (seed: number): string => {
    const host = rawHost({ seed });
    host.warmUp();
    host.printCard("A");
    return JSON.stringify([host.heard, host.engine.truth.cards]);
  };
  expect(wire(3)).toBe(wire(3));
  expect(wire(3)).not.toBe(wire(4));
});
