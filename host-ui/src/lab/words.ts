/** The words of the lab. */
import { labEn } from "../i18n/lab-en.ts";
import { labId } from "../i18n/lab-id.ts";
import { pageWords } from "../store.ts";

export const t = pageWords(labId, labEn);

/** A fault of the simulated centre in words; its bare name when a newer station has one that is not known here. */
export function faultText(name: string): string {
  const key = `centreFault.${name}`;
  return Object.hasOwn(labId, key) ? t(key as keyof typeof labId) : name;
}
