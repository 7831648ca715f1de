/** The words of the wall. */
import { wallEn } from "../i18n/wall-en.ts";
import { wallId } from "../i18n/wall-id.ts";
import { pageWords } from "../store.ts";

export const t = pageWords(wallId, wallEn);
