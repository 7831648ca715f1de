/** What people read about a fault, in both languages. Alarms and the live view carry codes; only what draws them looks here. */
import type { FaultName } from "./fault-codes.ts";
import { TEXTS_EN } from "./fault-texts-en.ts";
import { TEXTS_ID } from "./fault-texts-id.ts";

export type FaultLanguage = "id" | "en";

export interface FaultText {
  /** At most 40 characters: fits a wall display. */
  readonly title: string;
  /** One sentence: what happened or why. */
  readonly cause: string;
  /** One to four short steps, in order. */
  readonly steps: readonly string[];
}

export const FAULT_TITLE_CHARS_MAX = 40;
export const FAULT_STEPS_MAX = 4;

const TEXTS: Readonly<Record<FaultLanguage, Readonly<Record<FaultName, FaultText>>>> = { id: TEXTS_ID, en: TEXTS_EN };

/** The words for one fault in one language. */
export function faultText(name: FaultName, language: FaultLanguage): FaultText {
  return TEXTS[language][name];
}
