/** What the chart asks for, done to the printer's parts. */
import { STEP_KIND } from "../../protocol/index.ts";
import type { PrinterEffect } from "../machine/machine-types.ts";
import type { PrinterCore } from "./printer-core.ts";

/** Acting comes first in the chart's order, telling last. */
export function carryOut(core: PrinterCore, effect: PrinterEffect): void {
  switch (effect.type) {
    case "heat":
      if (effect.wish === "off") core.heat.off();
      else core.heat.want(effect.wish);
      break;
    case "stopEngine":
      core.link.send("emergency_stop", {});
      break;
    case "recover":
      core.recovery.begin();
      break;
    case "record":
      // A verdict of the chart's own clock, which no status repeats: it stands until a person clears it.
      if (!core.faults.has(effect.fault)) core.faults.raise(effect.fault);
      core.events.event(core.name, "fault", { fault: effect.fault, step: stepText(core) });
      break;
    case "explain":
      core.log.warn("printer.faulted", { fault: effect.fault });
      break;
  }
}

function stepText({ runner }: PrinterCore): string {
  return `${runner.card?.kind ?? STEP_KIND.none}/${runner.film?.kind ?? STEP_KIND.none}`;
}
