/**
 * The boot loader: finishes a swap that was cut, does what the trailers ask for, and starts the image in the first slot if
 * it is whole and signed by a trusted key. When nothing can be started it stays and answers on the console (recovery).
 */
import { type Flash, SECTOR_BYTES } from "./flash.ts";
import { SLOT_DATA_SECTORS, trailerSector } from "./flash-map.ts";
import { type Judgement, judgeSlot, mayReplace, type SlotImage, type SlotJudge } from "./slots.ts";
import { runSwap, swapUnderWay } from "./swap.ts";
import { beginStatus, readStatus } from "./swap-status.ts";
import { confirmRunning, readTrailer, type SwapType, wantedSwap } from "./trailer.ts";

/** How a start went. `notes`: what happened, in words for the console. */
export interface BootResult {
  /** What runs; undefined: recovery. */
  readonly running: SlotImage | undefined;
  /** On trial: taken back at the next start unless it is confirmed. */
  readonly trial: boolean;
  /** What was swapped in this start. */
  readonly swapped: SwapType;
  readonly notes: readonly string[];
}

/** Throws only {@link FlashCut}. Starting again after one always comes to the same end. */
export function boot(flash: Flash, judge: SlotJudge): BootResult {
  const notes: string[] = [];
  let swapped: SwapType = "none";
  if (swapUnderWay(flash)) {
    swapped = readStatus(flash)!.type;
    notes.push(`a swap that was cut short goes on (${swapped})`);
    runSwap(flash);
  } else {
    const wanted = wantedSwap(flash);
    if (wanted !== "none" && mayBegin(flash, judge, wanted, notes)) {
      swap(flash, judge, wanted);
      swapped = wanted;
    }
  }
  let running = judgeSlot(flash, 0, judge);
  if (!running.good) {
    notes.push(`the first slot cannot be started: ${running.words}`);
    const other = judgeSlot(flash, 1, judge);
    if (other.good) {
      notes.push(`the second slot has ${other.versionText}, which is taken instead`);
      swap(flash, judge, "permanent");
      swapped = "permanent";
      running = judgeSlot(flash, 0, judge);
    }
  }
  if (!running.good) return { running: undefined, trial: false, swapped, notes: [...notes, "recovery: waiting"] };
  const { magic, imageOk } = readTrailer(flash, 0);
  return { running, trial: magic && imageOk !== "set", swapped, notes };
}

function swap(flash: Flash, judge: SlotJudge, type: SwapType): void {
  beginStatus(flash, type, swapSectors(judgeSlot(flash, 0, judge), judgeSlot(flash, 1, judge)));
  runSwap(flash);
}

/** As many as the longer image needs; all of them when one of the slots holds none. */
function swapSectors(a: Judgement, b: Judgement): number {
  return a.good && b.good ? Math.ceil(Math.max(a.totalBytes, b.totalBytes) / SECTOR_BYTES) : SLOT_DATA_SECTORS;
}

/** Whether the swap that the trailers ask for is allowed. One that is not is forgotten, so that it is not asked for again. */
function mayBegin(flash: Flash, judge: SlotJudge, wanted: SwapType, notes: string[]): boolean {
  const other = judgeSlot(flash, 1, judge);
  if (wanted === "revert") {
    if (other.good) {
      notes.push(`the image on trial was not confirmed: ${other.versionText} comes back`);
      return true;
    }
    notes.push("the image on trial was not confirmed, but there is none to go back to: it stays");
    confirmRunning(flash);
    return false;
  }
  const no = other.good ? mayReplace(judgeSlot(flash, 0, judge), other) : other.words;
  if (no === undefined) return true;
  notes.push(`the image in the second slot is not taken: ${no}`);
  flash.erase(trailerSector(1));
  return false;
}
