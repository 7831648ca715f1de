/** Why the heat governor holds the next card back, where it is heat that does. */
import type { PrinterState, StateWord } from "../api.ts";

/** In the other states a fault, a lack or a person holds all cards, or there is none, and nothing is heated for one. */
const HEAT_DECIDES: ReadonlySet<StateWord> = new Set<StateWord>(["warming", "ready", "printing", "coolingDown"]);

export const heatDecides = ({ state }: PrinterState): boolean => HEAT_DECIDES.has(state.word);

export const heldByHeat = (printer: PrinterState): PrinterState["governor"] =>
  heatDecides(printer) ? printer.governor : undefined;
