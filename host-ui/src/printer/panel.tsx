/** One printer. A panel that cannot be drawn says so and leaves the others alone. */
import { Component, type ComponentChildren, type JSX } from "preact";
import type { Model, PrinterState } from "../api.ts";
import { number } from "../i18n/texts.ts";
import { StateStrip } from "../parts/state-strip.tsx";
import { language, printerSignal, t } from "../store.ts";
import { Alarms } from "./clear-faults.tsx";
import { Events } from "./events.tsx";
import { HeatHistory } from "./heat-history.tsx";
import { CardCounts, LinkFacts } from "./link-facts.tsx";
import { Mechanism } from "./mechanism.tsx";
import { Operate } from "./operate.tsx";
import { Service } from "./service.tsx";
import { Statechart } from "./statechart.tsx";
import { Supplies } from "./supplies.tsx";
import { Temperatures } from "./temperatures.tsx";
import { WireView } from "./wire-view.tsx";

const MODEL_NAME: Readonly<Record<Model, string>> = { hdp5000: "HDP5000", sr300: "SR300" };

export function Panel(props: { name: string }): JSX.Element | null {
  const printer = printerSignal(props.name).value;
  if (printer === undefined) return null;
  return (
    <article class="panel" aria-label={printer.name} data-printer={printer.name}>
      <Fallback>
        <PanelHead printer={printer} />
        <Operate printer={printer} />
        <StateStrip printer={printer} />
        <Alarms printer={printer} />
        <div class="printer-columns">
          <div class="printer-column">
            <Mechanism printer={printer} />
            <Statechart printer={printer} />
            <CardCounts printer={printer} />
          </div>
          <div class="printer-column">
            <Temperatures printer={printer} />
            <HeatHistory printer={printer} />
          </div>
          <div class="printer-column">
            <Supplies printer={printer} />
            <LinkFacts printer={printer} />
            <Events name={printer.name} />
          </div>
        </div>
        <WireView name={printer.name} />
        <Service printer={printer} />
      </Fallback>
    </article>
  );
}

function PanelHead(props: { printer: PrinterState }): JSX.Element {
  const { name, place, model, serial, sim } = props.printer;
  const speed = number(language.value, sim.speed, Number.isInteger(sim.speed) ? 0 : 1);
  return (
    <header class="panel-head">
      <h2>{name}</h2>
      <p class="panel-place">{place}</p>
      <p class="panel-model dim">
        {MODEL_NAME[model]} · {t("card.serial")} {serial ?? t("card.serialUnknown")}
      </p>
      {sim.on && (
        <p class="sim" title={t("card.simulatedHelp")}>
          {sim.speed === 1 ? t("card.simulated") : t("card.simulatedAt", { speed })}
        </p>
      )}
    </header>
  );
}

/** Catches what a panel throws while drawing; tries again with the next change. */
class Fallback extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidUpdate(before: { children: ComponentChildren }): void {
    if (this.state.failed && before.children !== this.props.children) this.setState({ failed: false });
  }

  override render(): ComponentChildren {
    return this.state.failed ? <p class="panel-failed">{t("page.cardFailed")}</p> : this.props.children;
  }
}
