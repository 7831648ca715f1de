/** Faults put into a simulated machine, and healed again; and any line of the simulator's language. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LabEngine } from "../api-lab.ts";
import { faultBook, language } from "../store.ts";
import { titleOf } from "../view/alarms.ts";
import { type Hand, lab } from "./do.ts";
import { Injected } from "./injected.tsx";
import { t } from "./words.ts";

const LINE_CHARS_MAX = 200;

export function Faults(props: { hand: Hand; engine: LabEngine; faults: readonly string[] }): JSX.Element {
  const { hand, engine, faults } = props;
  const [fault, setFault] = useState("jamNip");
  const [line, setLine] = useState("");
  const title = (code: string): string => titleOf(faultBook.value, language.value, { code, params: {} });
  const sorted = [...faults].sort((a, b) => title(a).localeCompare(title(b)));
  return (
    <section class="bench-part">
      <h3>{t("part.faults")}</h3>
      <form
        class="lab-row"
        onSubmit={(event) => {
          event.preventDefault();
          void lab(hand, "inject", { fault }, `${t("lab.inject")}: ${title(fault)}`);
        }}
      >
        <label class="inline-field wide">
          <span class="unseen">{t("lab.fault")}</span>
          <select value={fault} onChange={(event) => setFault(event.currentTarget.value)}>
            {sorted.map((code) => (
              <option key={code} value={code}>
                {title(code)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button small">
          {t("lab.inject")}
        </button>
      </form>
      <Injected
        hand={hand}
        faults={engine.injections.map((code) => ({ fault: code, title: title(code) }))}
        heal="heal"
      />
      <form
        class="lab-row"
        onSubmit={(event) => {
          event.preventDefault();
          if (line.trim() !== "") void lab(hand, "line", { line }, line);
        }}
      >
        <label class="inline-field wide">
          <span class="unseen">{t("lab.line")}</span>
          <input
            value={line}
            maxLength={LINE_CHARS_MAX}
            placeholder={t("lab.line")}
            autocomplete="off"
            onInput={(event) => setLine(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button small" disabled={line.trim() === ""}>
          {t("lab.do")}
        </button>
      </form>
    </section>
  );
}
