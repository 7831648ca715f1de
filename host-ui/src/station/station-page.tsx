/** What an operator works with: the printers, what is wrong, and behind tabs queue, uncertain cards, supplies, hand-over. */
import type { JSX } from "preact";
import { Frame } from "../frame/frame.tsx";
import { may } from "../frame/session.ts";
import { OfficeFigures } from "../parts/office-figures.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { office, printerNames } from "../store.ts";
import { AlarmDesk } from "./alarm-desk.tsx";
import { Displays } from "./displays.tsx";
import { HandOver } from "./hand-over.tsx";
import { PrinterCard } from "./printer-card.tsx";
import { Queue } from "./queue.tsx";
import { StockTable } from "./stock-table.tsx";
import { StopAll } from "./stop-all.tsx";
import { Unclear } from "./unclear.tsx";
import { t } from "./words.ts";

export function StationPage(): JSX.Element {
  return (
    <Frame page="station">
      <OfficeFigures />
      <main class="station">
        <section class="station-printers" aria-labelledby="printers-title">
          <div class="section-head">
            <h2 id="printers-title">{t("page.printers")}</h2>
            <StopAll />
          </div>
          {office.value !== undefined && printerNames.value.length === 0 && <p class="dim">{t("page.noPrinters")}</p>}
          <div class="printer-cards">
            {printerNames.value.map((name) => (
              <PrinterCard key={name} name={name} />
            ))}
          </div>
        </section>
        <AlarmDesk />
        <Work />
      </main>
    </Frame>
  );
}

function Work(): JSX.Element {
  const jobs = office.value?.jobs;
  const unclear = jobs?.uncertain ?? 0;
  return (
    <Tabs
      label={t("tabs.label")}
      tabs={[
        { name: "queue", title: t("tabs.queue"), draw: () => <Queue /> },
        { name: "unclear", title: t("tabs.unclear"), count: unclear, draw: () => <Unclear /> },
        { name: "stock", title: t("tabs.stock"), draw: () => <StockTable /> },
        { name: "handover", title: t("tabs.handover"), count: jobs?.issued ?? 0, calm: true, draw: () => <HandOver /> },
        ...(may("access.wallTokens")
          ? [{ name: "displays", title: t("tabs.displays"), draw: () => <Displays /> }]
          : []),
      ]}
    />
  );
}
