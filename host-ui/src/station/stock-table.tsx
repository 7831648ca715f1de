/** What is there of each supply, how long it lasts in working days, and what to order now. */
import type { JSX } from "preact";
import { useAsked } from "../frame/asked.ts";
import { number } from "../i18n/texts.ts";
import { Mark } from "../parts/shapes.tsx";
import { language } from "../store.ts";
import { type StockLine, stockSchema } from "./answers.ts";
import { t } from "./words.ts";

const ITEM_TEXT = {
  blanks: "supply.blanks",
  ribbon: "supply.ribbon",
  film: "supply.film",
  cleaningKits: "stock.cleaningKits",
} as const;

export function StockTable(): JSX.Element {
  const { value, problem } = useAsked("stock.show", "{}", stockSchema);
  const lines = value?.outlook ?? [];
  return (
    <>
      {problem !== "" && <p class="problem">{problem}</p>}
      {value !== undefined && lines.length === 0 && <p class="dim">{t("stock.empty")}</p>}
      {lines.length > 0 && <Lines lines={lines} />}
    </>
  );
}

function Lines(props: { lines: readonly StockLine[] }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to take the focus
    <section class="table-box" tabIndex={0} aria-label={t("tabs.stock")}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t("stock.item")}</th>
            <th scope="col" class="number">
              {t("stock.inStore")}
            </th>
            <th scope="col" class="number">
              {t("stock.inPrinters")}
            </th>
            <th scope="col" class="number">
              {t("stock.cards")}
            </th>
            <th scope="col" class="number">
              {t("stock.perDay")}
            </th>
            <th scope="col" class="number">
              {t("stock.lasts")}
            </th>
            <th scope="col" class="number">
              {t("stock.onOrder")}
            </th>
            <th scope="col">{t("stock.todo")}</th>
          </tr>
        </thead>
        <tbody>
          {props.lines.map((line) => (
            <Line key={`${line.item} ${line.family}`} line={line} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Line({ line }: { line: StockLine }): JSX.Element {
  const n = (value: number, decimals = 0): string => number(language.value, value, decimals);
  const key = ITEM_TEXT[line.item as keyof typeof ITEM_TEXT];
  const family = line.family === "" ? "" : ` ${line.family === "fargo" ? "Fargo" : "Datacard"}`;
  const shape = line.tooLate ? "diamond" : line.orderNow ? "dot" : undefined;
  const todo = line.tooLate ? t("stock.tooLate") : line.orderNow ? t("stock.orderNow") : t("stock.enough");
  return (
    <tr data-stock={`${line.item} ${line.family}`.trim()} class={shape === undefined ? "" : "level-low"}>
      <th scope="row">
        {key === undefined ? line.item : t(key)}
        {family}
      </th>
      <td class="number">{n(line.inStore)}</td>
      <td class="number">{n(line.inPrinters)}</td>
      <td class="number">{n(line.cards)}</td>
      <td class="number">{n(line.unitsPerDay, Number.isInteger(line.unitsPerDay) ? 0 : 1)}</td>
      <td class="number">{line.workingDays === undefined ? "–" : t("stock.days", { n: n(line.workingDays) })}</td>
      <td class="number">{n(line.onOrder)}</td>
      <td class="value">
        {shape !== undefined && <Mark shape={shape} />} {todo}
      </td>
    </tr>
  );
}
