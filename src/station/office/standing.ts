/** What stands at a printer, for the alarms: its faults, that nothing is heard of it, supplies that end soon, cards in doubt. */
import type { PrinterView } from "../../controller/index.ts";
import type { Standing } from "../alarms/alarm-book.ts";

/** Cards left from which the office is told that a printer will stand still. A ribbon makes 500 cards, a film 1,500, a hopper 100. */
export const RIBBON_LOW_CARDS = 25;
export const FILM_LOW_CARDS = 25;
export const BLANKS_LOW_CARDS = 10;

/** What a restart with other firmware brings with it: no alarm while somebody stands there and does it. */
export const SERVICE_BRINGS: ReadonlySet<Standing["code"]> = new Set([
  "linkLost",
  "firmwareUnconfirmed",
  "powerInterrupted",
  "watchdogReset",
] as const);

/** `airflow`: what its days say, {@link AirflowWatch.standing}. */
export function standingAt(view: PrinterView, uncertain: number, airflow: Standing | undefined): Standing[] {
  const standing: Standing[] = view.faults.map(({ fault }) => ({ code: fault, params: {} }));
  if (view.link.state !== "up" && !standing.some(({ code }) => code === "linkLost")) {
    standing.push({ code: "linkLost", params: {} });
  }
  if (uncertain > 0) standing.push({ code: "uncertainCards", params: { cards: uncertain } });
  if (airflow !== undefined) standing.push(airflow);
  // The engine has said something since the link came up.
  if (view.ageUs >= 0) {
    const low = (code: "ribbonLow" | "filmLow" | "blanksLow", left: number | undefined, most: number): void => {
      if (left !== undefined && left > 0 && left <= most) standing.push({ code, params: { cards: left } });
    };
    low("ribbonLow", view.ribbonLeft, RIBBON_LOW_CARDS);
    low("filmLow", view.filmLeft, FILM_LOW_CARDS);
    low("blanksLow", view.blanksLeft, BLANKS_LOW_CARDS);
  }
  return standing;
}
