/** The whole page. */
import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { office, pageMs, printerNames, printerSignal, t } from "../store.ts";
import { Header } from "./header.tsx";
import { LostBanner } from "./lost-banner.tsx";
import { OfficeBanner, OfficeFigures } from "./office-figures.tsx";
import { Panel } from "./panel.tsx";

/** From this many printers on the panels are narrower. */
const COLUMNS_MAX = 4;

/** Two and four printers stand two abreast, others three, many four. */
function columns(printers: number): number {
  if (printers <= 2) return Math.max(1, printers);
  if (printers === 4) return 2;
  return printers <= 6 ? 3 : COLUMNS_MAX;
}

export function App(): JSX.Element {
  const [openedMs] = useState(() => pageMs.peek());
  const names = printerNames.value;
  useSignalEffect(() => {
    const waiting = printerNames.value.filter((name) => (printerSignal(name).value?.alarms.length ?? 0) > 0).length;
    const title = office.value === undefined ? t("page.title") : `${office.value.name} – ${t("page.title")}`;
    document.title = waiting > 0 ? `▲${waiting} ${title}` : title;
  });
  return (
    <>
      <LostBanner openedMs={openedMs} />
      <Header />
      <OfficeBanner />
      <OfficeFigures />
      <main class={`panels columns-${columns(names.length)}`} aria-label={t("page.printers")}>
        {office.value !== undefined && names.length === 0 && <p class="dim">{t("page.noPrinters")}</p>}
        {names.map((name) => (
          <Panel key={name} name={name} />
        ))}
      </main>
    </>
  );
}
