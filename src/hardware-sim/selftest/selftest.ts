/**
 * The self-test as the firmware runs it. It lives on the questions of its host: one that asks no more ends the test, and
 * with it the heat. Nothing else may be ordered meanwhile.
 */
import { SELFTEST_LEASE_US } from "../../protocol/index.ts";
import { renewLease } from "../../thermal/index.ts";
import type { Core } from "../core.ts";
import { isWorking } from "../surroundings.ts";
import { type Measured, SELFTEST_TABLE } from "./items.ts";
import type { SelfTestRun } from "./state.ts";

export const isSelfTesting = (core: Core): boolean => core.state.ram.selfTest?.running === true;

/** Why no self-test may begin now, as a sentence; undefined when it may. */
export function selfTestRefusal(core: Core): string | undefined {
  const { ram } = core.state;
  if (isSelfTesting(core)) return "a self-test is running already";
  if (ram.life !== "up") return "the printer is still starting up";
  if (isWorking(core) || ram.cardStep !== null || ram.filmStep !== null) return "the printer is working on a card";
  return ram.keep.cardInside ? "there is a card in the path: eject it or take it out" : undefined;
}

/** Begins; what was wanted of the heater before is over. */
export function beginSelfTest(core: Core): void {
  const { ram, nowUs } = core.state;
  ram.setpointCelsius = 0;
  ram.selfTest = {
    running: true,
    why: "",
    item: 0,
    itemSinceUs: nowUs,
    leaseUntilUs: nowUs + SELFTEST_LEASE_US,
    motor: false,
    fan: false,
    fullPower: false,
    marks: [],
    notes: [],
  };
  core.print("self-test begins");
}

/** The host is still there: test and heat go on for a while. */
export function renewSelfTest(core: Core): void {
  const { ram, nowUs } = core.state;
  const run = ram.selfTest;
  if (run?.running !== true) return;
  run.leaseUntilUs = nowUs + SELFTEST_LEASE_US;
  if (run.fullPower) renewLease(ram.lease, nowUs, SELFTEST_LEASE_US / 1_000);
}

/** Ends it before its time, heater off. */
export function stopSelfTest(core: Core, why: string): void {
  const run = core.state.ram.selfTest;
  if (run?.running !== true) return;
  run.why = why;
  end(core, run);
  core.print(`self-test stopped: ${why}`);
}

/** Each tick of the firmware. */
export function stepSelfTest(core: Core): void {
  const { ram, nowUs } = core.state;
  const run = ram.selfTest;
  if (run?.running !== true) return;
  if (nowUs > run.leaseUntilUs) {
    stopSelfTest(core, "nobody asked for its state any more");
    return;
  }
  if (ram.shutdown) {
    stopSelfTest(core, "emergency stop");
    return;
  }
  // Items that need no time are done in the same tick.
  while (run.running) {
    const item = SELFTEST_TABLE[run.item];
    if (item === undefined) {
      end(core, run);
      core.print("self-test done");
      return;
    }
    const fullPower = run.fullPower;
    const measured =
      item.absent?.(core) === true ? "absent" : item.step(core, run, (nowUs - run.itemSinceUs) / 1_000_000);
    if (run.fullPower && !fullPower) renewLease(ram.lease, nowUs, Math.max(0, run.leaseUntilUs - nowUs) / 1_000);
    if (measured === undefined) return;
    if (measured !== "absent") note(core, run, measured);
    run.item++;
    run.itemSinceUs = nowUs;
    run.marks = [];
  }
}

function note(core: Core, run: SelfTestRun, measured: Exclude<Measured, undefined>): void {
  const { name, low, high, unit } = SELFTEST_TABLE[run.item]!;
  if (typeof measured === "number") {
    const good = measured >= low && measured <= high;
    const measuredCenti = Math.round(measured * 100);
    run.notes.push({ item: run.item, verdict: good ? "ok" : "failed", measuredCenti, why: "" });
    core.print(`self-test ${name} ${(measuredCenti / 100).toFixed(2)} ${unit} ${good ? "ok" : "FAILED"}`);
    return;
  }
  const why = "notRun" in measured ? measured.notRun : measured.failed;
  run.notes.push({ item: run.item, verdict: "notRun" in measured ? "notRun" : "failed", measuredCenti: null, why });
  core.print(`self-test ${name}: ${why}`);
}

function end(core: Core, run: SelfTestRun): void {
  run.running = false;
  run.motor = false;
  run.fan = false;
  if (run.fullPower) core.state.ram.setpointCelsius = 0;
  run.fullPower = false;
  core.statusNow();
}
