/** The governor's reason in one line, for logs and reports; screens have their own texts for the same code and numbers. */
import type { GovernorReason } from "./governor.ts";

const LINES: Readonly<Record<"en" | "id", Readonly<Record<GovernorReason["code"], string>>>> = {
  en: {
    soaked: "pausing {seconds} s: hot zone {hotZone} °C, exit would be {exit} °C",
    heating: "heating up {seconds} s: hot zone {hotZone} °C, exit will be {exit} °C",
    estimating: "measuring how warm the machine is",
  },
  id: {
    soaked: "jeda {seconds} dtk: zona panas {hotZone} °C, keping akan keluar {exit} °C",
    heating: "memanaskan {seconds} dtk: zona panas {hotZone} °C, keping akan keluar {exit} °C",
    estimating: "mengukur panas mesin",
  },
};

/** One line, whole numbers. Languages: English and Indonesian. */
export function explainPace(reason: GovernorReason, language: "en" | "id"): string {
  return LINES[language][reason.code]
    .replace("{seconds}", String(Math.ceil(reason.seconds)))
    .replace("{hotZone}", String(Math.round(reason.hotZoneCelsius)))
    .replace("{exit}", String(Math.round(reason.predictedExitCelsius)));
}
