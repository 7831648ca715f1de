/** Whether what is learnt of a printer's air now is true of other days. */
import type { PrinterView } from "../../controller/index.ts";

/** While one of these stands it is the fan, not the filter, that moves too little air; and through an open cover it goes as it likes. */
const NOT_USUAL: ReadonlySet<string> = new Set(["fanFailed", "airflowWeak", "coverOpen"]);

export const airIsUsual = (faults: PrinterView["faults"]): boolean => !faults.some(({ fault }) => NOT_USUAL.has(fault));
