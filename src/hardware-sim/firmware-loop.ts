/**
 * The firmware's loop: ten times a second while anything is warm, heated or moving, once a second otherwise. The plant
 * is advanced exactly up to each look at it; inputs change only at ticks, commands and events from outside.
 */
import { FAULT_CODE, type FaultName, PARAM } from "../protocol/index.ts";
import { watchStart } from "./boot/trial.ts";
import { noticeRemoval } from "./card-path.ts";
import { type Core, IDLE_TICK_US, TICK_US } from "./core.ts";
import { codeStands, setCondition, stands } from "./fault-bits.ts";
import { raiseFault } from "./faults.ts";
import { useHands } from "./hands.ts";
import { applyHeater, controlHeat, heatAllowed, watchHeat } from "./heater-control.ts";
import { watchInvariants } from "./invariants.ts";
import { watchMemory } from "./memory-watch.ts";
import { cardMovesWatch } from "./motion-watch.ts";
import { liveOn, MAINS_LOW_VOLT, orderedRestart, watchdogReset } from "./power.ts";
import { isSelfTesting, stepSelfTest } from "./selftest/selftest.ts";
import type { StepRun } from "./state.ts";
import { BIN_CONDITIONS, BIN_MASK, binBits, SUPPLY_CONDITIONS, SUPPLY_MASK, supplyBits } from "./supplies.ts";
import { applySurroundings, FAN_ROLLER_CELSIUS, runFan, watchHead } from "./surroundings.ts";

const MAINS_LOW = FAULT_CODE.mainsLow;
const FIRMWARE_UNCONFIRMED = FAULT_CODE.firmwareUnconfirmed;

/** Brings the plant to this engine instant with the inputs that stood until now. */
export function advancePlant(core: Core, atUs: number): void {
  const { state } = core;
  core.plant.step(atUs - state.plantUs, core.inputs);
  state.plantUs = atUs;
  state.nowUs = atUs;
}

/** One turn of the loop at `atUs`. Leaves the instant of the next one in `state.nextTickUs`. */
export function runTick(core: Core, atUs: number): void {
  const { state } = core;
  const dtSeconds = (atUs - state.lookedUs) / 1e6;
  state.lookedUs = atUs;
  advancePlant(core, atUs);
  const { ram } = state;
  moveAll(core);
  liveOn(core);
  watchHeat(core, dtSeconds);
  const { numbers } = ram.settings;
  watchHead(core, numbers[PARAM.headPauseDecicelsius]! / 10, numbers[PARAM.headResumeDecicelsius]! / 10);
  watchSupplies(core);
  watchMemory(core);
  if (state.world.coverOpen && !stands(core, "coverOpen")) raiseFault(core, "coverOpen");
  if (ram.cardStep !== null) cardMovesWatch(core, ram.cardStep);
  else noticeRemoval(core);
  if (ram.cardStep !== null) runStep(core, ram.cardStep);
  if (ram.filmStep !== null) runStep(core, ram.filmStep);
  useHands(core);
  stepSelfTest(core);
  state.nextTickUs = nextTick(core, atUs);
  controlHeat(core, state.nextTickUs);
  const { faultLow, faultHigh } = ram;
  runFan(core);
  // A fan that was just found dead has stopped the heater; nothing after this raises faults.
  if (ram.faultLow !== faultLow || ram.faultHigh !== faultHigh) applyHeater(core);
  if (core.surroundingsSeenAt !== core.changes) applySurroundings(core);
  watchInvariants(core);
  watchStart(core);
  if (state.boot.restart === "ordered") orderedRestart(core);
  else if (state.boot.restart === "watchdog") watchdogReset(core);
}

/** Warm, heated, moving or starting: ten looks a second. */
export function isBusy(core: Core): boolean {
  const { ram } = core.state;
  if (ram.cardStep !== null || ram.filmStep !== null || ram.setpointCelsius > 0) return true;
  return (
    ram.heat.rollerCelsius > FAN_ROLLER_CELSIUS || heatAllowed(core) || ram.life === "filmInit" || isSelfTesting(core)
  );
}

function nextTick(core: Core, atUs: number): number {
  const period = isBusy(core) ? TICK_US : IDLE_TICK_US;
  const since = atUs - core.state.ram.onSinceUs;
  return core.state.ram.onSinceUs + (Math.floor(since / period) + 1) * period;
}

/** A command may have woken the loop: the next tick comes with the next tenth of a second. */
export function wakeWhenBusy(core: Core): void {
  const { state } = core;
  const { ram, nowUs } = state;
  if (state.nextTickUs - nowUs <= TICK_US) return;
  const busy =
    ram.cardStep !== null ||
    ram.filmStep !== null ||
    ram.setpointCelsius > 0 ||
    state.boot.restart !== "no" ||
    isSelfTesting(core);
  if (!busy) return;
  const next = ram.onSinceUs + (Math.floor((nowUs - ram.onSinceUs) / TICK_US) + 1) * TICK_US;
  if (next < state.nextTickUs) state.nextTickUs = next;
}

function moveAll(core: Core): void {
  const { cardStep, filmStep } = core.state.ram;
  if (cardStep !== null) core.runners[cardStep.kind]?.move(core, cardStep);
  if (filmStep !== null) core.runners[filmStep.kind]?.move(core, filmStep);
}

function runStep(core: Core, run: StepRun): void {
  const runner = core.runners[run.kind]!;
  if (run.beginUs < 0) {
    core.changes++;
    run.beginUs = core.state.nowUs;
    runner.begin(core, run);
    core.event({ type: "stepBegun", atUs: run.beginUs, id: run.id, kind: run.kind, result: 0, fault: 0 });
  }
  runner.tick(core, run);
}

function watchSupplies(core: Core): void {
  const { ram, world } = core.state;
  if (core.suppliesSeenAt === core.changes) return;
  core.suppliesSeenAt = core.changes;
  const supplies = supplyBits(core);
  if (supplies !== (ram.faultLow & SUPPLY_MASK)) setConditions(core, SUPPLY_CONDITIONS, supplies);
  const bins = binBits(core);
  if (bins !== (ram.faultHigh & BIN_MASK)) setConditions(core, BIN_CONDITIONS, bins);
  const low = world.mainsVolt < MAINS_LOW_VOLT;
  if (low !== codeStands(core, MAINS_LOW)) setCondition(core, "mainsLow", low, Math.round(world.mainsVolt));
  // The mark that says whether this firmware was confirmed lies in the flash.
  const trial = core.state.boot.trial || world.injections["firmwareUnconfirmed"] !== undefined;
  if (trial !== codeStands(core, FIRMWARE_UNCONFIRMED)) setCondition(core, "firmwareUnconfirmed", trial);
}

function setConditions(core: Core, names: readonly FaultName[], bits: number): void {
  for (const name of names) setCondition(core, name, (bits & (1 << (FAULT_CODE[name] & 31))) !== 0);
}
