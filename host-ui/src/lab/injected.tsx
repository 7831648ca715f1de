/** What was put into a simulated machine or centre and stands now; each can be healed. */
import type { JSX } from "preact";
import { type Hand, lab } from "./do.ts";
import { t } from "./words.ts";

export interface InjectedFault {
  readonly fault: string;
  /** Its name for people. */
  readonly title: string;
  /** More than the name, where there is more to say. */
  readonly words?: string;
}

export function Injected(props: {
  hand: Hand;
  faults: readonly InjectedFault[];
  /** The lab's command that takes one away. */
  heal: "heal" | "centre.heal";
}): JSX.Element | null {
  const { hand, faults, heal } = props;
  if (faults.length === 0) return null;
  return (
    <ul class="injections" aria-label={t("lab.injected")}>
      {faults.map(({ fault, title, words = title }) => (
        <li key={fault} data-fault={fault}>
          {words}{" "}
          <button
            type="button"
            class="button small"
            aria-label={`${t("lab.heal")}: ${title}`}
            onClick={() => void lab(hand, heal, { fault }, `${t("lab.heal")}: ${title}`)}
          >
            {t("lab.heal")}
          </button>
        </li>
      ))}
    </ul>
  );
}
