import { describe, expect, test } from "vitest";
import { Random, VirtualClock } from "../../src/base/index.ts";
import { checkEngineInvariants, Engine, type EngineSaved, INJECTABLE } from "../../src/hardware-sim/index.ts";
import { FAULT_CODE, type FaultName, STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";
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
  const up = host.link.state === "up";
  if (draw < 55) {
    if (up) host.order(KINDS[random.int(KINDS.length)]!, `J${random.int(2)}`);
  } else if (draw < 65) {
    if (up) host.send("roller_set", { decicelsius: 1650 });
  } else if (draw < 80) putRight(host, random);
  else if (draw < 88) lab.inject(pick(random));
  else if (draw < 90) lab.openCover();
  else if (draw < 92) lab.cutMains();
  else if (draw < 93) lab.removeCard();
  else if (draw < 95 && up) host.send("emergency_stop", {});
  else if (up) host.send("step_abort", { id: random.int(100) });
}

/** Somebody comes and puts everything right that can be put right by hand. */
function putRight(host: RawHost, random: Random): void {
  const { lab } = host.engine;
  for (const fault of INJECTABLE) lab.heal(fault);
  lab.closeCover();
  lab.restoreMains();
  if (random.chance(0.5)) lab.removeCard();
  if (host.link.state !== "up") return;
  host.send("clear_shutdown", {});
  for (const code of Object.values(FAULT_CODE)) host.send("fault_clear", { code, proof: 3 });
}

const pick = (random: Random): FaultName => INJECTABLE[random.int(INJECTABLE.length)]!;

describe("whatever happens, heat stays leashed and the books add up", () => {
  test("twelve seeds", () => {
    let stepsDone = 0;
    let stepsFailed = 0;
    for (let seed = 0; seed < 12; seed++) {
      const clock = new VirtualClock();
      const host = new RawHost({ clock, engine: Engine.restore(saved, { clock }) });
      host.keepLease();
      host.onHeard = ({ name, params }) => {
        if (name !== "step_done") return;
        if (params["result"] === STEP_RESULT.ok) stepsDone++;
        else stepsFailed++;
      };
      const random = new Random(`soak ${seed}`);
      for (let act = 0; act < 200; act++) {
        clock.advance(random.int(12_000_000));
        mischief(host, random);
        const wrong = checkEngineInvariants(host.engine);
        if (wrong.length > 0) throw new Error(`seed ${seed}, act ${act}: ${wrong.join("; ")}`);
      }
    }
    expect(stepsDone).toBeGreaterThan(100);
    expect(stepsFailed).toBeGreaterThan(20);
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
      truth.core.state.truth.totals = { fed: 1 };
    });
    expect(found).toEqual([
      expect.stringContaining("fan does not run"),
      expect.stringContaining("past the cut-off"),
      expect.stringContaining("1 cards left the hopper, 0 left the machine"),
    ]);
  });
});
