/** Numbers that travel in the messages of the engine link. Published in the dictionary as enumerations; append only. */

/** What one ordered step does. One step runs at a time on the card side; `image` and `filmAdvance` run on the film side beside it. */
export const STEP_KIND = {
  none: 0,
  feed: 1,
  encode: 2,
  image: 3,
  transfer: 4,
  eject: 5,
  reject: 6,
  filmAdvance: 7,
  clean: 8,
  home: 9,
} as const;

/** How a step ended, or that it has begun. `begun` is what the ledger says while it runs. */
export const STEP_RESULT = { none: 0, begun: 1, ok: 2, failed: 3, aborted: 4, interrupted: 5 } as const;

/** Where a running step is. */
export const STEP_PHASE = {
  idle: 0,
  moving: 1,
  waiting: 2,
  heating: 3,
  nip: 4,
  cooling: 5,
  encoding: 6,
  imaging: 7,
} as const;

/** Where the card is. `unknown`: after a power cut, until homed. */
export const CARD_STOP = {
  none: 0,
  hopper: 1,
  cleaner: 2,
  encoder: 3,
  turn: 4,
  nip: 5,
  cooling: 6,
  exit: 7,
  output: 8,
  reject: 9,
  unknown: 10,
} as const;

/** Bits of `card_flags`. */
export const CARD_FLAG = { encoded: 1, transferred: 2, suspect: 4, joined: 8 } as const;

export const FILM_STATE = { none: 0, idle: 1, imaging: 2, imaged: 3, joined: 4, dirty: 5, searching: 6 } as const;

/** `state` of the engine as a whole. */
export const ENGINE_STATE = {
  off: 0,
  booting: 1,
  filmInit: 2,
  ready: 3,
  busy: 4,
  faulted: 5,
  shutdown: 6,
  service: 7,
} as const;

/** Bits of `sensors`. */
export const SENSOR = {
  coverOpen: 1,
  hopperEmpty: 2,
  outputFull: 4,
  rejectFull: 8,
  nipClosed: 16,
  cardAtEncoder: 32,
  cardAtNip: 64,
  cardAtExit: 128,
  ribbonTagRead: 256,
  filmTagRead: 512,
  cleaningDue: 1024,
} as const;

/** Bits of `flags` in status_heat. */
export const HEAT_FLAG = {
  heaterRelay: 1,
  leaseAlive: 2,
  headPaused: 4,
  guardTripped: 8,
  cutoffOpen: 16,
  mainsLow: 32,
  justInTime: 64,
} as const;

/** Tag types of ribbon and film. Fargo-class and Datacard-class supplies are not interchangeable. */
export const SUPPLY_TYPE = { none: 0, fargo: 1, datacard: 2, unknown: 3 } as const;

/** Why a command was not carried out. A refusal changes nothing. */
export const REFUSAL = {
  none: 0,
  busy: 1,
  shutdown: 2,
  faulted: 3,
  notReady: 4,
  staleId: 5,
  jobMismatch: 6,
  noCard: 7,
  cardInPath: 8,
  notEncoded: 9,
  noSupply: 10,
  wrongSupply: 11,
  coverOpen: 12,
  outputFull: 13,
  badArgument: 14,
  proofMissing: 15,
  alreadyTransferred: 16,
  suspectCard: 17,
  unknownStep: 18,
} as const;

/** Bits of `capabilities` in identity: sensors and options that this model has. */
export const CAPABILITY = {
  roller2: 1,
  hotZoneSensor: 2,
  exitSensor: 4,
  motorCurrent: 8,
  outputReader: 16,
  springNip: 32,
  encoder: 64,
  fanTachometer: 128,
} as const;

export type CapabilityName = keyof typeof CAPABILITY;

/** Value of a temperature field whose sensor the model lacks (absolute zero, in hundredths of a degree). */
export const NO_SENSOR_CENTICELSIUS = -27315;

/** Engine parameters, by index of `param_get` and `param_set`. Kept in NVRAM. */
export const PARAM = {
  kpMicro: 0,
  kiMicro: 1,
  kdMicro: 2,
  feedForwardMilliwatt: 3,
  headPauseDecicelsius: 4,
  headResumeDecicelsius: 5,
  leaseMaxMs: 6,
  nipWatchdogMs: 7,
  gateLowDecicelsius: 8,
  gateHighDecicelsius: 9,
} as const;

export type EnumName<T extends Record<string, number>> = keyof T & string;

/** Name of a wire number, or its digits when a newer peer sent one that this table lacks. */
export function nameOf(table: Readonly<Record<string, number>>, value: number): string {
  return (namesOf.get(table) ?? turnedRound(table))[value] ?? String(value);
}

/** The tables above turned round, once: they never change. Of two names of one number the first counts. */
const namesOf = new Map<object, readonly (string | undefined)[]>();

function turnedRound(table: Readonly<Record<string, number>>): readonly (string | undefined)[] {
  const names: (string | undefined)[] = [];
  for (const [name, value] of Object.entries(table)) {
    while (names.length <= value) names.push(undefined);
    names[value] ??= name;
  }
  namesOf.set(table, names);
  return names;
}
