/** Commands of the host: what each one does, and what it is refused for. */
import { type CommandName, FIELD, type Message, PARAM, REFUSAL, STEP_RESULT, u32 } from "../protocol/index.ts";
import { hearHint, renewLease } from "../thermal/index.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { type Core, firmwareName } from "./core.ts";
import { serialBytes } from "./encoder.ts";
import { isFaulted, unsetFault, upUs, wireClock } from "./fault-bits.ts";
import { clearFault, clearRefusal, raiseFault } from "./faults.ts";
import { applyHeater, heatForbidden } from "./heater-control.ts";
import { ledgerPage } from "./ledger.ts";
import { takeOrder } from "./orders.ts";
import { isSelfTesting } from "./selftest/selftest.ts";
import { endTrial, isOnTrial, tryGain } from "./settings/gain-trial.ts";
import { saveSettings } from "./settings/store.ts";
import { NUMBER_ROWS, PARAM_COUNT } from "./settings/table.ts";
import { endStep } from "./step-end.ts";
import { bytesOf, wordOf } from "./wire-words.ts";

/** Allowed set-points besides 0, tenths of a degree. */
export const ROLLER_DECICELSIUS_MIN = 600;
export const ROLLER_DECICELSIUS_MAX = 1750;
/** Allowed status periods, ms. */
const STATUS_MS_MIN = 100;
const STATUS_MS_MAX = 10_000;

type Handler = (core: Core, row: Int32Array, blobs: readonly Uint8Array[]) => void;

function refuse(core: Core, reason: number, detail = 0, id = 0): void {
  core.send("refused", { id, reason, detail });
}

const HANDLERS: Readonly<Record<Exclude<CommandName, "identify">, Handler>> = {
  get_uptime(core) {
    core.send("uptime", { high: Math.floor(Math.max(0, upUs(core)) / 4_294_967_296), clock: wireClock(core) });
  },
  get_clock(core) {
    core.send("clock", { clock: wireClock(core) });
  },
  get_config(core) {
    core.send("config", { is_config: 1, crc: 0, is_shutdown: core.state.ram.shutdown ? 1 : 0, move_count: 1 });
  },
  emergency_stop: (core) => emergencyStop(core),
  clear_shutdown(core) {
    core.state.ram.shutdown = false;
    unsetFault(core, "emergencyStop");
    core.statusNow();
  },
  hello(core) {
    const { ram } = core.state;
    core.send("identity", {
      serial: bytesOf(serialAnswered(core)),
      model: bytesOf(core.spec.name),
      firmware: bytesOf(firmwareName(core.state.boot.version)),
      boots: ram.keep.boots,
      ledger_high: ram.keep.ledgerHigh,
      capabilities: capabilitiesOf(core),
    });
    // Counters and both status rows follow at once.
    core.statusNow();
  },
  lease_renew(core, row) {
    const { ram, nowUs } = core.state;
    renewLease(ram.lease, nowUs, u32(row, FIELD.lease_renew.ms), ram.settings.numbers[PARAM.leaseMaxMs]!);
  },
  roller_set(core, row) {
    if (isSelfTesting(core)) return refuse(core, REFUSAL.busy);
    const decicelsius = row[FIELD.roller_set.decicelsius]!;
    const { ram } = core.state;
    if (decicelsius !== 0) {
      if (decicelsius < ROLLER_DECICELSIUS_MIN || decicelsius > ROLLER_DECICELSIUS_MAX) {
        return refuse(core, REFUSAL.badArgument);
      }
      if (heatForbidden(core)) return refuse(core, heatRefusal(core));
    }
    ram.setpointCelsius = decicelsius / 10;
    ram.announced = null;
    core.statusNow();
  },
  card_announce(core, row) {
    const at = FIELD.card_announce;
    const { ram, nowUs } = core.state;
    if (isSelfTesting(core)) return refuse(core, REFUSAL.busy);
    // Announcing is no permission to heat: that is the set-point's and the lease's.
    if (ram.setpointCelsius === 0) return refuse(core, REFUSAL.notReady);
    const changed = ram.announced === null;
    ram.announced = {
      nipAtUs: nowUs + u32(row, at.nip_ms) * 1000,
      zoneCelsius: row[at.zone_decicelsius]! / 10,
      cardCelsius: row[at.card_decicelsius]! / 10,
    };
    hearHint(ram.heat.justInTime, ram.announced, changed);
    if (changed) core.statusNow();
  },
  fan_set(core, row) {
    const permille = row[FIELD.fan_set.permille]!;
    if (permille > 1000) return refuse(core, REFUSAL.badArgument);
    core.state.ram.fanWishPermille = permille;
  },
  step_start(core, row, blobs) {
    const at = FIELD.step_start;
    const job = wordOf(blobs[row[at.job]!]);
    takeOrder(core, { id: u32(row, at.id), kind: row[at.kind]!, arg: u32(row, at.arg), job });
  },
  step_abort(core, row) {
    abort(core, u32(row, FIELD.step_abort.id));
  },
  fault_clear(core, row) {
    const code = row[FIELD.fault_clear.code]!;
    const reason = clearRefusal(core, code, u32(row, FIELD.fault_clear.proof));
    if (reason === REFUSAL.none) clearFault(core, code);
    else refuse(core, reason, code);
  },
  ledger_read(core, row) {
    const from = u32(row, FIELD.ledger_read.from);
    const page = ledgerPage(core, from);
    for (const { id, kind, result, fault, job, serial } of page) {
      core.send("ledger_entry", { id, kind, result, fault, job: bytesOf(job), serial: serialBytes(serial) });
    }
    core.send("ledger_end", { from, high: core.state.ram.keep.ledgerHigh, count: page.length });
  },
  card_get(core) {
    const { ram } = core.state;
    core.send("card_state", {
      stop: ram.cardStop,
      flags: ram.keep.cardFlags,
      film_state: ram.filmState,
      card_job: bytesOf(ram.keep.cardJob),
      film_job: bytesOf(ram.filmJob),
      serial: serialBytes(ram.keep.cardSerial),
    });
  },
  param_get(core, row) {
    const index = row[FIELD.param_get.index]!;
    if (index >= PARAM_COUNT) return refuse(core, REFUSAL.badArgument);
    endTrial(core);
    sendParam(core, index);
  },
  param_set(core, row) {
    const index = row[FIELD.param_set.index]!;
    const value = row[FIELD.param_set.value]!;
    const range = index < PARAM_COUNT ? NUMBER_ROWS[index] : undefined;
    if (range === undefined || value < range.minimum || value > range.maximum) return refuse(core, REFUSAL.badArgument);
    endTrial(core);
    if (isOnTrial(core, index)) tryGain(core, index, value);
    else {
      core.state.ram.settings.numbers[index] = value;
      saveSettings(core);
    }
    sendParam(core, index);
  },
  status_every(core, row) {
    const ms = u32(row, FIELD.status_every.ms);
    if (ms < STATUS_MS_MIN || ms > STATUS_MS_MAX) return refuse(core, REFUSAL.badArgument);
    core.state.ram.statusEveryUs = ms * 1000;
  },
};

