/** The words of what all pages with commands share: login, confirmation, outcomes. */
import { frameEn } from "../i18n/frame-en.ts";
import { frameId } from "../i18n/frame-id.ts";
import { pageWords } from "../store.ts";

export const t = pageWords(frameId, frameEn);
