/** The top line: which office, the other pages, what time it is, how good the connection is, who one is, and the language. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Language } from "../api.ts";
import { clockText, durationText } from "../i18n/texts.ts";
import { rememberLanguage } from "../language.ts";
import type { SocketStatus } from "../live/status.ts";
import { type AnyShape, Mark } from "../parts/shapes.tsx";
import { chosenLanguage, language, office, silenceMs, socketStatus, utcMs, zone } from "../store.ts";
import { openLogin, openPasswordChange } from "./login-dialog.tsx";
import { logOut, may, role, session } from "./session.ts";
import { t } from "./words.ts";

export type PageName = "station" | "printer" | "lab";

export function Header(props: { page: PageName }): JSX.Element {
  return (
    <header class="header">
      <h1>{office.value?.name ?? "Cetak"}</h1>
      <Pages page={props.page} />
      <Clock />
      <Connection />
      <Account />
      <LanguageSwitch />
    </header>
  );
}

function Pages(props: { page: PageName }): JSX.Element {
  const link = (name: "station" | "wall" | "lab", href: string): JSX.Element => (
    <a href={href} aria-current={props.page === name ? "page" : undefined}>
      {t(`nav.${name}`)}
    </a>
  );
  return (
    <nav class="pages" aria-label={t("nav.label")}>
      {link("station", "/")}
      {link("wall", "/wall")}
      {may("lab.state") && link("lab", "/lab")}
    </nav>
  );
}

/** Role and name; a menu behind it. */
function Account(): JSX.Element {
  const who = role.value;
  const { name, expiresMs, here } = session.value ?? {};
  const menu = useRef<HTMLDetailsElement>(null);
  const chosen = (act: () => void) => (): void => {
    menu.current?.removeAttribute("open");
    act();
  };
  const words = who === undefined ? t("role.none") : t(`role.${who}`);
  const loggedIn = expiresMs !== undefined && name !== undefined;
  return (
    <details class="account" ref={menu}>
      <summary aria-label={`${t("login.account")}: ${words}${loggedIn ? ` ${name}` : ""}`}>
        <strong data-role={who ?? "none"}>{words}</strong>
        {loggedIn && <span class="dim"> {name}</span>}
      </summary>
      <div class="account-menu">
        {expiresMs === undefined && who !== undefined && here === true && <p class="dim">{t("login.here")}</p>}
        {expiresMs !== undefined && (
          <p class="dim">{t("login.until", { time: clockText(language.value, zone.value, expiresMs, "time") })}</p>
        )}
        <button
          type="button"
          class="button"
          onClick={chosen(() => openLogin(who === "operator" ? "technician" : "operator"))}
        >
          {expiresMs === undefined ? t("login.open") : t("login.other")}
        </button>
        <button type="button" class="button" disabled={!may("access.setPassword")} onClick={chosen(openPasswordChange)}>
          {t("login.change")}
        </button>
        {expiresMs !== undefined && (
          <button type="button" class="button" onClick={chosen(() => void logOut())}>
            {t("login.out")}
          </button>
        )}
      </div>
    </details>
  );
}

/** The station's clock in the office's zone. Without a station there is no time to show. */
export function Clock(): JSX.Element | null {
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

export function Connection(): JSX.Element {
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

export function LanguageSwitch(): JSX.Element {
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
          aria-pressed={language.value === each}
          onClick={() => choose(each)}
        >
          {each.toUpperCase()}
          <span class="unseen"> {LANGUAGE_NAME[each]}</span>
        </button>
      ))}
    </fieldset>
  );
}
