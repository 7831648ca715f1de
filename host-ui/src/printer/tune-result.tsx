/** What a tuning experiment found, the gains that it proposes beside the present ones, and the choice to store them or not. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PrinterState } from "../api.ts";
import { number } from "../i18n/texts.ts";
import { language } from "../store.ts";
import type { Gains, TuneEnd } from "./answers.ts";
import { act } from "./target.ts";
import { s } from "./words.ts";

/** As the machine's settings are called, and as many decimals as they keep. */
const KEYS = [
  ["heat/kp", "kp"],
  ["heat/ki", "ki"],
  ["heat/kd", "kd"],
] as const satisfies readonly (readonly [string, keyof Gains])[];
const DECIMALS = 6;

export function TuneResult(props: { printer: PrinterState; end: TuneEnd }): JSX.Element {
  const { printer, end } = props;
  const { finding, before, proposed } = end;
  const [fate, setFate] = useState<"open" | "stored" | "discarded">(end.stored ? "stored" : "open");
  const n = (value: number, decimals: number): string => number(language.value, value, decimals);
  const store = async (): Promise<void> => {
    const changes = Object.fromEntries(KEYS.map(([key, gain]) => [key, proposed[gain].toFixed(DECIMALS)]));
    const facts = KEYS.map(
      ([key, gain]) => [key, `${before[gain].toFixed(DECIMALS)} → ${proposed[gain].toFixed(DECIMALS)}`] as const,
    );
    const answer = await act(printer, {
      name: "service.settings.write",
      alone: { printer: printer.name, changes },
      label: s("tune.keep"),
      question: s("settings.asks"),
      facts,
    });
    if (answer?.ok === true) setFate("stored");
  };
  return (
    <section class="tune-result" data-fate={fate}>
      <p>
        {s("tune.found", {
          cycles: n(finding.cycles, 0),
          kelvin: n(finding.amplitudeKelvin, 2),
          seconds: n(finding.periodSeconds, 1),
          percent: n(finding.periodSpread * 100, 1),
        })}
      </p>
      <table class="tune-gains">
        <thead>
          <tr>
            <th scope="col">{s("settings.key")}</th>
            <th scope="col">{s("tune.before")}</th>
            <th scope="col">{s("tune.proposed")}</th>
          </tr>
        </thead>
        <tbody>
          {KEYS.map(([key, gain]) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              <td>{before[gain].toFixed(DECIMALS)}</td>
              <td>{proposed[gain].toFixed(DECIMALS)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {fate === "open" ? (
        <p class="tool-line">
          <button type="button" class="button primary" onClick={() => void store()}>
            {s("tune.keep")}
          </button>
          <button type="button" class="button" onClick={() => setFate("discarded")}>
            {s("tune.discard")}
          </button>
        </p>
      ) : (
        <p role="status">
          <strong>{s(fate === "stored" ? "tune.stored" : "tune.discarded")}</strong>
        </p>
      )}
    </section>
  );
}
