/** One chart over time, up to now at its right edge. Time runs on without data: a gap at the right edge is a gap. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { number } from "../i18n/texts.ts";
import { language } from "../store.ts";
import { BAND_HIGH_CELSIUS, BAND_LOW_CELSIUS } from "../view/heat.ts";
import { type Column, WINDOW, type Window } from "../view/heat-series.ts";

export interface SeriesLook {
  /** Colour token without the dashes. */
  readonly ink: string;
  readonly dash: readonly number[];
  readonly width: number;
}

export interface TimeChartProps {
  readonly label: string;
  readonly window: Window;
  readonly columns: [number[], ...Column[]];
  readonly series: readonly SeriesLook[];
  readonly heightPx: number;
  readonly range: (columns: readonly Column[]) => [low: number, high: number];
  /** Shades the working band. */
  readonly band?: boolean;
}

const BESIDE_PX = 44;

function token(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(`--${name}`).trim();
}

function shadeBand(ink: string): (chart: uPlot) => void {
  return (chart) => {
    const { left, top: frameTop, width, height } = chart.bbox;
    const clip = (y: number): number => Math.min(frameTop + height, Math.max(frameTop, y));
    const top = clip(chart.valToPos(BAND_HIGH_CELSIUS, "y", true));
    const bottom = clip(chart.valToPos(BAND_LOW_CELSIUS, "y", true));
    chart.ctx.fillStyle = ink;
    chart.ctx.fillRect(left, top, width, bottom - top);
  };
}

/** Both axes share their looks; the plain sans-serif needs no download. */
function axis(element: Element, more: uPlot.Axis): uPlot.Axis {
  const lines = { stroke: token(element, "line"), width: 1 };
  const stroke = token(element, "text-dim");
  return { stroke, font: "12px sans-serif", grid: lines, ticks: { ...lines, size: 4 }, ...more };
}

function options(element: HTMLElement, props: TimeChartProps): uPlot.Options {
  const { ticks } = WINDOW[props.window];
  const words = (_chart: uPlot, splits: number[]): string[] => splits.map((value) => number(language.peek(), value));
  return {
    width: element.clientWidth,
    height: props.heightPx,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 8, 0, 0],
    scales: {
      x: { time: false, range: [ticks[0] ?? 0, 0] },
      y: { range: (chart) => props.range(chart.data.slice(1) as Column[]) },
    },
    axes: [
      axis(element, { size: 22, gap: 2, splits: () => [...ticks], values: words }),
      axis(element, { size: BESIDE_PX, gap: 4, space: 22, values: words }),
    ],
    series: [
      {},
      ...props.series.map(
        ({ ink, dash, width }): uPlot.Series => ({
          stroke: token(element, ink),
          width,
          dash: [...dash],
          points: { show: false },
        }),
      ),
    ],
    hooks: props.band === true ? { drawClear: [shadeBand(token(element, "band"))] } : {},
  };
}

export function TimeChart(props: TimeChartProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const made = new uPlot(options(element, props), props.columns as uPlot.AlignedData, element);
    chart.current = made;
    const watcher = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: props.heightPx }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [props.window]);
  useEffect(() => {
    chart.current?.setData(props.columns as uPlot.AlignedData);
  }, [props.columns]);
  return <div ref={box} class="chart-box" data-height={props.heightPx} role="img" aria-label={props.label} />;
}
