/**
 * THE fault table: what each code of `fault-codes.ts` means for the engine, the controller, the people and the standard
 * vocabularies. Engine, statechart, alarms, station and `docs/faults.md` read this one table; the words are in `fault-texts.ts`.
 *
 * Sources: IPP reasons RFC 2911/8011 [P] with the suffix convention of RFC 8011 [P]; prtAlertCode RFC 3805 (IANA-Printer-MIB)
 * [P]; Evolis flags: SDK header 9.4.1 [P]. What the engine and the controller do is our own design [E].
 */
import { FAULT_CODE, type FaultName, faultName } from "./fault-codes.ts";

/** `fault`: the printer stops. `condition`: stands while its cause is present. `warning`: the printer goes on. */
export type FaultSeverity = "fault" | "condition" | "warning";
/** What it does to the printer: `stops` until cleared, `waits` until the cause is gone, `goesOn`. */
export type PrinterEffect = "stops" | "waits" | "goesOn";
/** What the engine does at once. `stopAll`: heater off, motors stop, nip opens, fan on, running steps fail. */
export type EngineReaction = "stopAll" | "stepFails" | "refuses" | "holds" | "restarts" | "none";
/** The card inside: untouched, held until the cause is gone, decided by ledger and sensors, to the reject bin, taken out by hand. */
export type CardRule = "untouched" | "held" | "decided" | "rejected" | "byHand";
/** Its job: untouched, back to the queue (nothing personal spent) or kept, decided with the card, or its card is void. */
export type JobRule = "untouched" | "backOrKept" | "decided" | "voided";
/** What must be shown before it may be cleared: nothing, a sensor, the operator's hands, or a service technician. */
export type FaultProof = "none" | "sensor" | "hands" | "service";
/** 1 card or data at risk, 2 stands still until somebody comes, 3 will stand still soon, 0 status only. */
export type FaultPriority = 0 | 1 | 2 | 3;
/** Whom the lost time is booked on. */
export type LostCause = "heat" | "power" | "link" | "centre" | "supplies" | "people" | "other";

/** Value of `proof` in `fault_clear`. The engine looks at its own sensors as well and refuses `proofMissing` against them. */
export const FAULT_PROOF = { none: 0, sensor: 1, hands: 2, service: 3 } as const satisfies Record<FaultProof, number>;

export interface FaultRow {
  readonly severity: FaultSeverity;
  /** Stays in the fault words until `fault_clear`. */
  readonly latched: boolean;
  readonly printer: PrinterEffect;
  readonly engine: EngineReaction;
  readonly card: CardRule;
  readonly job: JobRule;
  readonly proof: FaultProof;
  readonly priority: FaultPriority;
  /** IPP printer-state-reasons keyword. */
  readonly ipp: string;
  /** prtAlertCode of RFC 3805. */
  readonly prtAlertCode: number;
  /** Evolis flag while the condition is present, and when a job was interrupted by it. */
  readonly evolis: { readonly present?: string; readonly interrupted?: string };
  readonly lost: LostCause;
  /** The controller stops the printer with this code after so many failed cards in a row. */
  readonly stopsAfter?: number;
}

/** Cards in a row that may fail for the same reason before the printer stops and asks for a person. */
export const SAME_FAILURE_MAX = 3;

const STOP: FaultRow = {
  severity: "fault",
  latched: true,
  printer: "stops",
  engine: "stopAll",
  card: "decided",
  job: "decided",
  proof: "hands",
  priority: 2,
  ipp: "other-error",
  prtAlertCode: 30,
  evolis: {},
  lost: "other",
};
const JAM: FaultRow = {
  ...STOP,
  card: "byHand",
  ipp: "media-jam-error",
  prtAlertCode: 8,
  evolis: { interrupted: "ERR_MECHANICAL" },
};
const HEAT: FaultRow = { ...STOP, proof: "service", prtAlertCode: 38, lost: "heat" };
const CONDITION: FaultRow = {
  severity: "condition",
  latched: false,
  printer: "waits",
  engine: "refuses",
  card: "held",
  job: "backOrKept",
  proof: "sensor",
  priority: 2,
  ipp: "other-warning",
  prtAlertCode: 29,
  evolis: {},
  lost: "supplies",
};
const SPOOL: FaultRow = { ...CONDITION, ipp: "marker-supply-empty-error", prtAlertCode: 1103 };
const WARNING: FaultRow = {
  severity: "warning",
  latched: false,
  printer: "goesOn",
  engine: "none",
  card: "untouched",
  job: "untouched",
  proof: "none",
  priority: 3,
  ipp: "other-warning",
  prtAlertCode: 29,
  evolis: {},
  lost: "other",
};
const ONE_CARD: FaultRow = {
  ...WARNING,
  engine: "stepFails",
  card: "rejected",
  job: "decided",
  stopsAfter: SAME_FAILURE_MAX,
};

