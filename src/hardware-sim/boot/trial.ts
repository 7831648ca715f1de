/** A firmware on trial looks at itself once it is up, and takes itself back when it is not well. */
import type { FaultName } from "../../protocol/index.ts";
import type { Core } from "../core.ts";
import { stands } from "../fault-bits.ts";

/** A firmware that has not come up so long after its start hangs; the watchdog bites, us [E]. */
export const HANG_US = 10_000_000;

/** What a firmware must not find in the machine that it is to drive. */
const NOT_WELL: readonly FaultName[] = [
  "thermistorOpen",
  "thermistorShort",
  "thermistorDetached",
  "thermistorsDisagree",
  "heaterOpen",
  "heaterStuckOn",
  "rollerOverTemperature",
  "cutoffOpen",
  "fanFailed",
  "nvramCorrupt",
  "parameterOutOfRange",
  "clockLost",
];

/** Called when the firmware has come up. */
export function checkTrial(core: Core): void {
  const { boot } = core.state;
  boot.failedStarts = 0;
  if (!boot.trial || boot.check !== "none") return;
  const found: string[] = NOT_WELL.filter((name) => stands(core, name));
  if (boot.behaviours.selftest === "fails") found.push("the firmware's own check of its tables");
  if (found.length === 0) {
    boot.check = "good";
    core.print(`self-test passed: firmware ${boot.version} waits to be confirmed`);
    return;
  }
  boot.check = "bad";
  boot.why = `its self-test failed: ${found.join(", ")}`;
  core.print(`firmware ${boot.version} takes itself back, ${boot.why}`);
  boot.restart = "ordered";
}

/** A firmware that hangs while it starts: nothing happens until the watchdog bites. */
export function watchStart(core: Core): void {
  const { boot, ram } = core.state;
  if (boot.mode !== "firmware" || boot.behaviours.start !== "hangs" || boot.restart !== "no") return;
  if (core.state.nowUs - ram.onSinceUs < HANG_US) return;
  boot.failedStarts++;
  boot.why = "it hung while starting";
  boot.restart = "watchdog";
}
