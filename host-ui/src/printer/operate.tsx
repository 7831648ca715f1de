/** What an operator does to a printer, and the emergency stop, which is never asked twice. */
import type { JSX } from "preact";
import type { PrinterState } from "../api.ts";
import { may } from "../frame/session.ts";
import { mayPause, mayResume } from "../view/orders.ts";
import { act } from "./target.ts";
import { t } from "./words.ts";

const ACTIONS = [
  { name: "pause", asks: false },
  { name: "resume", asks: false },
  { name: "skip", asks: true },
  { name: "cancel", asks: true },
  { name: "resetStop", asks: true },
] as const;
type ActionName = (typeof ACTIONS)[number]["name"];

/** Whether it can make sense now; the station decides. */
function fits(name: ActionName, { state, job }: PrinterState): boolean {
  const { word } = state;
  switch (name) {
    case "pause":
      return mayPause(state);
    case "resume":
      return mayResume(state);
    case "resetStop":
      return word === "stopped";
    default:
      return job !== undefined;
  }
}

export function Operate(props: { printer: PrinterState }): JSX.Element | null {
  const { printer } = props;
  const shown = ACTIONS.filter(({ name }) => may(`printer.${name}`));
  const mayStop = may("printer.emergencyStop");
  if (shown.length === 0 && !mayStop) return null;
  return (
    <fieldset class="operate">
      <legend class="unseen">{t("act.title", { printer: printer.name })}</legend>
      {shown
        .filter(({ name }) => name !== "resetStop" || fits(name, printer))
        .map(({ name, asks }) => (
          <button
            key={name}
            type="button"
            class="button"
            disabled={!fits(name, printer)}
            onClick={() =>
              void act(printer, {
                name: `printer.${name}`,
                label: t(`act.${name}`),
                ...(asks ? { question: t(`act.${name}Asks` as "act.skipAsks") } : {}),
                ...(asks && printer.job !== undefined ? { facts: [[t("act.job"), printer.job.key]] } : {}),
                danger: name === "cancel",
              })
            }
          >
            {t(`act.${name}`)}
          </button>
        ))}
      {mayStop && (
        <button
          type="button"
          class="button danger stop-now"
          onClick={() => void act(printer, { name: "printer.emergencyStop", label: t("act.stop") })}
        >
          {t("act.stop")}
        </button>
      )}
    </fieldset>
  );
}
