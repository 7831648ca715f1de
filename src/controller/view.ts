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
  STEP_KIND,
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

/** Filled anew with each call. */
const card: { -readonly [K in keyof CardSight]: CardSight[K] } = {
  job: "",
  exitCelsius: undefined,
  rollerCelsius: undefined,
  joined: false,
  leaving: false,
};

/** One object for all, valid until the next call: it is asked for several times a second. */
export function cardSight(core: PrinterCore): CardSight {
  const { telemetry } = core;
  const stop = telemetry.path[P.card_stop]!;
  const kind = core.runner.card?.kind;
  card.job = core.desk.job;
  card.exitCelsius = telemetry.optionalCelsius("exit_centicelsius");
  card.rollerCelsius = telemetry.heatAt < 0 ? undefined : telemetry.rollerCelsius;
  card.joined = kind === STEP_KIND.transfer && telemetry.path[P.step_phase] === STEP_PHASE.nip;
  card.leaving = stop === CARD_STOP.cooling || stop === CARD_STOP.exit || kind === STEP_KIND.eject;
  return card;
}

export function heatSight(core: PrinterCore, thinker: Thinker): HeatSight {
  const { telemetry } = core;
  const known = telemetry.heatAt >= 0;
  const { pace } = thinker.conditions;
  return {
    exitCelsius: telemetry.optionalCelsius("exit_centicelsius"),
    rollerCelsius: known ? telemetry.rollerCelsius : undefined,
    headCelsius: known ? telemetry.headCelsius : undefined,
    hotZoneCelsius: telemetry.optionalCelsius("hotzone_centicelsius"),
    setpointCelsius: telemetry.setpointCelsius,
    dutyPermille: telemetry.heat[H.duty_permille]!,
    word: lifeWord(core.snapshot()),
    governor: pace.action === "print" ? undefined : pace.reason,
    heatAgeUs: known ? core.clock.now() - telemetry.heatAt : -1,
    simSpeed: core.link.engine?.simSpeed ?? 1,
  };
}

/** One literal on purpose: a view put together from parts costs four times as much, and each change of a printer asks for one. */
export function printerView(core: PrinterCore, thinker: Thinker, sinceUs: number): PrinterView {
  const { telemetry, link, runner } = core;
  const now = core.clock.now();
  const snapshot = core.snapshot();
  const { heat, path, identity } = telemetry;
  const known = telemetry.heatAt >= 0;
  return {
    name: core.name,
    path: lifePath(snapshot),
    word: lifeWord(snapshot),
    sinceUs,
    reason: reasonOf(core, thinker),
    job: core.desk.job,
    cardStep: runner.card === undefined ? "none" : stepName(runner.card.kind),
    filmStep: runner.film === undefined ? "none" : stepName(runner.film.kind),
    phase: nameOf(STEP_PHASE, path[P.step_phase]!),
    ribbonType: path[P.ribbon_type]!,
    ribbonLeft: path[P.ribbon_left]!,
    filmType: path[P.film_type]!,
    filmLeft: path[P.film_left]!,
    blanksLeft: telemetry.countersAt < 0 ? undefined : telemetry.counters[C.blanks_left]!,
    cardStop: nameOf(CARD_STOP, path[P.card_stop]!),
    cardFlags: path[P.card_flags]!,
    filmState: nameOf(FILM_STATE, path[P.film_state]!),
    sensors: path[P.sensors]!,
    rollerCelsius: known ? telemetry.rollerCelsius : undefined,
    headCelsius: known ? telemetry.headCelsius : undefined,
    hotZoneCelsius: telemetry.optionalCelsius("hotzone_centicelsius"),
    exitCelsius: telemetry.optionalCelsius("exit_centicelsius"),
    setpointCelsius: telemetry.setpointCelsius,
    targetCelsius: core.heat.targetCelsius,
    dutyPermille: heat[H.duty_permille]!,
    headPaused: (heat[H.flags]! & HEAT_FLAG.headPaused) !== 0,
    fanPermille: heat[H.fan_permille]!,
    fanRpm: heat[H.fan_rpm]!,
    mainsVolt: heat[H.mains_decivolt]! / 10,
    faults: faultsOf(core),
    link: { state: link.state, reason: link.reason, counters: { ...link.counters } },
    ageUs: telemetry.statusAt < 0 ? -1 : now - telemetry.statusAt,
    heatAgeUs: known ? now - telemetry.heatAt : -1,
    sim: link.engine?.sim ?? false,
    simSpeed: link.engine?.simSpeed ?? 1,
    serial: identity?.serial ?? "",
    model: identity?.model ?? core.settings.model,
    firmware: identity?.firmware ?? "",
    boots: identity?.boots ?? 0,
    counters: countersOf(core, thinker),
    governor: thinker.conditions.pace.action === "print" ? undefined : thinker.conditions.pace.reason,
    lost: lostCause(core, thinker),
  };
}

const faultsOf = ({ faults }: PrinterCore): PrinterView["faults"] =>
  faults.all.map(({ fault, since, local }) => ({ fault, code: FAULT_CODE[fault], sinceUs: since, local }));

function countersOf({ telemetry }: PrinterCore, { ended }: Thinker): PrinterView["counters"] {
  return {
    cardsOut: u32(telemetry.path, P.cards_out),
    cardsRejected: telemetry.cardsRejected(),
    cardsSinceCleaning: telemetry.counters[C.cards_since_cleaning]!,
    issued: ended.issued,
    voided: ended.voided,
    returned: ended.returned,
    uncertain: ended.uncertain,
  };
}