/** Whoever put the cable into another machine hears another serial. */
function serialAnswered({ state: { world, serial } }: Core): string {
  return world.injections["serialUnexpected"] === undefined ? serial : "SWAPPED-MACHINE";
}

/** Carries out one command. */
export function execute(core: Core, message: Message<CommandName>): void {
  if (message.name === "identify") return;
  core.changes++;
  HANDLERS[message.name](core, message.row, message.blobs);
}

/** The button at the machine does the same as the command. */
export function emergencyStop(core: Core): void {
  core.state.ram.shutdown = true;
  raiseFault(core, "emergencyStop");
  applyHeater(core);
}

function heatRefusal(core: Core): number {
  const { ram, world } = core.state;
  if (ram.shutdown) return REFUSAL.shutdown;
  if (world.coverOpen) return REFUSAL.coverOpen;
  return isFaulted(core) ? REFUSAL.faulted : REFUSAL.notReady;
}

function abort(core: Core, id: number): void {
  const { cardStep, filmStep } = core.state.ram;
  const run = cardStep?.id === id ? cardStep : filmStep?.id === id ? filmStep : undefined;
  if (run === undefined) {
    refuse(core, REFUSAL.unknownStep, 0, id);
    return;
  }
  core.runners[run.kind]?.move(core, run);
  if (run.beginUs < 0) endStep(core, run, STEP_RESULT.aborted);
  else core.runners[run.kind]?.abort(core, run);
}

function sendParam(core: Core, index: number): void {
  const { minimum, maximum } = NUMBER_ROWS[index]!;
  core.send("param", { index, value: core.state.ram.settings.numbers[index]!, minimum, maximum });
}
