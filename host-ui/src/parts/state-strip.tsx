/** The first thing to read on a panel: the word, since when, why, and what to do. */
import type { JSX } from "preact";
import type { PrinterState, Reason } from "../api.ts";
import { clockText, durationText } from "../i18n/texts.ts";
import { faultBook, feedFreshness, language, t, utcMs, zone } from "../store.ts";
import { stepsOf, titleOf } from "../view/alarms.ts";
import { heldByHeat } from "../view/held.ts";
import { wordOf } from "../view/word.ts";
import { Age, shownFreshness } from "./group.tsx";
import { Mark } from "./shapes.tsx";

export function StateStrip(props: { printer: PrinterState }): JSX.Element {
  const { state, reason } = props.printer;
  const fresh = shownFreshness(state.atMs);
  const word = wordOf(props.printer, fresh, faultBook.value?.[reason?.code ?? ""]?.priority);
  const old = word.last !== undefined;
  const now = utcMs.value;
  const time = clockText(language.value, zone.value, state.sinceMs, "time");
  const duration = durationText(language.value, (now ?? state.sinceMs) - state.sinceMs);
  return (
    <section
      class={`strip tone-${word.tone} is-${fresh}`}
      data-word={word.key}
      aria-label={`${t("group.state")} ${props.printer.name}`}
    >
      <Mark shape={word.shape} class="strip-mark" />
      <div class="strip-head">
        <strong class="word">{t(word.key)}</strong>
        {word.last !== undefined && (
          <span class="last">
            <span class="value">{t(word.last)}</span>
          </span>
        )}
        <span class="since">
          {!old && t("card.since", { time, duration })} <Age atMs={state.atMs} />
        </span>
      </div>
      <div class="strip-why">{old ? <p>{lostAdvice()}</p> : <Why printer={props.printer} />}</div>
    </section>
  );
}

function lostAdvice(): string {
  return feedFreshness.value === "stale" ? t("advice.pageLost") : t("advice.printerSilent");
}

function Why(props: { printer: PrinterState }): JSX.Element {
  const { reason, state } = props.printer;
  const governor = heldByHeat(props.printer);
  const lang = language.value;
  const book = faultBook.value;
  const reasons: Reason[] = [];
  if (reason !== undefined && reason.code !== "") reasons.push(reason);
  if (governor !== undefined && governor.code !== reason?.code) reasons.push(governor);
  const steps = reason === undefined ? [] : stepsOf(book, lang, reason);
  return (
    <>
      {reasons.map((each) => (
        <p key={each.code} class="reason">
          {titleOf(book, lang, each)}
        </p>
      ))}
      {steps.length > 0 ? <Steps steps={steps} /> : <p class="advice">{t(`advice.${state.word}`)}</p>}
    </>
  );
}

export function Steps(props: { steps: readonly string[] }): JSX.Element {
  return (
    <ol class="steps" aria-label={t("advice.title")}>
      {props.steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}
