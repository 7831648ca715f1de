/** The words of the printer's page, and of its technician's part. */
import { printerEn } from "../i18n/printer-en.ts";
import { printerId } from "../i18n/printer-id.ts";
import { serviceEn } from "../i18n/service-en.ts";
import { serviceId } from "../i18n/service-id.ts";
import { pageWords } from "../store.ts";

export const t = pageWords(printerId, printerEn);
export const s = pageWords(serviceId, serviceEn);
