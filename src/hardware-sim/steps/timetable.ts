/** When the next card will reach the nip, as far as the firmware can know: what the card feed-forward looks ahead by. */
import { CARD_FLAG, CARD_STOP, STEP_KIND, STEP_PHASE } from "../../protocol/index.ts";
import type { CardApproach } from "../../thermal/index.ts";
import { type Core, TICK_US } from "../core.ts";
import type { StepRun } from "../state.ts";

/** Stages of a transfer. */
export const TRANSFER_STAGE = { approach: 0, gate: 1, nip: 2, back: 3 } as const;

/** Panels of one picture: yellow, magenta, cyan, black. */
export const PANELS = 4;
/** Stages of an imaging: the search for the marks, then for each panel an odd stage that prints and an even one that rewinds. */
export const IMAGE_STAGE = { sync: 0, lastRewind: 2 * PANELS } as const;

const approach: CardApproach = { secondsToNip: -1, inNipSeconds: -1 };

/** Where the next card is. One object, changed in place. Remembers in the state when a finished picture was last expected at the nip. */
export function cardApproach(core: Core): CardApproach {
  const { ram, nowUs } = core.state;
  approach.inNipSeconds = -1;
  approach.secondsToNip = -1;
  const card = ram.cardStep;
  if (card?.kind === STEP_KIND.transfer) {
    if (card.beginUs < 0) approach.secondsToNip = (core.spec.times.approachUs + TICK_US) / 1e6;
    else if (card.stage === TRANSFER_STAGE.nip) approach.inNipSeconds = (nowUs - card.stageUs) / 1e6;
    else if (card.stage === TRANSFER_STAGE.gate) approach.secondsToNip = 0;
    else if (card.stage === TRANSFER_STAGE.approach) {
      approach.secondsToNip = Math.max(0, card.stageUs + card.planUs - nowUs) / 1e6;
    }
    ram.nipAtUs = -1;
    return approach;
  }
  if (cardWillFollow(core)) {
    const image = ram.filmStep;
    const leadUs = core.spec.times.approachUs + TICK_US;
    if (image?.kind === STEP_KIND.image && image.beginUs >= 0 && image.phase !== STEP_PHASE.waiting) {
      ram.nipAtUs = nowUs + imageLeftUs(core, image) + leadUs;
    }
    // A picture that is ready and not called for within its approach time is no reason to heat any more.
    if (ram.nipAtUs > nowUs) approach.secondsToNip = Math.max(leadUs, ram.nipAtUs - nowUs) / 1e6;
  } else ram.nipAtUs = -1;
  return approach;
}

/** When the card would come whose picture is held up by a hot or cold head, if it went on now, s; -1: none is. */
export function heldUpSeconds(core: Core): number {
  const image = core.state.ram.filmStep;
  if (image?.kind !== STEP_KIND.image || image.phase !== STEP_PHASE.waiting || !cardWillFollow(core)) return -1;
  return Math.max(0, imageLeftUs(core, image) + core.spec.times.approachUs + TICK_US) / 1e6;
}

/** A card for the picture in work stands at the encoder, encoded or being encoded. */
function cardWillFollow(core: Core): boolean {
  const { ram } = core.state;
  if (ram.cardStop !== CARD_STOP.encoder) return false;
  const job = ram.filmStep?.kind === STEP_KIND.image ? ram.filmStep.job : ram.filmJob;
  if (job === "" || (ram.keep.cardFlags & (CARD_FLAG.transferred | CARD_FLAG.suspect)) !== 0) return false;
  if (ram.cardStep?.kind === STEP_KIND.encode) return ram.cardStep.job === job;
  return ram.keep.cardJob === job;
}

function imageLeftUs(core: Core, run: StepRun): number {
  const { panelPrintUs, panelRewindUs } = core.spec.times;
  let leftUs = run.stageUs + run.planUs - core.state.nowUs;
  for (let stage = run.stage + 1; stage <= IMAGE_STAGE.lastRewind; stage++) {
    leftUs += stage % 2 === 1 ? panelPrintUs : panelRewindUs;
  }
  return leftUs;
}
