/**
 * Codes of everything that can go wrong, as they travel on the link: bit `code` of the fault words (0-31 low, 32-63 high)
 * and `code` in `fault_raised`. Append only. What each one means, does and asks for is in `faults.ts`.
 */
export const FAULT_CODE = {
  cardMelted: 1,
  cardWarped: 2,
  jamHopper: 3,
  jamEncoder: 4,
  jamTurn: 5,
  jamNip: 6,
  jamExit: 7,
  doubleFeed: 8,
  cardFilmMismatch: 9,
  coverOpen: 10,
  emergencyStop: 11,
  headTooHot: 12,
  headTooCold: 13,
  rollerOverTemperature: 14,
  rollerUnderTemperature: 15,
  heaterOpen: 16,
  heaterStuckOn: 17,
  thermistorOpen: 18,
  thermistorShort: 19,
  thermistorDetached: 20,
  thermistorsDisagree: 21,
  fanFailed: 22,
  airflowWeak: 23,
  ribbonOut: 24,
  ribbonBroken: 25,
  ribbonNotRecognised: 26,
  filmOut: 27,
  filmBroken: 28,
  filmNotRecognised: 29,
  filmMarkNotFound: 30,
  blanksEmpty: 31,
  outputFull: 32,
  rejectFull: 33,
  encoderFailed: 34,
  chipDead: 35,
  serialUnexpected: 36,
  motorStalled: 37,
  mainsLow: 38,
  powerInterrupted: 39,
  watchdogReset: 40,
  clockLost: 41,
  linkLost: 42,
  firmwareUnconfirmed: 43,
  nvramCorrupt: 44,
  parameterOutOfRange: 45,
  warmUpTooSlow: 46,
  cutoffOpen: 47,
} as const;

export type FaultName = keyof typeof FAULT_CODE;
/** 1..63; 0 means no fault. */
export type FaultCode = (typeof FAULT_CODE)[FaultName];

const NAMES: readonly (FaultName | undefined)[] = (() => {
  const names: (FaultName | undefined)[] = new Array(64).fill(undefined);
  for (const [name, code] of Object.entries(FAULT_CODE)) names[code] = name as FaultName;
  return names;
})();

/** Name of a fault code, or undefined for 0 and for codes that this table lacks. */
export function faultName(code: number): FaultName | undefined {
  return NAMES[code];
}

/** The names set in a pair of fault words as status carries them (each an unsigned or signed 32-bit word). */
export function faultNames(low: number, high: number): FaultName[] {
  const found: FaultName[] = [];
  for (let code = 1; code < 64; code++) {
    const word = code < 32 ? low : high;
    const name = NAMES[code];
    if (name !== undefined && (word >>> (code & 31)) & 1) found.push(name);
  }
  return found;
}
