/** The civil registry's words for how far a record has come, and what each means for the queue. */
export const RECORD_CODES = ["PRO", "SFE", "PRR", "DUP", "Efac"] as const;
export type RecordCode = (typeof RECORD_CODES)[number];

/** Why a job is set aside (state `held`). */
export const HOLD_CAUSES = ["operator", "suspect", "incomplete", "notReady", "restored"] as const;
export type HoldCause = (typeof HOLD_CAUSES)[number];

/**
 * PRO is recorded here, SFE sent to the centre: not ready. PRR is ready to print. DUP may be somebody's second record, Efac
 * lacks something. Undefined: it may be printed.
 */
export const HELD_BY_RECORD: Readonly<Record<RecordCode, HoldCause | undefined>> = {
  PRO: "notReady",
  SFE: "notReady",
  PRR: undefined,
  DUP: "suspect",
  Efac: "incomplete",
};

/** The code as files write it, in any case; undefined: none of them. */
export function recordCode(word: string): RecordCode | undefined {
  return RECORD_CODES.find((code) => code.toLowerCase() === word.toLowerCase());
}
