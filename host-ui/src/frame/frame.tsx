/** What all pages with commands share: header, notices for the whole office, dialogs, outcomes of commands. */
import { useSignalEffect } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { OfficeBanner } from "../parts/office-banner.tsx";
import { office, pageMs, printerNames, printerSignal } from "../store.ts";
import { every } from "../time.ts";
import { ConfirmDialog } from "./confirm.tsx";
import { Header, type PageName } from "./header.tsx";
import { LoginDialog, openLogin } from "./login-dialog.tsx";
import { LostBanner } from "./lost-banner.tsx";
import { refreshSession, session } from "./session.ts";
import { Toasts } from "./toasts.tsx";
import { t } from "./words.ts";

/** Somebody else may have logged out this browser, or set a password. */
const SESSION_LOOK_MS = 60_000;

/** `title`: what the page is about, for the tab of the browser. */
export function Frame(props: { page: PageName; title?: string; children: ComponentChildren }): JSX.Element {
  const [openedMs] = useState(() => pageMs.peek());
  useEffect(() => {
    void refreshSession();
    return every(SESSION_LOOK_MS, () => void refreshSession());
  }, []);
  useSignalEffect(() => {
    const waiting = printerNames.value.filter((name) => (printerSignal(name).value?.alarms.length ?? 0) > 0).length;
    const title = [props.title, office.value?.name, t("page.title")].filter((each) => each !== undefined).join(" – ");
    document.title = waiting > 0 ? `▲${waiting} ${title}` : title;
  });
  const stranger = session.value !== undefined && session.value.role === undefined && office.value === undefined;
  return (
    <>
      <LostBanner openedMs={openedMs} />
      <Header page={props.page} />
      <OfficeBanner />
      {stranger ? <Stranger /> : props.children}
      <Toasts />
      <ConfirmDialog />
      <LoginDialog />
    </>
  );
}

function Stranger(): JSX.Element {
  return (
    <main class="stranger">
      <p>{t("login.wanted")}</p>
      <button type="button" class="button primary" onClick={() => openLogin()}>
        {t("login.open")}
      </button>
    </main>
  );
}
