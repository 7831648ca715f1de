/** One printer in short; its own page has the rest. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PrinterState } from "../api.ts";
import { order } from "../frame/ask.ts";
import { may } from "../frame/session.ts";
import { number } from "../i18n/texts.ts";
import { shownFreshness } from "../parts/group.tsx";
import { Mark } from "../parts/shapes.tsx";
import { StateStrip } from "../parts/state-strip.tsx";
import { language, printerSignal } from "../store.ts";
import { lostWords } from "../view/lost.ts";
import { mayPause, mayResume } from "../view/orders.ts";
import { LOW_CARDS } from "../view/supplies.ts";
import { t } from "./words.ts";

export function PrinterCard(props: { name: string }): JSX.Element | null {
  const printer = printerSignal(props.name).value;
  if (printer === undefined) return null;
  const { name, place, sim, job } = printer;
  return (
    <article class="panel printer-card" aria-label={name} data-printer={name}>
      <header class="panel-head">
        <h3>
          <a href={`/printer/${encodeURIComponent(name)}`}>{name}</a>
        </h3>
        <p class="panel-place">{place}</p>
        {sim.on && (
          <p class="sim" title={t("card.simulatedHelp")}>
            {sim.speed === 1
              ? t("card.simulated")
              : t("card.simulatedAt", {
                  speed: number(language.value, sim.speed, Number.isInteger(sim.speed) ? 0 : 1),
                })}
          </p>
        )}
      </header>
      <StateStrip printer={printer} />
      <div class={`card-facts is-${shownFreshness(printer.supplies?.atMs)}`}>
        <Limiting printer={printer} />
        <p>
          <span class="dim">{t("printer.job")}</span> <span class="value">{job?.key ?? "–"}</span>
        </p>
        <p>
          <span class="dim">{t("printer.cards")}</span>{" "}
          <span class="value">{number(language.value, printer.counters.issued)}</span>
        </p>
        <p>
          <span class="dim">{t("office.lost")}</span>{" "}
          <span class="value">{lostWords(language.value, printer.lostSeconds)}</span>
        </p>
      </div>
      <Buttons printer={printer} />
    </article>
  );
}

function Limiting(props: { printer: PrinterState }): JSX.Element | null {
  const limiting = props.printer.supplies?.limiting;
  if (limiting === undefined) return null;
  const low = limiting.cards <= LOW_CARDS;
  return (
    <p class={low ? "level-low" : ""}>
      <span class="dim">{t("printer.limiting")}</span>{" "}
      <span class="value">
        {low && <Mark shape="dot" />} {t(`supply.${limiting.kind}`)}{" "}
        {t("supply.cards", { n: number(language.value, limiting.cards) })}
      </span>
    </p>
  );
}

/** Pause or resume; everything else is on the printer's own page. */
function Buttons(props: { printer: PrinterState }): JSX.Element | null {
  const { name, serial, state } = props.printer;
  const [busy, setBusy] = useState(false);
  const command = mayResume(state) ? "printer.resume" : "printer.pause";
  if (!may(command)) return null;
  const words = t(command);
  const press = async (): Promise<void> => {
    setBusy(true);
    const input = { printer: name, ...(serial === undefined ? {} : { serial }) };
    await order(command, input, `${words} · ${name}${serial === undefined ? "" : ` (${serial})`}`);
    setBusy(false);
  };
  return (
    <p class="card-buttons">
      <button
        type="button"
        class="button small"
        disabled={busy || !(mayResume(state) || mayPause(state))}
        aria-label={`${words} ${name}`}
        onClick={() => void press()}
      >
        {words}
      </button>
    </p>
  );
}
