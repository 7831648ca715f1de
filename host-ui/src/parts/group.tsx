/** A group of values that share one age. The age is shown with the values, and old values look old. */
import type { ComponentChildren, JSX } from "preact";
import { type Freshness, worse } from "../age.ts";
import { durationText } from "../i18n/texts.ts";
import { ageOf, feedFreshness, language, silenceMs, t } from "../store.ts";
import { Mark } from "./shapes.tsx";

/** When the station took the values; `feed` for what the station itself counts, which is as fresh as the connection to it. */
export type TakenAt = number | "feed" | undefined;

/** Freshness of a group as shown: values are never fresher than the feed that brought them. */
export function shownFreshness(atMs: TakenAt): Freshness {
  if (atMs === "feed") return feedFreshness.value;
  const own = ageOf(atMs).freshness;
  return own === "never" ? own : worse(own, feedFreshness.value);
}

export function Age(props: { atMs: TakenAt }): JSX.Element {
  const age = props.atMs === "feed" ? silenceMs.value : ageOf(props.atMs).age;
  const fresh = shownFreshness(props.atMs);
  const words = age === undefined ? t("age.never") : durationText(language.value, age);
  const label = fresh === "never" ? t("age.never") : t(`age.${fresh}`, { age: words });
  return (
    <span class={`age age-${fresh}`} role="img" aria-label={label} title={label}>
      {fresh === "ageing" && <Mark shape="clock" />}
      {fresh === "stale" && <Mark shape="hourglass" />}
      {fresh === "never" && <Mark shape="question" />}
      {fresh === "never" ? "–" : words}
    </span>
  );
}

export function Group(props: { name: string; title: string; atMs: TakenAt; children: ComponentChildren }): JSX.Element {
  const fresh = shownFreshness(props.atMs);
  return (
    <section class={`group group-${props.name} is-${fresh}`} data-freshness={fresh}>
      <h3>
        <span>{props.title}</span>
        <Age atMs={props.atMs} />
      </h3>
      {fresh === "never" ? <p class="dim">{t("age.never")}</p> : props.children}
    </section>
  );
}

/** One named value of a list. */
export function Fact(props: {
  name: string;
  tone?: "low" | "out" | "alarm";
  children: ComponentChildren;
}): JSX.Element {
  return (
    <div class={`fact ${props.tone === undefined ? "" : `fact-${props.tone}`}`}>
      <dt>{props.name}</dt>
      <dd class="value">{props.children}</dd>
    </div>
  );
}
