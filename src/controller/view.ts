/** Plain data of one printer at this instant, for the station. */
import {
  CARD_STOP,
  FAULT_CODE,
  FAULTS,
  FIELD,
  FILM_STATE,
  HEAT_FLAG,
  type LostCause,
  nameOf,
  STEP_PHASE,
  u32,
} from "../protocol/index.ts";
import type { CardSight, HeatSight, PrinterView, ViewReason } from "./controller-types.ts";
import { isOnTrial, type PrinterCore } from "./driver/printer-core.ts";
import type { Thinker } from "./driver/thinker.ts";
import { lifePath, lifeWord, lostCauseOf } from "./selectors.ts";
import { stepName } from "./steps/step-runner.ts";

const P = FIELD.status_path;
const H = FIELD.status_heat;
const C = FIELD.status_counters;

const BLOCKER_FAULT = {
  ribbon: "ribbonOut",
  film: "filmOut",
  blanks: "blanksEmpty",
  outputFull: "outputFull",
  rejectFull: "rejectFull",
} as const;

/** Whom the time that passes now is booked on; undefined while a card is in work or there is no job. */
export function lostCause(core: PrinterCore, thinker: Thinker): LostCause | undefined {
  return core.desk.job === "" && thinker.noJobs ? undefined : lostCauseAtWork(core);
}

/** The same when there is a job, or may be one. It follows from the chart's snapshot and the faults alone. */
export function lostCauseAtWork(core: PrinterCore): LostCause | undefined {
  const snapshot = core.snapshot();
  return snapshot.hasTag("takes") && isOnTrial(core) ? FAULTS.firmwareUnconfirmed.lost : lostCauseOf(snapshot);
}

function reasonOf(core: PrinterCore, thinker: Thinker): ViewReason | undefined {
  const snapshot = core.snapshot();
  const { context } = snapshot;
  switch (lifeWord(snapshot)) {
    case "faulted":
      return { code: context.fault, params: {} };
    case "stopped":
      return { code: "emergencyStop", params: {} };
    case "supplyOut":
      return { code: supplyReason(core, context.blocked), params: {} };
    case "coolingDown":
      if (context.rest === "headHot") return { code: "headTooHot", params: {} };
      if (context.rest === "paced" && thinker.conditions.pace.action === "rest") {
        const { code, ...params } = thinker.conditions.pace.reason;
        return { code: String(code ?? "paced"), params };
      }
      return { code: "drained", params: {} };
    case "unknown":
      return { code: core.link.state === "up" ? "readingBack" : "linkLost", params: { link: core.link.state } };
    case "paused":
      return { code: "operator", params: {} };
    case "ready":
    case "standby":
      return isOnTrial(core) ? { code: "firmwareUnconfirmed", params: {} } : undefined;
    default:
      return undefined;
  }
}

/** The engine may say more than that something is missing: the wrong spool, for one. */
function supplyReason(core: PrinterCore, blocked: keyof typeof BLOCKER_FAULT | ""): string {
  if (blocked === "ribbon" && core.faults.has("ribbonNotRecognised")) return "ribbonNotRecognised";
  if (blocked === "film" && core.faults.has("filmNotRecognised")) return "filmNotRecognised";
  return blocked === "" ? "" : BLOCKER_FAULT[blocked];
}

function temperatures(core: PrinterCore) {
  const { telemetry } = core;
  const known = telemetry.heatAt >= 0;
  const row = telemetry.heat;
  return {
    rollerCelsius: known ? telemetry.rollerCelsius : undefined,
    headCelsius: known ? telemetry.headCelsius : undefined,
    hotZoneCelsius: telemetry.optionalCelsius("hotzone_centicelsius"),
    exitCelsius: telemetry.optionalCelsius("exit_centicelsius"),
    setpointCelsius: telemetry.setpointCelsius,
    targetCelsius: core.heat.targetCelsius,
    dutyPermille: row[H.duty_permille]!,
    headPaused: (row[H.flags]! & HEAT_FLAG.headPaused) !== 0,
    fanPermille: row[H.fan_permille]!,
    fanRpm: row[H.fan_rpm]!,
    mainsVolt: row[H.mains_decivolt]! / 10,
  };
}

