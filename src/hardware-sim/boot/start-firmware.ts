/** Power-on and reset begin here: the boot loader runs, and what it started is what the engine is from now on. */
import { boot, FlashCut } from "../../firmware/index.ts";
import type { Core } from "../core.ts";
import { NO_PARAMETERS } from "./state.ts";

/** Management answers so long after the boot loader is through, us [E]. */
const CONSOLE_UP_US = 1_000_000;
/** Starts in a row that may fail before the boot loader keeps the machine in recovery. */
const FAILED_STARTS_MAX = 3;

/** `cut`: the power failed while the boot loader was writing. */
export type Started =
  | { readonly outcome: "firmware" | "recovery"; readonly bootUs: number }
  | { readonly outcome: "cut" };

export function startFirmware(core: Core): Started {
  const { flash, judge, state } = core;
  const { boot: now } = state;
  const before = flash.busyUs;
  now.restart = "no";
  now.upload = null;
  now.check = "none";
  const rom = state.world.bootJumper && !now.skipRom;
  now.skipRom = false;
  if (rom) {
    core.print("BOOT0 is set: the loader in the chip's ROM waits");
    now.mode = "rom";
    now.trial = false;
    return { outcome: "recovery", bootUs: 0 };
  }
  let result: ReturnType<typeof boot>;
  try {
    result = boot(flash, judge);
  } catch (error) {
    if (!(error instanceof FlashCut)) throw error;
    core.print("boot loader: the power fails while it writes");
    return { outcome: "cut" };
  }
  const bootUs = flash.busyUs - before;
  for (const note of result.notes) core.print(`boot loader: ${note}`);
  now.consoleFromUs = state.nowUs + bootUs + (state.nowUs === 0 ? 0 : CONSOLE_UP_US);
  const { running } = result;
  if (running === undefined || now.failedStarts >= FAILED_STARTS_MAX) {
    if (running !== undefined) core.print(`boot loader: ${FAILED_STARTS_MAX} starts failed, recovery: waiting`);
    now.mode = "recovery";
    now.trial = false;
    return { outcome: "recovery", bootUs };
  }
  now.mode = "firmware";
  now.trial = result.trial;
  now.version = running.versionText;
  now.behaviours = running.manifest.behaviours;
  const { parameters } = running.manifest;
  now.parameters = Object.keys(parameters).length === 0 ? NO_PARAMETERS : { ...parameters };
  if (result.swapped === "revert") {
    if (now.why === "") now.why = "nobody had confirmed it";
    core.print(`firmware ${now.version} is back: ${now.why}`);
  } else if (result.swapped !== "none") {
    now.why = "";
    core.print(`firmware ${now.version} starts${now.trial ? " on trial" : ""}`);
  }
  return { outcome: "firmware", bootUs };
}

/** The nip opens without power: by its spring, unless machine or firmware lack that. */
export function nipSprings(core: Pick<Core, "behaviours" | "state">): boolean {
  return core.behaviours.springNip && core.state.boot.behaviours.nip === "spring";
}
