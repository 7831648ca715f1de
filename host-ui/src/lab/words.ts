/** The words of the lab. */
import { labEn } from "../i18n/lab-en.ts";
import { labId } from "../i18n/lab-id.ts";
import { pageWords } from "../store.ts";

export const t = pageWords(labId, labEn);
