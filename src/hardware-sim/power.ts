/** Mains: power-on, brown-out with its hold-up, and what the firmware finds when it wakes up again. */
import {
  CARD_FLAG,
  CARD_STOP,
  FAULT_CODE,
  FILM_STATE,
  STEP_KIND,
  STEP_RESULT,
  SUPPLY_TYPE,
} from "../protocol/index.ts";
import { newLease } from "../thermal/index.ts";
import { nipSprings, startFirmware } from "./boot/start-firmware.ts";
import { checkTrial } from "./boot/trial.ts";
import { believe, flagCard, rereadPosition, sensedStop } from "./card-path.ts";
import { type Core, TICK_US } from "./core.ts";
import { setFault } from "./fault-bits.ts";
import { ramInFractions } from "./fractions.ts";
import { halt } from "./halt.ts";
import { newHeat } from "./heater-control.ts";
import { ledgerFinish, ledgerInterrupt, newKeepsake, recollect, saveKeepsake } from "./ledger.ts";
import { mendParameters } from "./memory-watch.ts";
import type { ModelSpec } from "./models.ts";
import { openNip } from "./nip.ts";
import { nvSettle, nvTear } from "./nvram.ts";
import { readSensors } from "./sensors.ts";
import { saveSettings, settingsAtBoot } from "./settings/store.ts";
import { factoryNumbers, factoryTexts } from "./settings/table.ts";
import type { LedgerEntry, RamState } from "./state.ts";
import { discardFrame } from "./steps/film-advance.ts";

/** Below this the supply gives up, V [E]. */
export const BROWN_OUT_VOLT = 150;
/** From this on it starts again, V [E]. */
export const POWER_ON_VOLT = 180;
/** Below this the condition `mainsLow` stands, V [E: 230 V less 15 %]. */
export const MAINS_LOW_VOLT = 195;
export const MAINS_NOMINAL_VOLT = 230;

/** Memory of a firmware that has just started. */
export function freshRam(spec: ModelSpec, onSinceUs: number): RamState {
  return {
    life: "booting",
    lifeUntilUs: onSinceUs + Math.round(spec.thermal.bootSeconds * 1e6),
    onSinceUs,
    shutdown: false,
    faultLow: 0,
    faultHigh: 0,
    keep: newKeepsake(),
    settings: { seq: 0, numbers: factoryNumbers(spec), texts: factoryTexts() },
    staged: null,
    gainsBefore: null,
    selfTest: null,
    ledger: [],
    cardStep: null,
    filmStep: null,
    doneId: 0,
    doneResult: STEP_RESULT.none,
    doneFault: 0,
    filmDoneId: 0,
    filmDoneResult: STEP_RESULT.none,
    filmDoneFault: 0,
    cardStop: CARD_STOP.none,
    filmState: FILM_STATE.none,
    filmJob: "",
    filmMark: 0,
    headPaused: false,
    headCold: false,
    exitCelsius: null,
    clockSkewUs: 0,
    memorySpoilt: false,
    memoryLookUs: onSinceUs,
    setpointCelsius: 0,
    lease: newLease(),
    fanWishPermille: 0,
    // On until the first look at the sensors: nobody knows yet how hot it is.
    fanPermille: 1000,
    fanStillSinceUs: -1,
    stalledSinceUs: -1,
    duty: 0,
    nipAtUs: -1,
    announced: null,
    heat: newHeat(),
    statusEveryUs: 100_000,
    statusHeatUs: -1,
    statusPathUs: -1,
    countersUs: -1,
  };
}

/** Mains voltage from now on: below {@link BROWN_OUT_VOLT} the engine dies, from {@link POWER_ON_VOLT} on it starts. */
export function setMains(core: Core, volt: number): void {
  const { world } = core.state;
  if (volt < BROWN_OUT_VOLT && world.powered) powerCut(core);
  world.mainsVolt = volt;
  if (volt >= POWER_ON_VOLT && !world.powered) powerOn(core);
}

/** Why the firmware starts anew. */
type RestartCause = "powerInterrupted" | "watchdogReset";

/** The mains came back (or the machine is switched on for the first time). The plant stands at now. */
export function powerOn(core: Core, because: RestartCause = "powerInterrupted"): void {
  const { state } = core;
  const { world } = state;
  world.powered = true;
  const started = startFirmware(core);
  if (started.outcome === "cut") {
    failAgain(core);
    return;
  }
  const ram = freshRam(core.spec, state.nowUs);
  ramInFractions(ram);
  ram.lifeUntilUs = started.outcome === "recovery" ? Number.MAX_SAFE_INTEGER : ram.lifeUntilUs + started.bootUs;
  state.ram = ram;
  readSensors(core);
  state.lookedUs = state.nowUs;
  state.nextTickUs = state.nowUs + TICK_US;
  openNip(core);
  const memory = recollect(core, ram.keep);
  ram.keep = memory.keep;
  ram.ledger = memory.ledger;
  const settings = settingsAtBoot(core, memory.olderParams);
  ram.keep.boots++;
  const badParameter = mendParameters(core);
  ram.filmState = world.film.type === SUPPLY_TYPE.none ? FILM_STATE.none : FILM_STATE.searching;
  ram.faultLow = ram.keep.latchedLow;
  ram.faultHigh = ram.keep.latchedHigh;
  rereadPosition(core);
  recoverSteps(core, memory.interrupted, because);
  saveKeepsake(core);
  if (settings.fresh || badParameter >= 0) saveSettings(core);
  core.print(
    `boot ${ram.keep.boots} of ${core.spec.title}, serial ${state.serial}, ${state.nvram.repairs} memory repairs`,
  );
  core.event({ type: "power", atUs: state.nowUs, on: true });
  if (memory.corrupt || settings.corrupt) setFault(core, "nvramCorrupt", state.nvram.repairs);
  if (badParameter >= 0) setFault(core, "parameterOutOfRange", badParameter);
  nvSettle(state.nvram);
}

