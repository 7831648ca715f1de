/** The office in figures: who waits, what was issued today, what is unclear, and where the time went. */
import type { ComponentChildren, JSX } from "preact";
import { JOB_CLASSES, type OfficeState } from "../api.ts";
import { durationText, number } from "../i18n/texts.ts";
import { feedFreshness, language, office, t } from "../store.ts";
import { lostCauses } from "../view/lost.ts";

export function OfficeFigures(): JSX.Element | null {
  const shown = office.value;
  if (shown === undefined) return null;
  const n = (value: number): string => number(language.value, value);
  const waiting = JOB_CLASSES.map((each) => ({ each, count: shown.waiting[each] }));
  const total = waiting.reduce((sum, { count }) => sum + count, 0);
  return (
    <section class={`figures is-${feedFreshness.value}`} aria-label={shown.name}>
      <Figure name={t("office.waiting")} value={n(total)}>
        {waiting
          .filter(({ count }) => count > 0)
          .map(({ each, count }) => `${t(`class.${each}`)} ${n(count)}`)
          .join(" · ")}
      </Figure>
      <Figure name={t("office.issuedToday")} value={n(shown.issuedToday)} />
      {shown.jobs.uncertain > 0 && (
        <Figure name={t("office.uncertain")} value={n(shown.jobs.uncertain)} tone="attention" />
      )}
      {shown.jobs.void > 0 && <Figure name={t("office.void")} value={n(shown.jobs.void)} />}
      <LostTime lost={shown.lostSeconds} />
    </section>
  );
}

function Figure(props: { name: string; value: string; tone?: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class={`figure ${props.tone === undefined ? "" : `ink-${props.tone}`}`}>
      <p>
        <span class="figure-name">{props.name}</span> <strong class="value">{props.value}</strong>
      </p>
      {props.children !== undefined && <p class="figure-note value">{props.children}</p>}
    </div>
  );
}

function LostTime(props: { lost: OfficeState["lostSeconds"] }): JSX.Element {
  const causes = lostCauses(props.lost);
  const total = causes.reduce((sum, { seconds }) => sum + seconds, 0);
  const lang = language.value;
  return (
    <Figure name={t("office.lost")} value={total === 0 ? t("office.lostNone") : durationText(lang, total * 1000)}>
      {causes.map(({ cause, seconds }) => `${t(`cause.${cause}`)} ${durationText(lang, seconds * 1000)}`).join(" · ")}
    </Figure>
  );
}
