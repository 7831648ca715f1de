/** Stops every printer at once. Not asked twice: whoever presses it has seen why. */
import type { JSX } from "preact";
import { order } from "../frame/ask.ts";
import { may } from "../frame/session.ts";
import { printerNames } from "../store.ts";
import { t } from "./words.ts";

export function StopAll(): JSX.Element | null {
  if (!may("printer.emergencyStop") || printerNames.value.length === 0) return null;
  const what = `${t("stop.all")} · ${printerNames.value.join(", ")}`;
  return (
    <button type="button" class="button danger" onClick={() => void order("printer.emergencyStop", {}, what)}>
      {t("stop.all")}
    </button>
  );
}
