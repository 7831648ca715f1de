/** The words of the station's page. */
import { stationEn } from "../i18n/station-en.ts";
import { stationId } from "../i18n/station-id.ts";
import { pageWords } from "../store.ts";

export const t = pageWords(stationId, stationEn);
