/** How warm the last cards came out, against the temperatures at which a card curls and is spoilt. */
import type { JSX } from "preact";
import type { PrinterHistory } from "../api-history.ts";
import { clockText, number } from "../i18n/texts.ts";
import { language, zone } from "../store.ts";
import { EXIT_CURLS_CELSIUS, EXIT_WARPS_CELSIUS, exitVerdict } from "../view/heat-series.ts";
import { t } from "./words.ts";

const SHOWN_MAX = 50;
const WIDTH = 600;
const HEIGHT = 120;
const LEFT = 40;
const LOW_CELSIUS = 30;
const HIGH_CELSIUS = 90;

const yOf = (celsius: number): number =>
  HEIGHT - 8 - (HEIGHT - 16) * Math.min(1, Math.max(0, (celsius - LOW_CELSIUS) / (HIGH_CELSIUS - LOW_CELSIUS)));

const MARK = { good: "M0 -4.5a4.5 4.5 0 1 0 .01 0z", curls: "M0 -6L6 0L0 6L-6 0z", warps: "M0 -7L7 5H-7z" } as const;

export function ExitCards(props: { cards: PrinterHistory["cards"] }): JSX.Element {
  const cards = props.cards.filter(({ exitCelsius }) => exitCelsius !== null).slice(-SHOWN_MAX);
  const last = cards.at(-1);
  const step = (WIDTH - LEFT - 10) / SHOWN_MAX;
  const n = (value: number): string => number(language.value, value, 1);
  return (
    <figure class="chart exit-cards">
      <figcaption>
        <strong>{t("exit.title")}</strong>
        {last !== undefined && last.exitCelsius !== null && (
          <span>
            {t("exit.last", {
              celsius: n(last.exitCelsius),
              time: clockText(language.value, zone.value, last.atMs, "time"),
            })}
          </span>
        )}
      </figcaption>
      {cards.length === 0 ? (
        <p class="dim">{t(props.cards.length === 0 ? "exit.none" : "exit.noSensor")}</p>
      ) : (
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("exit.spoken", { n: cards.length })}>
          {[EXIT_CURLS_CELSIUS, EXIT_WARPS_CELSIUS].map((limit) => (
            <g key={limit}>
              <path class="exit-limit" d={`M${LEFT} ${yOf(limit)}H${WIDTH}`} />
              <text x={LEFT - 6} y={yOf(limit) + 4} text-anchor="end">
                {limit}
              </text>
            </g>
          ))}
          <text x={LEFT - 6} y={yOf(40) + 4} text-anchor="end">
            40
          </text>
          {cards.map(({ job, atMs, exitCelsius }, i) => {
            const verdict = exitVerdict(exitCelsius ?? 0);
            const x = LEFT + 8 + i * step;
            return (
              <path
                key={`${job}${atMs}`}
                class={`exit-${verdict}`}
                d={MARK[verdict]}
                transform={`translate(${x} ${yOf(exitCelsius ?? 0)})`}
              >
                <title>{`${clockText(language.value, zone.value, atMs, "time")} ${n(exitCelsius ?? 0)} °C`}</title>
              </path>
            );
          })}
        </svg>
      )}
      <p class="dim">{t("exit.limits")}</p>
    </figure>
  );
}
