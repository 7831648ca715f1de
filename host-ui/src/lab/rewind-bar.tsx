/** The way back: one step, to the fault, and again from where one went back to. The whole simulated world goes, journal included. */
import type { JSX } from "preact";
import type { LabPointView, LabRewindState } from "../api-lab.ts";
import { confirmed } from "../frame/confirm.tsx";
import { printerEn } from "../i18n/printer-en.ts";
import { printerId } from "../i18n/printer-id.ts";
import { number } from "../i18n/texts.ts";
import { faultBook, language, pageWords } from "../store.ts";
import { titleOf } from "../view/alarms.ts";
import { lab } from "./do.ts";
import { obstacleText, t } from "./words.ts";

const stepWords = pageWords(printerId, printerEn);
const STEP_KEYS = new Set<string>(Object.keys(printerId));

export function RewindBar(props: { rewind: LabRewindState; again: () => void }): JSX.Element {
  const { rewind, again } = props;
  const go = async (
    point: LabPointView,
    name: "rewind" | "again",
    to: "step" | "fault" | undefined,
    label: string,
  ): Promise<void> => {
    const facts = [
      [t("back.to"), pointText(point)],
      [t("back.undone"), t("back.seconds", { n: ago(point) })],
    ] as const;
    if ((await confirmed({ title: label, facts, text: t("back.text"), action: label, danger: true })) === undefined)
      return;
    const input = { point: point.id, ...(to === undefined ? {} : { to }) };
    await lab({ printer: "", again }, name, input, `${label}: ${pointText(point)}`);
  };
  return (
    <section class="time-bar" aria-label={t("back.title")} data-rewind={rewind.problem === "" ? "ready" : "none"}>
      <p>
        <strong>{t("back.title")}</strong>{" "}
        {rewind.problem !== "" && <span class="dim">{obstacleText(rewind.obstacle, rewind.problem)}</span>}
      </p>
      {rewind.problem === "" && (
        <>
          <BackButton
            label={t("back.step")}
            point={rewind.step}
            go={(point) => go(point, "rewind", "step", t("back.step"))}
          />
          <BackButton
            label={t("back.fault")}
            point={rewind.fault}
            go={(point) => go(point, "rewind", "fault", t("back.fault"))}
          />
          <BackButton
            label={t("back.again")}
            point={rewind.again}
            go={(point) => go(point, "again", undefined, t("back.again"))}
          />
        </>
      )}
    </section>
  );
}

function BackButton(props: {
  label: string;
  point: LabPointView | undefined;
  go: (point: LabPointView) => Promise<void>;
}): JSX.Element {
  const { label, point, go } = props;
  return (
    <span class="inline">
      <button
        type="button"
        class="button"
        disabled={point === undefined}
        onClick={() => point !== undefined && void go(point)}
      >
        {label}
      </button>
      <small class="dim">
        {point === undefined ? t("back.none") : `${pointText(point)} · ${t("back.ago", { n: ago(point) })}`}
      </small>
    </span>
  );
}

const ago = ({ secondsAgo }: LabPointView): string => number(language.value, secondsAgo, 1);

function pointText({ kind, printer, what }: LabPointView): string {
  if (kind === "start") return t("back.start");
  if (kind === "fault") return `${printer}: ${titleOf(faultBook.value, language.value, { code: what, params: {} })}`;
  const key = `step.${what}`;
  return `${printer}: ${STEP_KEYS.has(key) ? stepWords(key as keyof typeof printerId) : what}`;
}