/** The mains go while the boot loader writes: nothing has started that could be lost. */
function failAgain(core: Core): void {
  core.state.world.mainsVolt = 0;
  forgetStarts(core);
  dropDead(core);
}

/** What outlives a reset does not outlive the power. */
function forgetStarts({ state: { boot } }: Core): void {
  boot.why = "";
  boot.failedStarts = 0;
}

/** Steps that were cut short, and what that makes of the card. */
function recoverSteps(core: Core, begun: readonly LedgerEntry[], because: RestartCause): void {
  const interrupted: LedgerEntry[] = [];
  for (const entry of begun) {
    if (isProvenByCard(core, entry)) ledgerFinish(core, entry.id, STEP_RESULT.ok, 0, entry.serial);
    else {
      ledgerInterrupt(core, entry.id);
      interrupted.push(entry);
    }
  }
  const cardStepCut = interrupted.some(({ kind }) => kind !== STEP_KIND.image && kind !== STEP_KIND.filmAdvance);
  if (core.state.ram.keep.cardInside && (cardStepCut || !restsAtEncoder(core))) flagCard(core, CARD_FLAG.suspect);
  if (because === "watchdogReset") setFault(core, because, core.state.ram.keep.boots);
  else if (interrupted.length > 0) setFault(core, because, interrupted.at(-1)!.id);
}

/** A transfer has ended well when its card is remembered as transferred, though the power took the record of its end: the card is remembered first. */
function isProvenByCard({ state: { ram } }: Core, { kind }: LedgerEntry): boolean {
  const { cardInside, cardFlags } = ram.keep;
  return kind === STEP_KIND.transfer && cardInside && (cardFlags & CARD_FLAG.transferred) !== 0;
}

/** A card that stood still at the encoder has suffered nothing, blank or personal: it can be finished. */
function restsAtEncoder(core: Core): boolean {
  const { ram } = core.state;
  return ram.cardStop === CARD_STOP.encoder && (ram.keep.cardFlags & ~(CARD_FLAG.suspect | CARD_FLAG.encoded)) === 0;
}

/** The mains are gone at this instant. Hold-up carries the last writes, the nip springs open, everything else dies. */
export function powerCut(core: Core): void {
  const { state } = core;
  const { ram, world } = state;
  const cutStep = ram.cardStep ?? ram.filmStep;
  const cardMoved = ram.cardStep !== null && ram.cardStep.beginUs >= 0;
  if (ram.keep.cardInside) believe(core, sensedStop(world.card));
  halt(core, "power", STEP_RESULT.interrupted, FAULT_CODE.powerInterrupted);
  const inside = ram.keep.cardInside && world.card !== null;
  const spoilt = inside && (cardMoved || !restsAtEncoder(core));
  if (spoilt) flagCard(core, CARD_FLAG.suspect);
  if (cutStep !== null || spoilt) setFault(core, "powerInterrupted", cutStep?.id ?? 0);
  nvTear(state.nvram, state.nowUs + core.behaviours.holdUpMs * 1000);
  forgetStarts(core);
  dropDead(core);
  core.hangUp("the engine lost its power");
}

/** The processor starts again without warning: nothing is written, motors and heater let go. The mains stay. */
export function watchdogReset(core: Core): void {
  const { ram } = core.state;
  core.runners[ram.cardStep?.kind ?? 0]?.move(core, ram.cardStep!);
  if (nipSprings(core)) openNip(core);
  dropDead(core);
  core.hangUp("the engine's watchdog reset it");
  powerOn(core, "watchdogReset");
}

/** The firmware was told to start again: nothing moves, and nothing is lost. */
export function orderedRestart(core: Core): void {
  dropDead(core);
  core.hangUp("the engine restarts");
  powerOn(core);
}

function dropDead(core: Core): void {
  const { state } = core;
  state.world.powered = false;
  core.cardFiles.clear();
  core.inputs.heaterWatt = 0;
  core.inputs.headWatt = 0;
  core.inputs.surfaceLoadWatt = 0;
  core.inputs.platenLoadWatt = 0;
  core.event({ type: "power", atUs: state.nowUs, on: false });
}

/** Boot and film search run off; true in the tick in which the life changes. */
export function liveOn(core: Core): void {
  const { ram, world } = core.state;
  if (ram.life === "up" || core.state.nowUs < ram.lifeUntilUs) return;
  if (ram.life === "booting") {
    ram.life = "filmInit";
    ram.lifeUntilUs += Math.round(core.spec.thermal.filmInitSeconds * 1e6);
  } else {
    ram.life = "up";
    // Where the last frame stood is not known: one is given up.
    if (world.film.type === SUPPLY_TYPE.none) world.frameJob = "";
    else discardFrame(core);
    core.print("ready");
    checkTrial(core);
  }
  core.statusNow();
}
