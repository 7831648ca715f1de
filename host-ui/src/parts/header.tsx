/** The top line: which office, what time it is there, how good the page's connection is, and the language switch. */
import type { JSX } from "preact";
import type { Language } from "../api.ts";
import { clockText, durationText } from "../i18n/texts.ts";
import { rememberLanguage } from "../language.ts";
import type { SocketStatus } from "../live/status.ts";
import { chosenLanguage, language, office, silenceMs, socketStatus, t, utcMs, zone } from "../store.ts";
import { type AnyShape, Mark } from "./shapes.tsx";

export function Header(): JSX.Element {
  return (
    <header class="header">
      <h1>{office.value?.name ?? "Cetak"}</h1>
      <Clock />
      <Connection />
      <LanguageSwitch />
    </header>
  );
}

/** The station's clock in the office's zone. Without a station there is no time to show. */
function Clock(): JSX.Element | null {
  const now = utcMs.value;
  if (now === undefined) return null;
  return (
    <p class="clock">
      <strong>{clockText(language.value, zone.value, now, "seconds")}</strong> {zone.value}
      <span class="date">{clockText(language.value, zone.value, now, "date")}</span>
    </p>
  );
}

const LOOK: Readonly<Record<SocketStatus, { shape: AnyShape; tone: string }>> = {
  idle: { shape: "bar", tone: "off" },
  connecting: { shape: "turn", tone: "off" },
  greeting: { shape: "turn", tone: "off" },
  live: { shape: "dot", tone: "calm" },
  quiet: { shape: "clock", tone: "attention" },
  waiting: { shape: "cross", tone: "attention" },
};

function Connection(): JSX.Element {
  const { status } = socketStatus.value;
  const { shape, tone } = LOOK[status];
  const silence = silenceMs.value;
  return (
    <p class={`connection ink-${tone}`} data-status={status} title={t("socket.title")}>
      <Mark shape={shape} /> <span>{t(`socket.${status}`)}</span>
      {silence !== undefined && (
        <span class="connection-age">{t("socket.data", { age: durationText(language.value, silence) })}</span>
      )}
    </p>
  );
}

const LANGUAGE_NAME: Readonly<Record<Language, string>> = { id: "Indonesia", en: "English" };

function LanguageSwitch(): JSX.Element {
  const choose = (wanted: Language): void => {
    chosenLanguage.value = wanted;
    rememberLanguage(localStorage, wanted);
  };
  return (
    <fieldset class="languages">
      <legend class="unseen">{t("page.language")}</legend>
      {(["id", "en"] as const).map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          aria-label={LANGUAGE_NAME[each]}
          aria-pressed={language.value === each}
          onClick={() => choose(each)}
        >
          {each.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}
