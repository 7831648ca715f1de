/** Who answers on a printer's link, and how good the line is. */
import { US_PER_MS } from "../../base/index.ts";
import type { PrinterView } from "../../controller/index.ts";
import type { PrinterLinks } from "../api-history.ts";

export function linkFacts(view: PrinterView): PrinterLinks {
  const { name, serial, model, firmware, boots, sim, link, ageUs } = view;
  return {
    printer: name,
    serial,
    model,
    firmware,
    boots,
    sim,
    state: link.state,
    reason: link.reason,
    ageMs: ageUs < 0 ? -1 : Math.round(ageUs / US_PER_MS),
    counters: { ...link.counters },
  };
}
