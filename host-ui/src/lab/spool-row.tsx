/** A spool in a simulated machine: what is on it, emptied, filled, or changed for another type. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LabEngine } from "../api-lab.ts";
import { number } from "../i18n/texts.ts";
import { language } from "../store.ts";
import { type Hand, lab } from "./do.ts";
import { t } from "./words.ts";

/** The simulator's numbers of the types. */
const TYPES = ["none", "fargo", "datacard", "unknown"] as const;
type SpoolType = (typeof TYPES)[number];
const LEFT_MAX = 65_535;

/** `Fargo, 500`. `type`: the simulator's number. */
export const spoolText = (type: number, left: number): string =>
  `${t(`supplyType.${TYPES[type] ?? "unknown"}`)}, ${number(language.value, left)}`;

export function SpoolRow(props: { hand: Hand; spool: "ribbon" | "film"; now: LabEngine["ribbon"] }): JSX.Element {
  const { hand, spool, now } = props;
  const type: SpoolType = TYPES[now.type] ?? "unknown";
  const [wanted, setWanted] = useState<SpoolType>(type);
  const [left, setLeft] = useState(now.left);
  const name = t(`supply.${spool}`);
  const fits = left >= 0 && left <= LEFT_MAX;
  const useUp = (): void => void lab(hand, "left", { spool, left: 0 }, `${t("lab.empty")}: ${name}`);
  const put = (kind: SpoolType, count: number): void =>
    void lab(hand, "load", { spool, type: kind, left: count }, `${name} ${t(`supplyType.${kind}`)} ${count}`);
  return (
    <form
      class="lab-row"
      data-spool={spool}
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) put(wanted, left);
      }}
    >
      <span>
        {name}: <strong>{spoolText(now.type, now.left)}</strong>
      </span>
      <label class="inline-field">
        <span class="unseen">
          {name}: {t("lab.type")}
        </span>
        <select value={wanted} onChange={(event) => setWanted(event.currentTarget.value as SpoolType)}>
          {TYPES.map((each) => (
            <option key={each} value={each}>
              {t(`supplyType.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="inline-field">
        <span class="unseen">
          {name}: {t("lab.left")}
        </span>
        <input
          type="number"
          min={0}
          max={LEFT_MAX}
          value={left}
          onInput={(event) => setLeft(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="submit" class="button small" disabled={!fits}>
        {t("lab.load")}
      </button>
      <button type="button" class="button small" onClick={useUp}>
        {t("lab.empty")}
      </button>
    </form>
  );
}
