/** When the queue will be empty, as a range of days: a single date would promise more than anybody knows. */
import type { Language, OfficeState, Zone } from "../api.ts";
import { dayText } from "../i18n/texts.ts";
import { t } from "./words.ts";

export type ClearRange = NonNullable<NonNullable<OfficeState["outlook"]>["clear"]>;

export function clearWords(language: Language, zone: Zone, clear: ClearRange | undefined, waiting: number): string {
  if (waiting === 0) return t("wall.clearNone");
  if (clear === undefined) return "–";
  const low = dayText(language, zone, clear.earlyMs);
  const high = dayText(language, zone, clear.lateMs);
  const days = low === high ? low : t("wall.clearFrom", { low, high });
  return clear.by === "forecast" ? t("wall.clearForecast", { days }) : days;
}
