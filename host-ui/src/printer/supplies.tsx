/** What is left, and which of it stops the printer first. */
import type { JSX } from "preact";
import type { Model, PrinterState, SupplyWord } from "../api.ts";
import { may } from "../frame/session.ts";
import { number } from "../i18n/texts.ts";
import { Group } from "../parts/group.tsx";
import { Mark } from "../parts/shapes.tsx";
import { language } from "../store.ts";
import { blanksOf, filmOf, type Level, ribbonOf, type Spool, type Supplies as State } from "../view/supplies.ts";
import { act } from "./target.ts";
import { t } from "./words.ts";

export function Supplies(props: { printer: PrinterState }): JSX.Element {
  const { supplies, model } = props.printer;
  return (
    <Group name="supplies" title={t("group.supplies")} atMs={supplies?.atMs}>
      {supplies !== undefined && <Amounts supplies={supplies} model={model} />}
      {supplies !== undefined && may("printer.suppliesLoaded") && <Loaded printer={props.printer} />}
    </Group>
  );
}

const LOADABLE = ["ribbon", "film", "blanks", "output", "reject"] as const;

/** The engine reads tags and sensors itself; somebody's word clears what it holds against the supply. */
function Loaded(props: { printer: PrinterState }): JSX.Element {
  return (
    <details class="loaded">
      <summary>{t("loaded.title")}</summary>
      <p class="loaded-buttons">
        {LOADABLE.map((what) => (
          <button
            key={what}
            type="button"
            class="button small"
            onClick={() =>
              void act(props.printer, {
                name: "printer.suppliesLoaded",
                input: { what },
                label: t(`loaded.${what}`),
                question: t("loaded.asks"),
              })
            }
          >
            {t(`loaded.${what}`)}
          </button>
        ))}
      </p>
    </details>
  );
}

function Amounts(props: { supplies: State; model: Model }): JSX.Element {
  const { supplies } = props;
  const n = (spool: Spool): { n: string } => ({ n: number(language.value, spool.left) });
  const ribbon = ribbonOf(supplies);
  const film = filmOf(supplies, props.model);
  const blanks = blanksOf(supplies);
  return (
    <>
      {supplies.limiting !== undefined && (
        <p class="limiting value">
          {t("supply.limiting", {
            kind: t(`supply.${supplies.limiting.kind}`).toLowerCase(),
            n: number(language.value, supplies.limiting.cards),
          })}
        </p>
      )}
      <dl class="amounts">
        <Amount
          name={t("supply.ribbon")}
          spool={ribbon}
          words={t("supply.sets", n(ribbon))}
          type={supplies.ribbon.type}
        />
        <Amount name={t("supply.film")} spool={film} words={t("supply.frames", n(film))} type={supplies.film.type} />
        <Amount
          name={t("supply.blanks")}
          spool={blanks}
          words={
            blanks === undefined
              ? t("supply.some")
              : blanks.level === "out"
                ? t("supply.empty")
                : t("supply.cards", n(blanks))
          }
        />
      </dl>
      <ul class="bins">
        <Bin
          name={t("supply.output")}
          bad={supplies.output.full}
          words={t(supplies.output.full ? "supply.full" : "supply.ok")}
        />
        <Bin
          name={t("supply.reject")}
          bad={supplies.reject.full}
          words={t(supplies.reject.full ? "supply.full" : "supply.ok")}
        />
        <Bin
          name={t("supply.cover")}
          bad={supplies.coverOpen}
          words={t(supplies.coverOpen ? "supply.open" : "supply.closed")}
        />
      </ul>
    </>
  );
}

function LevelMark(props: { level: Level }): JSX.Element | null {
  if (props.level === "enough") return null;
  return <Mark shape={props.level === "out" ? "diamond" : "dot"} />;
}

function Amount(props: { name: string; spool: Spool | undefined; words: string; type?: SupplyWord }): JSX.Element {
  const { spool, type } = props;
  const level = spool?.level ?? "enough";
  return (
    <div class={`amount level-${level}`}>
      <dt>{props.name}</dt>
      <dd>
        <span class="value">
          <LevelMark level={level} /> {props.words}
        </span>
        {type !== undefined && <span class="dim value"> {t(`supplyType.${type}`)}</span>}
      </dd>
      {spool !== undefined && (
        <svg class="amount-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          <rect class="amount-whole" width="100" height="6" />
          <rect class="amount-left" width={100 * spool.share} height="6" />
        </svg>
      )}
    </div>
  );
}

function Bin(props: { name: string; bad: boolean; words: string }): JSX.Element {
  return (
    <li class={props.bad ? "level-out" : ""}>
      {props.name}:{" "}
      <span class="value">
        {props.bad && <Mark shape="diamond" />} {props.words}
      </span>
    </li>
  );
}
