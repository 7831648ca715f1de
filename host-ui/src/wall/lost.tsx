/** The whole screen says that it knows nothing: only then, for a notice must never hide good data. */
import type { JSX } from "preact";
import { clockText, durationText } from "../i18n/texts.ts";
import { Mark } from "../parts/shapes.tsx";
import { language, office, silenceMs, utcMs, zone } from "../store.ts";
import { admitted } from "./admission.ts";
import { t } from "./words.ts";

export function Lost(): JSX.Element {
  const silence = silenceMs.value;
  const refused = admitted.value === false;
  const waiting = silence === undefined && !refused;
  const time = clockText(language.value, zone.value, (utcMs.value ?? 0) - (silence ?? 0), "time");
  const title = refused ? t("wall.refused") : waiting ? t("wall.waiting") : t("page.lost", { time });
  return (
    <main class={`wall-lost ${waiting ? "" : "wall-lost-alarm"}`} aria-live="assertive">
      <Mark shape={waiting ? "turn" : "triangle"} />
      <h1>{title}</h1>
      <p>{refused ? t("wall.refusedHelp") : t("wall.lostHelp")}</p>
      {silence !== undefined && (
        <p>
          {office.value?.name} · {durationText(language.value, silence)}
        </p>
      )}
    </main>
  );
}
