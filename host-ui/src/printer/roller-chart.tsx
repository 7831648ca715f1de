/** The roller's last ten minutes with the working band shaded. Time runs on without data: a gap at the right edge is a gap. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { number } from "../i18n/texts.ts";
import { language, pageMs, utcMs } from "../store.ts";
import { BAND_HIGH_CELSIUS, BAND_LOW_CELSIUS, chartRange } from "../view/heat.ts";
import { historyOf } from "./history-of.ts";
import { t } from "./words.ts";

const HEIGHT_PX = 110;
const REDRAW_MS = 1_000;

interface Colours {
  readonly line: string;
  readonly setpoint: string;
  readonly band: string;
  readonly text: string;
  readonly grid: string;
}

function colours(element: Element): Colours {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    line: token("--text"),
    setpoint: token("--active"),
    band: token("--band"),
    text: token("--text-dim"),
    grid: token("--line"),
  };
}

function shadeBand(band: string): (chart: uPlot) => void {
  return (chart) => {
    const top = chart.valToPos(BAND_HIGH_CELSIUS, "y", true);
    const bottom = chart.valToPos(BAND_LOW_CELSIUS, "y", true);
    chart.ctx.fillStyle = band;
    chart.ctx.fillRect(chart.bbox.left, top, chart.bbox.width, bottom - top);
  };
}

/** Both axes share their looks; the plain sans-serif needs no download. */
function axis(c: Colours, more: uPlot.Axis): uPlot.Axis {
  const lines = { stroke: c.grid, width: 1 };
  return { stroke: c.text, font: "12px sans-serif", grid: lines, ticks: { ...lines, size: 4 }, ...more };
}

function options(width: number, c: Colours): uPlot.Options {
  return {
    width,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 8, 0, 0],
    scales: {
      x: { time: false, range: [-10, 0] },
      y: { range: (chart) => chartRange([...(chart.data[1] ?? [])].map((value) => value ?? null)) },
    },
    axes: [
      axis(c, {
        size: 22,
        gap: 2,
        splits: () => [-10, -8, -6, -4, -2, 0],
        values: (_chart, splits) => splits.map((minutes) => number(language.peek(), minutes)),
      }),
      axis(c, { size: 38, gap: 4, space: 22 }),
    ],
    series: [
      {},
      { stroke: c.line, width: 2, points: { show: false } },
      { stroke: c.setpoint, width: 1.5, dash: [4, 4], points: { show: false } },
    ],
    hooks: { drawClear: [shadeBand(c.band)] },
  };
}

export function RollerChart(props: { name: string }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const history = historyOf(props.name);
  const now = utcMs.value;
  const drawnMs = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const made = new uPlot(options(element.clientWidth, colours(element)), [[], [], []], element);
    chart.current = made;
    const watcher = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    if (chart.current === null || now === undefined || pageMs.peek() - drawnMs.current < REDRAW_MS) return;
    drawnMs.current = pageMs.peek();
    chart.current.setData(history.columnsAt(now));
  }, [now, history]);

  const title = now !== undefined && history.shortAt(now) ? t("temp.historyShort") : t("temp.history");
  return (
    <figure class="chart">
      <div ref={box} class="chart-box" role="img" aria-label={`${title}. ${t("temp.band")}`} />
      <figcaption>
        {title} ({t("temp.minutes")}) · {t("temp.band")}
      </figcaption>
    </figure>
  );
}
