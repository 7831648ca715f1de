import { describe, expect, test } from "vitest";
import { Random, VirtualClock } from "../../src/base/index.ts";
import { checkEngineInvariants, Engine, type EngineSaved, INJECTABLE } from "../../src/hardware-sim/index.ts";
import { FAULT_CODE, type FaultName, STEP_KIND } from "../../src/protocol/index.ts";
import { RawHost, rawHost } from "./raw-host.ts";

const KINDS = Object.keys(STEP_KIND).filter((kind) => kind !== "none") as (keyof typeof STEP_KIND)[];

const saved: EngineSaved = (() => {
  const host = rawHost({ seed: 77, behaviours: { jamRate: 0.05, chipDeadRate: 0.02, encodeFailureRate: 0.02 } });
  host.warmUp();
  return host.engine.save();
})();

/** One thing that a careless host, clumsy hands or bad luck do. */
function mischief(host: RawHost, random: Random): void {
  const { lab } = host.engine;
  const draw = random.int(100);
  if (host.link.state === "up") {
    if (draw < 45) host.order(KINDS[random.int(KINDS.length)]!, `J${random.int(3)}`);
    else if (draw < 55) host.send("roller_set", { decicelsius: 1650 });
    else if (draw < 58) host.send("emergency_stop", {});
    else if (draw < 66) host.send("clear_shutdown", {});
    else if (draw < 70) host.send("step_abort", { id: random.int(60) });
    else if (draw < 84) for (const code of Object.values(FAULT_CODE)) host.send("fault_clear", { code, proof: 3 });
  }
  if (draw >= 84 && draw < 90) lab.inject(pick(random));
  else if (draw === 90) lab.openCover();
  else if (draw < 93) lab.closeCover();
  else if (draw === 93) lab.cutMains();
  else if (draw < 96) lab.restoreMains();
  else if (draw === 96) lab.removeCard();
  else if (draw > 96) for (const fault of INJECTABLE) lab.heal(fault);
}

const pick = (random: Random): FaultName => INJECTABLE[random.int(INJECTABLE.length)]!;

describe("whatever happens, heat stays leashed and the books add up", () => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed))("seed %i", (seed) => {
    const clock = new VirtualClock();
    const host = new RawHost({ clock, engine: Engine.restore(saved, { clock }) });
    host.keepLease();
    const random = new Random(`soak ${seed}`);
    for (let act = 0; act < 120; act++) {
      clock.advance(random.int(9_000_000));
      mischief(host, random);
      expect(checkEngineInvariants(host.engine)).toEqual([]);
    }
    expect(host.engine.truth.state.ram.keep.ledgerHigh).toBeGreaterThan(0);
  });
});

describe("the invariants do see what is wrong", () => {
  function doctored(change: (engine: Engine) => void): string[] {
    const clock = new VirtualClock();
    const engine = Engine.restore(saved, { clock });
    change(engine);
    return checkEngineInvariants(engine);
  }

  test("heat that nobody allowed", () => {
    const found = doctored(({ truth }) => {
      truth.core.inputs.heaterWatt = 10;
      truth.core.state.ram.lease.untilUs = 0;
    });
    expect(found).toEqual([expect.stringContaining("the heater has 10 W without a lease")]);
  });

  test("a core past the cut-off, a fan that stands, a card that vanished", () => {
    const found = doctored(({ truth }) => {
      truth.core.plant.celsius[0] = 240;
      truth.core.state.ram.fanPermille = 0;
      truth.core.state.truth.totals["fed"] = 1;
    });
    expect(found).toEqual([
      expect.stringContaining("fan does not run"),
      expect.stringContaining("past the cut-off"),
      expect.stringContaining("1 cards left the hopper, 0 left the machine"),
    ]);
  });
});
