/** The statechart that runs this printer, drawn from what the station says of it, with the present states marked. */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PrinterState } from "../api.ts";
import { useFetched } from "../frame/asked.ts";
import { chartId } from "../i18n/state-words.ts";
import { useFollowing } from "../parts/follow.ts";
import { Group } from "../parts/group.tsx";
import { language } from "../store.ts";
import { activePaths, type Chart, type ChartPicture, layOut, nameOf, type StateBox } from "../view/chart-layout.ts";
import { chartSchema } from "./answers.ts";
import { t } from "./words.ts";

/** It does not change while the station runs; a page that outlives a station is reloaded. */
const CHART_AGAIN_MS = 3_600_000;
const REGION = "life";
/** Present states that have none inside. */
const PRESENT_LEAVES = ".state-state.now, .state-inner.now";
const chosen: Signal<string | undefined> = signal(undefined);

export function Statechart(props: { printer: PrinterState }): JSX.Element {
  const { state, link } = props.printer;
  const { value: chart, problem } = useFetched("/api/chart", chartSchema, CHART_AGAIN_MS);
  return (
    <Group name="chart" title={t("group.chart")} atMs={state.atMs}>
      {chart === undefined ? (
        <p class="dim">{problem === "" ? t("page.waiting") : problem}</p>
      ) : (
        <Drawn chart={chart} life={state.path} link={link.state} />
      )}
    </Group>
  );
}

function Drawn(props: { chart: Chart; life: string; link: string }): JSX.Element {
  const { chart, life, link } = props;
  const [picture] = useState(() => layOut(REGION, chart));
  const active = activePaths(REGION, life, chart);
  const links = chart.nodes.find(({ path }) => path === "link")?.children ?? [];
  const leaf = [...active].at(-1) ?? REGION;
  const following = useFollowing(PRESENT_LEAVES, life);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: narrow screens scroll it, with the keyboard too. */}
      <section class="chart-scroll" aria-label={t("chart.drawing")} tabIndex={0} {...following}>
        <Picture picture={picture} active={active} label={`${t("chart.drawing")}: ${life}`} />
      </section>
      <p class="chart-links">
        <span class="dim">{t("group.link")}: </span>
        {links.map((path) => (
          <span key={path} class={`chart-chip ${nameOf(path) === link ? "now" : ""}`}>
            {nameOf(path)}
          </span>
        ))}
      </p>
      <Described chart={chart} path={chosen.value ?? leaf} now={chosen.value === undefined} />
    </>
  );
}

function Picture(props: { picture: ChartPicture; active: ReadonlySet<string>; label: string }): JSX.Element {
  const { picture, active, label } = props;
  const { frame } = picture;
  return (
    <svg
      class="statechart"
      viewBox={`0 0 ${picture.width} ${picture.height}`}
      width={picture.width}
      height={picture.height}
      role="img"
      aria-label={label}
    >
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0L8 4L0 8z" class="arrow-head" />
        </marker>
      </defs>
      {frame !== undefined && (
        <g class="free-choice">
          <rect {...frame} rx="8" />
          <text x={frame.x + 12} y={frame.y + 17}>
            {t("chart.free")}
          </text>
        </g>
      )}
      {picture.lines.map(({ from, to, d, events }) => (
        <path
          key={`${from}>${to}`}
          class={`transition ${active.has(from) ? "out" : ""}`}
          d={d}
          marker-end="url(#arrow)"
          data-events={events.join(" ")}
        />
      ))}
      {picture.boxes.map((box) => (
        <State key={box.path} box={box} now={active.has(box.path)} fromAll={picture.fromAll.get(box.path)} />
      ))}
    </svg>
  );
}

function State(props: { box: StateBox; now: boolean; fromAll: readonly string[] | undefined }): JSX.Element {
  const { box, now, fromAll } = props;
  const { x, y, width, height, kind, name } = box;
  const textY = kind === "state" ? (fromAll === undefined ? y + height / 2 + 5 : y + 19) : y + 16.5;
  return (
    <g class={`state state-${kind} ${now ? "now" : ""}`} data-state={box.path} data-now={now}>
      <rect x={x} y={y} width={width} height={height} rx={kind === "inner" ? 3 : 6} />
      {kind === "compound" || kind === "region" ? (
        <text x={x + 10} y={textY}>
          {name}
        </text>
      ) : (
        <text x={x + width / 2} y={textY} text-anchor="middle">
          {name}
        </text>
      )}
      {fromAll !== undefined && kind === "state" && (
        <text class="from-all" x={x + width / 2} y={y + height - 9} text-anchor="middle">
          ⇐ {shortened(fromAll.join(", "))}
          <title>{fromAll.join(", ")}</title>
        </text>
      )}
    </g>
  );
}

/** Fits into a box; the whole is in its title. */
const shortened = (events: string): string =>
  events.length > EVENT_CHARS_MAX ? `${events.slice(0, EVENT_CHARS_MAX - 1)}…` : events;
const EVENT_CHARS_MAX = 16;

/** A state in words: what it is for and where it leads. The chart's own words are English; a state that is new has no others. */
function Described(props: { chart: Chart; path: string; now: boolean }): JSX.Element | null {
  const { chart, path, now } = props;
  const node = chart.nodes.find((each) => each.path === path);
  if (node === undefined) return null;
  const told = language.value === "id" ? chartId[path] : undefined;
  const lineage = (from: string): boolean => path === from || path.startsWith(`${from}.`);
  const out = chart.edges.filter(({ from }) => lineage(from));
  return (
    <div class="chart-words">
      <label class="chart-choice">
        <span>{t("chart.state")}</span>
        <select
          value={now ? "" : path}
          onChange={({ currentTarget: { value } }) => (chosen.value = value === "" ? undefined : value)}
        >
          <option value="">{t("chart.present", { state: now ? path : "" })}</option>
          {chart.nodes
            .filter((each) => each.children.length === 0)
            .map((each) => (
              <option key={each.path} value={each.path}>
                {each.path}
              </option>
            ))}
        </select>
      </label>
      {told === undefined ? <p lang="en">{node.description}</p> : <p>{told}</p>}
      <details>
        <summary>{t("chart.transitions", { n: out.length })}</summary>
        <ul class="transitions" lang="en">
          {out.map((edge) => (
            <li key={`${edge.from}${edge.to}${edge.event}${edge.guard}`}>
              <code>{edge.event}</code> {edge.guard !== "" && <code class="dim">[{edge.guard}]</code>} → {edge.to}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
