/** Lost time in words: the largest cause first. */
import { type Language, LOST_CAUSES, type LostCauseWord } from "../api.ts";
import { durationText, text } from "../i18n/texts.ts";

/** Shorter losses are noise. */
export const LOST_SHOWN_MIN_SECONDS = 1;

export type LostSeconds = Partial<Readonly<Record<LostCauseWord, number>>>;

/** Causes with something lost, largest first; equal ones in the table's order. */
export function lostCauses(lost: LostSeconds): { cause: LostCauseWord; seconds: number }[] {
  return LOST_CAUSES.map((cause) => ({ cause, seconds: lost[cause] ?? 0 }))
    .filter(({ seconds }) => seconds >= LOST_SHOWN_MIN_SECONDS)
    .sort((a, b) => b.seconds - a.seconds);
}

export function lostWords(language: Language, lost: LostSeconds): string {
  const causes = lostCauses(lost);
  if (causes.length === 0) return text(language, "office.lostNone");
  return causes
    .map(({ cause, seconds }) => `${text(language, `cause.${cause}`)} ${durationText(language, seconds * 1000)}`)
    .join(", ");
}
