/** The printer's line as it is: messages decoded, or bytes in hex; with a filter, and a pause that loses nothing silently. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { atLeast } from "../frame/session.ts";
import { clockText, number } from "../i18n/texts.ts";
import { Group } from "../parts/group.tsx";
import { Segments } from "../parts/segments.tsx";
import { language, zone } from "../store.ts";
import { WireFeed, type WireLine, wireUrl } from "./wire-feed.ts";
import { t } from "./words.ts";

const FORMS = ["decoded", "hex"] as const;
type Form = (typeof FORMS)[number];

export function WireView(props: { name: string }): JSX.Element {
  const [open, setOpen] = useState(false);
  const mine = atLeast("operator");
  return (
    <Group name="wire" title={t("group.wire")} atMs="feed">
      <p>
        <button type="button" class="button small" disabled={!mine} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? "wire.close" : "wire.open")}
        </button>{" "}
        {!mine && <span class="dim">{t("clear.operator")}</span>}
      </p>
      {open && mine && <Listening key={props.name} name={props.name} />}
    </Group>
  );
}

function Listening(props: { name: string }): JSX.Element {
  const [feed, setFeed] = useState<WireFeed | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const made = new WireFeed(wireUrl(location, props.name));
    setFeed(made);
    return () => made.close();
  }, [props.name, turn]);
  return feed === undefined ? <p>{t("page.waiting")}</p> : <Lines feed={feed} again={() => setTurn(turn + 1)} />;
}

function Lines(props: { feed: WireFeed; again: () => void }): JSX.Element {
  const { feed } = props;
  const [form, setForm] = useState<Form>("decoded");
  const [filter, setFilter] = useState("");
  const [held, setHeld] = useState<readonly WireLine[] | undefined>(undefined);
  const all = held ?? feed.lines.value;
  const wanted = filter.trim().toLowerCase();
  const lines = all
    .filter(({ name }) => (form === "hex") === (name === ""))
    .filter(({ text, dir }) => wanted === "" || `${dir} ${text}`.toLowerCase().includes(wanted));
  const newest = feed.lines.value.at(-1)?.id ?? -1;
  const missed = held === undefined ? 0 : newest - (held.at(-1)?.id ?? -1);
  return (
    <>
      <div class="wire-tools">
        <Segments
          label={t("wire.form")}
          choices={FORMS}
          chosen={form}
          words={(each) => t(`wire.${each}`)}
          choose={setForm}
        />
        <label class="field">
          <span>{t("wire.filter")}</span>
          <input value={filter} autocomplete="off" onInput={(event) => setFilter(event.currentTarget.value)} />
        </label>
        <button
          type="button"
          class="button small"
          aria-pressed={held !== undefined}
          onClick={() => setHeld(held === undefined ? feed.lines.value : undefined)}
        >
          {t(held === undefined ? "wire.pause" : "wire.resume")}
        </button>
        <button type="button" class="button small" onClick={() => feed.clear()}>
          {t("wire.clear")}
        </button>
        <span class="dim" data-wire={feed.status.value}>
          {t(`wire.status.${feed.status.value}`)}
          {missed > 0 && ` · ${t("wire.behind", { n: number(language.value, missed) })}`}
          {feed.dropped.value > 0 && ` · ${t("wire.dropped", { n: number(language.value, feed.dropped.value) })}`}
        </span>
        {feed.status.value === "closed" && (
          <button type="button" class="button small" onClick={props.again}>
            {t("wire.again")}
          </button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, with the keyboard too. */}
      <section class="wire-lines" aria-label={t("group.wire")} tabIndex={0}>
        <ul lang="en">
          {lines
            .slice(-200)
            .reverse()
            .map(({ id, atMs, dir, text }) => (
              <li key={id} class={`wire-${dir === ">" ? "out" : dir === "<" ? "in" : "link"}`}>
                <code>
                  {clockText(language.value, zone.value, atMs, "seconds")} {dir} {text}
                </code>
              </li>
            ))}
        </ul>
        {lines.length === 0 && <p class="dim">{t("wire.none")}</p>}
      </section>
    </>
  );
}
