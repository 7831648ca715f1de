import type { FirmwareBehaviours, UploadSession } from "../../firmware/index.ts";

/** What runs and how it came to run. Plain data; made anew at each start, except what says that it outlives a reset. */
export interface BootState {
  /** `recovery`: nothing could be started; the boot loader answers on the console. `rom`: the chip's own loader does. */
  mode: "firmware" | "recovery" | "rom";
  /** Version of what runs; of the last firmware in recovery. */
  version: string;
  behaviours: FirmwareBehaviours;
  /** Values from the factory that this firmware has otherwise, by key of the setting. */
  parameters: Readonly<Record<string, number>>;
  /** Not confirmed: taken back at the next start. */
  trial: boolean;
  /** The check of a firmware on trial once it is up. */
  check: "none" | "good" | "bad";
  /** Why the last firmware was taken back or is about to be. Outlives a reset, not the power. */
  why: string;
  /** Starts in a row that never came up. Outlives a reset, not the power. */
  failedStarts: number;
  /** The next start is that of the program, whatever the jumper says: the chip's own loader was told to go. */
  skipRom: boolean;
  /** The console answers from here on. */
  consoleFromUs: number;
  /** Starts again with the next tick. */
  restart: "no" | "ordered" | "watchdog";
  upload: UploadSession | null;
}

/** Of all firmwares that have the factory's values. */
export const NO_PARAMETERS: Readonly<Record<string, number>> = {};

/** Before the first start. */
export function noBoot(version: string, behaviours: FirmwareBehaviours): BootState {
  return {
    mode: "firmware",
    version,
    behaviours,
    parameters: NO_PARAMETERS,
    trial: false,
    check: "none",
    why: "",
    failedStarts: 0,
    skipRom: false,
    consoleFromUs: 0,
    restart: "no",
    upload: null,
  };
}
