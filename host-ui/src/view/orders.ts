/** Which orders can make sense at a printer now; the station decides. */
import type { PrinterState } from "../api.ts";

type Standing = Pick<PrinterState["state"], "word" | "path">;

const PAUSES_NOTHING: readonly PrinterState["state"]["word"][] = ["paused", "stopped", "faulted", "service", "offline"];

export const mayPause = ({ word }: Standing): boolean => !PAUSES_NOTHING.includes(word);

/** Paused, or drained on order. */
export const mayResume = ({ word, path }: Standing): boolean => word === "paused" || path === "coolingDown.ordered";
