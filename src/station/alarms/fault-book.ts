/** The fault table and the office's own alarms as the web page reads them: titles, what to do, priority, in both languages. */
import { FAULTS, type FaultName, faultText } from "../../protocol/index.ts";
import type { FaultBook } from "../api.ts";
import { priorityOf } from "./alarm-book.ts";
import { OFFICE_ALARMS, type OfficeAlarm } from "./office-alarms.ts";

export function faultBook(): FaultBook {
  const book: FaultBook = {};
  for (const name of Object.keys(FAULTS) as FaultName[]) {
    const id = faultText(name, "id");
    const en = faultText(name, "en");
    book[name] = {
      title: { id: id.title, en: en.title },
      steps: { id: [...id.steps], en: [...en.steps] },
      priority: priorityOf(name) ?? "none",
      proof: FAULTS[name].proof,
    };
  }
  for (const [code, { title, steps, priority }] of Object.entries<OfficeAlarm>(OFFICE_ALARMS)) {
    book[code] = { title: { ...title }, steps: { id: [...steps.id], en: [...steps.en] }, priority };
  }
  return book;
}
