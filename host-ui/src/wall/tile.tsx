/** One printer on the wall: a tile, or a word in the strip. */
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Freshness } from "../age.ts";
import { Mark } from "../parts/shapes.tsx";
import type { TileFacts } from "./tile-facts.ts";
import { t } from "./words.ts";

interface Props {
  readonly facts: ReadonlySignal<TileFacts | undefined>;
}

/** A word whose longest part has more letters than this is set smaller, so that it fits. */
const LONG_LETTERS = 8;
/** A name with more letters than this is set smaller and on two lines: that of its neighbour often differs in the last letter only. */
const LONG_NAME_LETTERS = 14;

export function Tile(props: Props): JSX.Element | null {
  const facts = props.facts.value;
  if (facts === undefined) return null;
  const long = Math.max(...facts.word.split(" ").map((part) => part.length)) > LONG_LETTERS;
  return (
    <li
      class={`tile tone-${facts.tone} is-${facts.freshness} ${facts.unseen ? "unacked" : ""}`}
      data-printer={facts.name}
      data-freshness={facts.freshness}
    >
      <p class="tile-name" title={`${facts.name}, ${facts.place}`}>
        <span class={`tile-who ${facts.name.length > LONG_NAME_LETTERS ? "long" : ""}`}>
          <strong>{facts.name}</strong> <span class="tile-place">{facts.place}</span>
        </span>
        {facts.more > 0 && (
          <span class="tile-more" role="img" aria-label={t("wall.more", { n: facts.more })}>
            +{facts.more}
          </span>
        )}
      </p>
      <p class={`tile-word ${long ? "long" : ""}`}>
        <Mark shape={facts.shape} class="tile-mark" />
        <strong class="word">{facts.word}</strong>
      </p>
      {facts.last !== "" && <s class="tile-last">{facts.last}</s>}
      <p class="tile-action">{facts.action}</p>
      {facts.next.length > 0 && (
        <ul class="tile-next">
          {facts.next.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      )}
      <p class="tile-foot">
        {facts.supply !== undefined && (
          <span class={`tile-supply is-${facts.supply.freshness} ${facts.supply.low ? "low" : ""}`}>
            {facts.supply.low && <Mark shape="dot" />}
            {facts.supply.freshness === "stale" ? <s>{facts.supply.words}</s> : facts.supply.words}
            {facts.supply.age !== "" && facts.supply.age !== facts.age && (
              <WallAge freshness={facts.supply.freshness} age={facts.supply.age} />
            )}
          </span>
        )}
        <WallAge freshness={facts.freshness} age={facts.age} />
        {facts.sim && <span class="tile-sim">{t("wall.sim")}</span>}
      </p>
    </li>
  );
}

function WallAge(props: { freshness: Freshness; age: string }): JSX.Element | null {
  if (props.age === "") return null;
  return (
    <span class={`tile-age age-${props.freshness}`}>
      <Mark shape={props.freshness === "stale" ? "hourglass" : "clock"} />
      {props.age}
    </span>
  );
}

export function Chip(props: Props): JSX.Element | null {
  const facts = props.facts.value;
  if (facts === undefined) return null;
  const wanted = facts.tone !== "calm" && facts.tone !== "active";
  return (
    <li
      class={`chip ${wanted ? "wide" : ""} tone-${facts.tone} is-${facts.freshness} ${facts.unseen ? "unacked" : ""}`}
      data-printer={facts.name}
      data-freshness={facts.freshness}
    >
      <Mark shape={facts.shape} />
      <strong>{facts.name}</strong>
      <span class={wanted ? "chip-word" : "unseen"}>{facts.word}</span>
    </li>
  );
}
