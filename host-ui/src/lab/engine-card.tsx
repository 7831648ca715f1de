/** One simulated machine: how it truly is, and everything that a hand, a room or the mains can do to it. */
import type { JSX } from "preact";
import type { LabEngine } from "../api-lab.ts";
import { number } from "../i18n/texts.ts";
import { shownFreshness } from "../parts/group.tsx";
import { Mark } from "../parts/shapes.tsx";
import { faultBook, language, printerSignal } from "../store.ts";
import { wordOf } from "../view/word.ts";
import { Amount } from "./amount.tsx";
import { type Hand, lab } from "./do.ts";
import { Faults } from "./faults.tsx";
import { SpoolRow, spoolText } from "./spool-row.tsx";
import { t } from "./words.ts";

export interface EngineProps {
  readonly name: string;
  readonly engine: LabEngine;
  readonly faults: readonly string[];
  readonly again: () => void;
}

export function EngineCard(props: EngineProps): JSX.Element {
  const { name, engine, again } = props;
  const hand: Hand = { printer: name, again };
  return (
    <article class="bench" aria-label={name} data-bench={name}>
      <Head name={name} />
      <section class="bench-part">
        <h3>{t("part.supplies")}</h3>
        <SpoolRow hand={hand} spool="ribbon" now={engine.ribbon} />
        <SpoolRow hand={hand} spool="film" now={engine.film} />
        {engine.inHand.map(({ spool, type, left }) => (
          <p key={spool} class="waiting" data-waits={spool}>
            {t("lab.inHand", { what: `${t(`supply.${spool}`)} ${spoolText(type, left)}` })}
          </p>
        ))}
        <Amount
          label={t("supply.blanks")}
          now={t("supply.cards", { n: number(language.value, engine.hopper) })}
          unit={t("unit.cards")}
          value={100}
          min={0}
          max={300}
          action={t("lab.load")}
          give={(cards) => lab(hand, "blanks", { cards }, `${t("supply.blanks")} ${cards}`)}
        />
        <p class="lab-row">
          {(["output", "reject"] as const).map((bin) => (
            <button
              key={bin}
              type="button"
              class="button small"
              onClick={() => void lab(hand, "empty", { bin }, t(`lab.${bin}`))}
            >
              {t(`lab.${bin}`)} ({number(language.value, engine[bin])})
            </button>
          ))}
          <button
            type="button"
            class="button small"
            disabled={!engine.cardInside}
            onClick={() => void lab(hand, "removeCard", {}, t("lab.removeCard"))}
          >
            {t("lab.removeCard")}
          </button>
        </p>
      </section>
      <Surroundings hand={hand} engine={engine} />
      <Faults hand={hand} engine={engine} faults={props.faults} />
    </article>
  );
}

/** What the station thinks of it, beside what it is. */
function Head(props: { name: string }): JSX.Element {
  const printer = printerSignal(props.name).value;
  const word =
    printer === undefined
      ? undefined
      : wordOf(printer, shownFreshness(printer.state.atMs), faultBook.value?.[printer.reason?.code ?? ""]?.priority);
  return (
    <header class="bench-head">
      <h2>
        <a href={`/printer/${encodeURIComponent(props.name)}`}>{props.name}</a>
      </h2>
      {word !== undefined && (
        <p class={`bench-word tone-${word.tone}`} data-word={word.key}>
          <Mark shape={word.shape} /> {t(word.key)}
        </p>
      )}
    </header>
  );
}

function Surroundings(props: { hand: Hand; engine: LabEngine }): JSX.Element {
  const { hand, engine } = props;
  const n = (value: number, decimals = 0): string => number(language.value, value, decimals);
  const cover = t(engine.coverOpen ? "lab.coverClose" : "lab.coverOpen");
  return (
    <section class="bench-part">
      <h3>{t("part.surroundings")}</h3>
      <p class="lab-row">
        <span>
          {t("lab.cover")}: <strong>{t(engine.coverOpen ? "lab.open" : "lab.closed")}</strong>
        </span>
        <button
          type="button"
          class="button small"
          onClick={() => void lab(hand, "cover", { open: !engine.coverOpen }, cover)}
        >
          {cover}
        </button>
      </p>
      <p class="lab-row">
        <span>
          {t("lab.mains")}:{" "}
          <strong>
            {n(engine.mainsVolt)} V, {t(engine.powered ? "lab.powered" : "lab.dark")}
          </strong>
        </span>
        <button
          type="button"
          class="button small"
          onClick={() => void lab(hand, "mains", { volt: 0 }, t("lab.mainsOff"))}
        >
          {t("lab.mainsOff")}
        </button>
        <button
          type="button"
          class="button small"
          onClick={() =>
            void lab(hand, "mains", { volt: 0, seconds: BLINK_SECONDS }, t("lab.mainsBlink", { n: BLINK_SECONDS }))
          }
        >
          {t("lab.mainsBlink", { n: BLINK_SECONDS })}
        </button>
        <button
          type="button"
          class="button small"
          onClick={() => void lab(hand, "mains", { volt: 180 }, t("lab.mainsLow"))}
        >
          {t("lab.mainsLow")}
        </button>
        <button
          type="button"
          class="button small"
          onClick={() => void lab(hand, "mains", { volt: 230 }, t("lab.mainsOn"))}
        >
          {t("lab.mainsOn")}
        </button>
      </p>
      <Amount
        label={t("lab.room")}
        now={`${n(engine.roomCelsius, 1)} °C`}
        unit="°C"
        value={Math.round(engine.roomCelsius)}
        min={-20}
        max={60}
        action={t("lab.set")}
        give={(celsius) => lab(hand, "room", { celsius }, `${t("lab.room")} ${celsius} °C`)}
      />
      <Amount
        label={t("lab.dust")}
        now={`${n(engine.airflow * 100)} %`}
        unit="%"
        value={Math.round(engine.airflow * 100)}
        min={0}
        max={100}
        action={t("lab.set")}
        give={(percent) => lab(hand, "dust", { airflow: percent / 100 }, `${t("lab.dust")} ${percent} %`)}
      />
    </section>
  );
}

/** Long enough for a simulated machine to notice at every speed. */
const BLINK_SECONDS = 5;
