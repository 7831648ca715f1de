/** The page of one printer, `/printer/NAME`. */
import type { JSX } from "preact";
import { Frame } from "../frame/frame.tsx";
import { startPage } from "../frame/start-page.tsx";
import { printerNames } from "../store.ts";
import { Panel } from "./panel.tsx";
import { t } from "./words.ts";
import "../styles/tokens.css";
import "../styles/page.css";
import "../styles/frame.css";
import "../styles/panel.css";
import "../styles/tabs.css";
import "../styles/segments.css";
import "../styles/readings.css";
import "../styles/printer.css";
import "../styles/mechanism.css";
import "../styles/heat.css";
import "../styles/statechart.css";
import "../styles/service.css";

const name = decodeURIComponent(location.pathname.split("/")[2] ?? "");

/** The way to the other printers; and a word when there is none of this name. */
function Others(): JSX.Element {
  const names = printerNames.value;
  return (
    <>
      <nav class="printer-links" aria-label={t("page.printers")}>
        {names.map((each) => (
          <a key={each} href={`/printer/${encodeURIComponent(each)}`} aria-current={each === name ? "page" : undefined}>
            {each}
          </a>
        ))}
      </nav>
      {names.length > 0 && !names.includes(name) && <p class="no-printer">{t("page.noSuchPrinter", { name })}</p>}
    </>
  );
}

startPage(() => (
  <Frame page="printer" title={name}>
    <main class="panels">
      <Others />
      <Panel name={name} />
    </main>
  </Frame>
));