function path(core: PrinterCore) {
  const row = core.telemetry.path;
  const { card, film } = core.runner;
  return {
    cardStep: card === undefined ? "none" : stepName(card.kind),
    filmStep: film === undefined ? "none" : stepName(film.kind),
    phase: nameOf(STEP_PHASE, row[P.step_phase]!),
    ribbonType: row[P.ribbon_type]!,
    ribbonLeft: row[P.ribbon_left]!,
    filmType: row[P.film_type]!,
    filmLeft: row[P.film_left]!,
    blanksLeft: core.telemetry.countersAt < 0 ? undefined : core.telemetry.counters[C.blanks_left]!,
    cardStop: nameOf(CARD_STOP, row[P.card_stop]!),
    cardFlags: row[P.card_flags]!,
    filmState: nameOf(FILM_STATE, row[P.film_state]!),
    sensors: row[P.sensors]!,
  };
}

function identity(core: PrinterCore) {
  const { identity: known } = core.telemetry;
  const { engine } = core.link;
  return {
    sim: engine?.sim ?? false,
    simSpeed: engine?.simSpeed ?? 1,
    serial: known?.serial ?? "",
    model: known?.model ?? core.settings.model,
    firmware: known?.firmware ?? "",
    boots: known?.boots ?? 0,
  };
}

export function cardSight(core: PrinterCore): CardSight {
  const { telemetry } = core;
  const row = telemetry.path;
  const { card } = core.runner;
  return {
    job: core.desk.job,
    cardStep: card === undefined ? "none" : stepName(card.kind),
    phase: nameOf(STEP_PHASE, row[P.step_phase]!),
    cardStop: nameOf(CARD_STOP, row[P.card_stop]!),
    exitCelsius: telemetry.optionalCelsius("exit_centicelsius"),
    rollerCelsius: telemetry.heatAt < 0 ? undefined : telemetry.rollerCelsius,
  };
}

export function heatSight(core: PrinterCore, thinker: Thinker): HeatSight {
  const { telemetry } = core;
  const { job, cardStep, phase, cardStop, exitCelsius, rollerCelsius } = cardSight(core);
  return {
    job,
    cardStep,
    phase,
    cardStop,
    exitCelsius,
    rollerCelsius,
    headCelsius: telemetry.heatAt < 0 ? undefined : telemetry.headCelsius,
    hotZoneCelsius: telemetry.optionalCelsius("hotzone_centicelsius"),
    setpointCelsius: telemetry.setpointCelsius,
    dutyPermille: telemetry.heat[H.duty_permille]!,
    word: lifeWord(core.snapshot()),
    governor: thinker.conditions.pace.action === "print" ? undefined : thinker.conditions.pace.reason,
    heatAgeUs: telemetry.heatAt < 0 ? -1 : core.clock.now() - telemetry.heatAt,
    simSpeed: core.link.engine?.simSpeed ?? 1,
  };
}

export function printerView(core: PrinterCore, thinker: Thinker, sinceUs: number): PrinterView {
  const { telemetry, link } = core;
  const now = core.clock.now();
  const snapshot = core.snapshot();
  return {
    name: core.name,
    path: lifePath(snapshot),
    word: lifeWord(snapshot),
    sinceUs,
    reason: reasonOf(core, thinker),
    job: core.desk.job,
    ...path(core),
    ...temperatures(core),
    faults: core.faults.all.map(({ fault, since, local }) => ({
      fault,
      code: FAULT_CODE[fault],
      sinceUs: since,
      local,
    })),
    link: { state: link.state, reason: link.reason, counters: { ...link.counters } },
    ageUs: telemetry.statusAt < 0 ? -1 : now - telemetry.statusAt,
    heatAgeUs: telemetry.heatAt < 0 ? -1 : now - telemetry.heatAt,
    ...identity(core),
    counters: {
      cardsOut: u32(telemetry.path, P.cards_out),
      cardsRejected: telemetry.cardsRejected(),
      cardsSinceCleaning: telemetry.counters[C.cards_since_cleaning]!,
      ...thinker.ended,
    },
    governor: thinker.conditions.pace.action === "print" ? undefined : thinker.conditions.pace.reason,
    lost: lostCause(core, thinker),
  };
}