export const FAULTS: Readonly<Record<FaultName, FaultRow>> = {
  cardMelted: { ...JAM, job: "voided", priority: 1, lost: "heat" },
  cardWarped: { ...WARNING, engine: "stepFails", card: "rejected", job: "voided", priority: 1, lost: "heat" },
  jamHopper: { ...JAM, evolis: { interrupted: "ERR_FEEDER_ERROR" } },
  jamEncoder: JAM,
  jamTurn: JAM,
  jamNip: { ...JAM, job: "voided", priority: 1 },
  jamExit: { ...JAM, priority: 1 },
  doubleFeed: { ...JAM, evolis: { interrupted: "ERR_FEEDER_ERROR" } },
  cardFilmMismatch: { ...STOP, card: "rejected", job: "voided", priority: 1, prtAlertCode: 30 },
  coverOpen: {
    ...STOP,
    proof: "sensor",
    ipp: "cover-open",
    prtAlertCode: 3,
    evolis: { present: "DEF_COVER_OPEN", interrupted: "ERR_COVER_OPEN" },
    lost: "people",
  },
  emergencyStop: { ...STOP, ipp: "paused-error", prtAlertCode: 30, lost: "people" },
  headTooHot: {
    ...CONDITION,
    engine: "holds",
    job: "untouched",
    priority: 0,
    prtAlertCode: 36,
    evolis: { present: "WAR_COOLING", interrupted: "ERR_HEAD_TEMP" },
    lost: "heat",
  },
  headTooCold: { ...CONDITION, engine: "holds", job: "untouched", priority: 0, prtAlertCode: 35, lost: "heat" },
  rollerOverTemperature: { ...HEAT, priority: 1, ipp: "fuser-over-temp-error", prtAlertCode: 1002 },
  rollerUnderTemperature: {
    ...ONE_CARD,
    card: "held",
    job: "untouched",
    priority: 0,
    ipp: "fuser-under-temp-report",
    prtAlertCode: 1001,
    evolis: { present: "INF_HEATING", interrupted: "ERR_RET_TEMPERATURE" },
    lost: "heat",
  },
  heaterOpen: { ...HEAT, ipp: "fuser-under-temp-error", prtAlertCode: 1001, evolis: { interrupted: "ERR_HARDWARE" } },
  heaterStuckOn: { ...HEAT, priority: 1, ipp: "fuser-over-temp-error", prtAlertCode: 1002 },
  thermistorOpen: HEAT,
  thermistorShort: HEAT,
  thermistorDetached: { ...HEAT, priority: 1 },
  thermistorsDisagree: HEAT,
  fanFailed: { ...HEAT, prtAlertCode: 33 },
  airflowWeak: { ...WARNING, severity: "condition", proof: "sensor", priority: 3, lost: "heat" },
  ribbonOut: { ...SPOOL, evolis: { present: "WAR_RIBBON_ENDED", interrupted: "ERR_RIBBON_ENDED" } },
  ribbonBroken: {
    ...STOP,
    ipp: "marker-supply-empty-error",
    prtAlertCode: 1121,
    evolis: { present: "WAR_NO_RIBBON", interrupted: "ERR_RIBBON_ERROR" },
    lost: "supplies",
  },
  ribbonNotRecognised: { ...SPOOL, evolis: { present: "WAR_UNSUPPORTED_RIBBON", interrupted: "ERR_BAD_RIBBON" } },
  filmOut: { ...SPOOL, evolis: { present: "WAR_CLEAR_END", interrupted: "ERR_CLEAR_ENDED" } },
  filmBroken: {
    ...STOP,
    ipp: "marker-supply-empty-error",
    prtAlertCode: 1121,
    evolis: { present: "WAR_NO_CLEAR", interrupted: "ERR_CLEAR_ERROR" },
    lost: "supplies",
  },
  filmNotRecognised: { ...SPOOL, evolis: { present: "WAR_CLEAR_UNSUPPORTED", interrupted: "ERR_BAD_CLEAR" } },
  filmMarkNotFound: { ...STOP, evolis: { interrupted: "ERR_CLEAR_ERROR" }, lost: "supplies" },
  blanksEmpty: {
    ...CONDITION,
    ipp: "media-empty-error",
    prtAlertCode: 808,
    evolis: { present: "WAR_FEEDER_EMPTY", interrupted: "ERR_FEEDER_ERROR" },
  },
  outputFull: {
    ...CONDITION,
    ipp: "output-area-full-error",
    prtAlertCode: 903,
    evolis: { present: "WAR_HOPPER_FULL", interrupted: "ERR_HOPPER_FULL" },
    lost: "people",
  },
  rejectFull: {
    ...CONDITION,
    ipp: "output-area-full-error",
    prtAlertCode: 903,
    evolis: { present: "WAR_REJECT_BOX_FULL", interrupted: "ERR_REJECT_BOX_FULL" },
    lost: "people",
  },
  encoderFailed: { ...ONE_CARD, evolis: { interrupted: "AVANSIA_ERR_IC_ERROR" } },
  chipDead: { ...ONE_CARD, evolis: { interrupted: "AVANSIA_ERR_IC_ERROR" } },
  serialUnexpected: { ...STOP, engine: "none", card: "untouched", job: "untouched", proof: "service", priority: 1 },
  motorStalled: { ...JAM, ipp: "other-error", prtAlertCode: 33 },
  mainsLow: {
    ...WARNING,
    severity: "condition",
    proof: "sensor",
    evolis: { present: "WAR_POWER_SUPPLY" },
    lost: "power",
  },
  powerInterrupted: {
    ...WARNING,
    latched: true,
    engine: "restarts",
    card: "decided",
    job: "decided",
    priority: 0,
    prtAlertCode: 503,
    lost: "power",
  },
  watchdogReset: { ...WARNING, latched: true, engine: "restarts", card: "decided", job: "decided" },
  clockLost: { ...WARNING, card: "decided", job: "decided", prtAlertCode: 37 },
  linkLost: {
    ...CONDITION,
    engine: "none",
    card: "decided",
    job: "decided",
    ipp: "connecting-to-device",
    prtAlertCode: 1,
    evolis: { interrupted: "PRINTER_ENOCOM" },
    lost: "link",
  },
  firmwareUnconfirmed: { ...WARNING, prtAlertCode: 7 },
  nvramCorrupt: { ...STOP, proof: "service", priority: 1, card: "byHand" },
  parameterOutOfRange: { ...STOP, proof: "service", prtAlertCode: 7 },
  warmUpTooSlow: { ...HEAT, proof: "hands", ipp: "fuser-under-temp-error", prtAlertCode: 1001 },
  cutoffOpen: { ...HEAT, priority: 1, ipp: "fuser-over-temp-error", prtAlertCode: 1002 },
};

/** Row of a code from the link, or undefined for 0 and for codes of a newer engine. */
export function faultRow(code: number): FaultRow | undefined {
  const name = faultName(code);
  return name === undefined ? undefined : FAULTS[name];
}

/** A pair of fault words, each an unsigned 32-bit number. */
export interface FaultWords {
  readonly low: number;
  readonly high: number;
}

/** Fault words with the bits of all rows that `wanted` picks. */
export function faultMask(wanted: (row: FaultRow, name: FaultName) => boolean): FaultWords {
  let low = 0;
  let high = 0;
  for (const [name, row] of Object.entries(FAULTS) as [FaultName, FaultRow][]) {
    if (!wanted(row, name)) continue;
    const code = FAULT_CODE[name];
    if (code < 32) low |= 1 << code;
    else high |= 1 << (code - 32);
  }
  return { low: low >>> 0, high: high >>> 0 };
}

/** Bits that stop the printer while they are set. */
export const STOP_FAULTS: FaultWords = faultMask((row) => row.severity === "fault");
