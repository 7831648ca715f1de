/** Heat over time as the station kept it: the roller in its band, the other sensors, the heater, and the last cards. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PrinterState } from "../api.ts";
import { historySchema, type PrinterHistory } from "../api-history.ts";
import { useFetched } from "../frame/asked.ts";
import { number } from "../i18n/texts.ts";
import { Group } from "../parts/group.tsx";
import { Segments } from "../parts/segments.tsx";
import { faultBook, language, pageMs, utcMs } from "../store.ts";
import { titleOf } from "../view/alarms.ts";
import { chartRange } from "../view/heat.ts";
import { type Column, columnsOf, heldBack, type SeriesName, WINDOWS, type Window } from "../view/heat-series.ts";
import { heatDecides } from "../view/held.ts";
import { ExitCards } from "./exit-cards.tsx";
import { type SeriesLook, TimeChart } from "./time-chart.tsx";
import { t } from "./words.ts";

const HISTORY_AGAIN_MS = 3_000;

const LOOK: Readonly<Record<SeriesName, SeriesLook>> = {
  roller: { ink: "text", dash: [], width: 2 },
  setpoint: { ink: "active", dash: [6, 4], width: 1.5 },
  hotZone: { ink: "sim", dash: [], width: 2 },
  head: { ink: "text-dim", dash: [2, 3], width: 2 },
  exit: { ink: "band-edge", dash: [8, 3], width: 2 },
  duty: { ink: "active", dash: [], width: 1.5 },
};

const CHARTS: readonly { title: "roller" | "others" | "duty"; names: readonly SeriesName[]; heightPx: number }[] = [
  { title: "roller", names: ["roller", "setpoint"], heightPx: 130 },
  { title: "others", names: ["hotZone", "exit", "head"], heightPx: 130 },
  { title: "duty", names: ["duty"], heightPx: 80 },
];

const RANGE = {
  roller: (columns: readonly Column[]): [number, number] => chartRange(columns[0] ?? []),
  others: (columns: readonly Column[]): [number, number] => {
    const known = columns.flat().filter((value) => value !== null);
    return [20, Math.max(90, Math.ceil(Math.max(0, ...known) / 10) * 10)];
  },
  duty: (): [number, number] => [0, 100],
};

export function HeatHistory(props: { printer: PrinterState }): JSX.Element {
  const { printer } = props;
  const [window, setWindow] = useState<Window>("fine");
  const url = `/api/printers/${encodeURIComponent(printer.name)}/history`;
  const { value, problem } = useFetched(url, historySchema, HISTORY_AGAIN_MS);
  return (
    <Group name="history" title={t("group.history")} atMs={printer.temps?.atMs ?? "feed"}>
      <Segments
        label={t("history.window")}
        choices={WINDOWS}
        chosen={window}
        words={(each) => t(`history.${each}`)}
        choose={setWindow}
      />
      {problem !== "" && <p class="dim">{problem}</p>}
      {value !== undefined && <Charts history={value} window={window} printer={printer} />}
    </Group>
  );
}

function Charts(props: { history: PrinterHistory; window: Window; printer: PrinterState }): JSX.Element {
  const { history, window, printer } = props;
  const now = utcMs.value ?? pageMs.value;
  const columns = history[window];
  return (
    <>
      {CHARTS.map(({ title, names, heightPx }) => (
        <figure key={title} class="chart">
          <figcaption>
            <strong>{t(`history.${title}`)}</strong>
            {names.map((name) => (
              <Legend key={name} name={name} />
            ))}
            <span class="dim">{t(window === "fine" ? "temp.minutes" : "temp.hours")}</span>
          </figcaption>
          <TimeChart
            label={`${t(`history.${title}`)}, ${t(`history.${window}`)}`}
            window={window}
            columns={columnsOf(columns, names, window, now)}
            series={names.map((name) => LOOK[name])}
            heightPx={heightPx}
            range={RANGE[title]}
            band={title === "roller"}
          />
        </figure>
      ))}
      <Governor printer={printer} held={heldBack(columns, window, now)} window={window} />
      <ExitCards cards={history.cards} />
    </>
  );
}

/** The line of a series as it is drawn, and its name. */
function Legend(props: { name: SeriesName }): JSX.Element {
  const { ink, dash, width } = LOOK[props.name];
  return (
    <span class="legend">
      <svg class={`legend-line ink-${ink}`} viewBox="0 0 28 8" aria-hidden="true">
        <path d="M0 4H28" stroke="currentColor" stroke-width={width} stroke-dasharray={dash.join(" ")} />
      </svg>
      {t(`temp.${props.name}`)}
    </span>
  );
}

/** Why the heat governor holds cards back, now and for how much of the time shown. */
function Governor(props: {
  printer: PrinterState;
  held: readonly { code: string; share: number }[];
  window: Window;
}): JSX.Element {
  const { governor } = props.printer;
  const title = (code: string): string => titleOf(faultBook.value, language.value, { code, params: {} });
  const shares = props.held.map(
    ({ code, share }) => `${t(`held.${heldWord(code)}`)} ${number(language.value, share * 100)} %`,
  );
  return (
    <div class="governor">
      {heatDecides(props.printer) && (
        <p>
          <strong>{t("governor.title")}:</strong>{" "}
          <span class="value">
            {governor === undefined ? t("governor.free") : titleOf(faultBook.value, language.value, governor)}
          </span>
        </p>
      )}
      <p class="dim" title={props.held.map(({ code }) => title(code)).join(", ")}>
        {t(`history.${props.window}`)}: {shares.length === 0 ? t("governor.never") : shares.join(" · ")}
      </p>
    </div>
  );
}

const HELD = ["paced", "rest", "soaked", "heating", "estimating"] as const;
const heldWord = (code: string): (typeof HELD)[number] | "other" => HELD.find((each) => each === code) ?? "other";
