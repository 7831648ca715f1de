/** Says that the whole page is out of date. Stands above the values, which stay readable, and in sight while one scrolls. */
import type { JSX } from "preact";
import { STALE_MS } from "../age.ts";
import { clockText } from "../i18n/texts.ts";
import { Mark } from "../parts/shapes.tsx";
import { feedFreshness, language, pageMs, silenceMs, t, utcMs, zone } from "../store.ts";

export function LostBanner(props: { openedMs: number }): JSX.Element | null {
  const silence = silenceMs.value;
  if (silence === undefined) return pageMs.value - props.openedMs >= STALE_MS ? <Never /> : null;
  if (feedFreshness.value !== "stale") return null;
  const time = clockText(language.value, zone.value, (utcMs.value ?? 0) - silence, "time");
  return <Banner title={t("page.lost", { time })} help={t("page.lostHelp")} />;
}

function Never(): JSX.Element {
  return <Banner title={t("page.lostNever")} help={t("page.lostNeverHelp")} />;
}

function Banner(props: { title: string; help: string }): JSX.Element {
  return (
    <div class="lost-banner" role="alert">
      <Mark shape="triangle" />
      <p>
        <strong>{props.title}</strong>
        <span>{props.help}</span>
      </p>
    </div>
  );
}
