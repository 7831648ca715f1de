/** Office, time, and the day in figures; one banner for what concerns all printers. */
import type { ComponentChildren, JSX } from "preact";
import { clockText, durationText, number } from "../i18n/texts.ts";
import { Mark } from "../parts/shapes.tsx";
import { faultBook, feedFreshness, language, office, silenceMs, utcMs, zone } from "../store.ts";
import { PRIORITY_SHAPE, PRIORITY_TONE, titleOf } from "../view/alarms.ts";
import { clearWords } from "./clear-words.ts";
import { t } from "./words.ts";

export function WallHeader(): JSX.Element {
  return (
    <>
      <header class={`wall-header is-${feedFreshness.value}`}>
        <h1>{office.value?.name}</h1>
        <WallClock />
        <DayFigures />
      </header>
      <WallBanner />
    </>
  );
}

/** The station's clock ticks; beside it how old the newest data is. */
function WallClock(): JSX.Element {
  const now = utcMs.value;
  const silence = silenceMs.value ?? 0;
  const fresh = feedFreshness.value;
  return (
    <p class="wall-clock">
      <strong>{now === undefined ? "–" : clockText(language.value, zone.value, now, "seconds")}</strong>{" "}
      <span>{zone.value}</span>
      <span class={`wall-data age-${fresh}`} data-freshness={fresh}>
        {fresh !== "fresh" && <Mark shape="clock" />}
        {t("socket.data", { age: durationText(language.value, silence) })}
      </span>
    </p>
  );
}

function DayFigures(): JSX.Element | null {
  const shown = office.value;
  if (shown === undefined) return null;
  const lang = language.value;
  const waiting = Object.values(shown.waiting).reduce((sum, count) => sum + count, 0);
  const plan = shown.outlook?.planToday;
  return (
    <ul class="wall-figures">
      <Figure name={t("wall.queue")}>{number(lang, waiting)}</Figure>
      <Figure name={t("wall.today")}>
        {number(lang, shown.issuedToday)}
        <span class="wall-plan"> / {plan === undefined ? "–" : number(lang, plan)}</span>
      </Figure>
      <Figure name={t("wall.clear")}>{clearWords(lang, zone.value, shown.outlook?.clear, waiting)}</Figure>
      {shown.jobs.uncertain > 0 && (
        <Figure name={t("office.uncertain")} tone="attention">
          <Mark shape="diamond" /> {number(lang, shown.jobs.uncertain)}
        </Figure>
      )}
    </ul>
  );
}

function Figure(props: { name: string; tone?: "attention"; children: ComponentChildren }): JSX.Element {
  return (
    <li class={props.tone === undefined ? "" : `ink-${props.tone}`}>
      <span class="wall-figure-name">{props.name}</span> <strong>{props.children}</strong>
    </li>
  );
}

/** One line for all printers: the centre, the journal. The worst first; others are counted. */
function WallBanner(): JSX.Element | null {
  const shown = office.value;
  const all = [...(shown?.banner === undefined ? [] : [shown.banner]), ...(shown?.alarms ?? [])];
  const first = all
    .filter((alarm) => alarm.shelved === undefined)
    .sort((a, b) => (a.priority < b.priority ? -1 : 1))[0];
  if (first === undefined) return null;
  const since = clockText(language.value, zone.value, first.raisedAtMs, "time");
  return (
    <aside
      class={`wall-banner tone-${PRIORITY_TONE[first.priority]} ${first.acked === undefined ? "unacked" : ""}`}
      aria-label={t("alarm.officeWide")}
    >
      <Mark shape={PRIORITY_SHAPE[first.priority]} /> <strong>{titleOf(faultBook.value, language.value, first)}</strong>{" "}
      <span>{t("wall.since", { time: since })}</span>
      {all.length > 1 && <span> +{all.length - 1}</span>}
    </aside>
  );
}
