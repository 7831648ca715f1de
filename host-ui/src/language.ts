/** The language chosen on this screen, kept in the browser. A browser that keeps nothing (private mode) just forgets it. */
import type { Language } from "./api.ts";
import type { Memory } from "./live/reload.ts";

export const LANGUAGE_KEY = "cetak.language";

export function rememberedLanguage(memory: Memory): Language | undefined {
  try {
    const kept = memory.getItem(LANGUAGE_KEY);
    return kept === "id" || kept === "en" ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function rememberLanguage(memory: Memory, language: Language): void {
  try {
    memory.setItem(LANGUAGE_KEY, language);
  } catch {
    // Full or forbidden storage is no reason to refuse the switch.
  }
}
