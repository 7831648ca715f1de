/** The words of the printer's page. */
import { printerEn } from "../i18n/printer-en.ts";
import { printerId } from "../i18n/printer-id.ts";
import { pageWords } from "../store.ts";

export const t = pageWords(printerId, printerEn);
