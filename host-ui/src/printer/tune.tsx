/** The heater's gains found by experiment: begins, is watched, can be stopped. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { number } from "../i18n/texts.ts";
import { language } from "../store.ts";
import { tuneProgressSchema } from "./answers.ts";
import type { ServiceProps } from "./service.tsx";
import { act } from "./target.ts";
import { s } from "./words.ts";

/** What the station takes: see `service.tune`. */
const CELSIUS_MIN = 100;
const CELSIUS_MAX = 170;
const CYCLES_MIN = 3;
const CYCLES_MAX = 30;

export function Tune(props: ServiceProps): JSX.Element {
  const { printer, work, busy, again } = props;
  const [celsius, setCelsius] = useState(165);
  const [cycles, setCycles] = useState(6);
  const [store, setStore] = useState(false);
  const fits = celsius >= CELSIUS_MIN && celsius <= CELSIUS_MAX && cycles >= CYCLES_MIN && cycles <= CYCLES_MAX;
  const begin = async (): Promise<void> => {
    const input = { celsius, cycles, store };
    const facts: [string, string][] = [
      [s("heat.setpoint"), `${number(language.value, celsius)} °C`],
      [s("tune.store"), s(store ? "yes" : "no")],
    ];
    await act(printer, { name: "service.tune", input, label: s("tune.begin"), question: s("tune.asks"), facts });
    again();
  };
  return (
    <div class="hands">
      <fieldset class="tool" disabled={busy}>
        <legend>{s("tab.tune")}</legend>
        <label class="field field-short">
          <span>
            {s("heat.setpoint")} ({CELSIUS_MIN}–{CELSIUS_MAX} °C)
          </span>
          <input
            type="number"
            min={CELSIUS_MIN}
            max={CELSIUS_MAX}
            value={celsius}
            onInput={(event) => setCelsius(event.currentTarget.valueAsNumber)}
          />
        </label>
        <label class="field field-short">
          <span>
            {s("tune.cycles")} ({CYCLES_MIN}–{CYCLES_MAX})
          </span>
          <input
            type="number"
            min={CYCLES_MIN}
            max={CYCLES_MAX}
            value={cycles}
            onInput={(event) => setCycles(event.currentTarget.valueAsNumber)}
          />
        </label>
        <label class="choice">
          <input type="checkbox" checked={store} onChange={(event) => setStore(event.currentTarget.checked)} />
          {s("tune.store")}
        </label>
        <button type="button" class="button primary" disabled={!fits} onClick={() => void begin()}>
          {s("tune.begin")}
        </button>
      </fieldset>
      {work?.kind === "tune" && <Course {...props} />}
    </div>
  );
}

function Course(props: ServiceProps): JSX.Element {
  const { printer, work, again } = props;
  const progress = tuneProgressSchema.safeParse(work?.progress);
  const n = (value: number, decimals = 0): string => number(language.value, value, decimals);
  const stop = async (): Promise<void> => {
    await act(printer, { name: "service.tune.stop", label: s("tune.stop") });
    again();
  };
  return (
    <div class="tool">
      {progress.success && (
        <p>
          {s("tune.course", {
            seconds: n(progress.data.seconds),
            celsius: n(progress.data.celsius, 1),
            cycles: n(progress.data.cycles),
          })}
        </p>
      )}
      {work?.state === "running" && (
        <button type="button" class="button danger" onClick={() => void stop()}>
          {s("tune.stop")}
        </button>
      )}
      {work?.state === "done" && <Result result={work.result} />}
    </div>
  );
}

/** The numbers of the result by name, whatever they are. */
function Result(props: { result: unknown }): JSX.Element | null {
  const { result } = props;
  if (typeof result !== "object" || result === null) return null;
  const flat = Object.entries(result).flatMap(([name, value]): [string, unknown][] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([inner, each]): [string, unknown] => [`${name} ${inner}`, each])
      : [[name, value]],
  );
  const shown = flat.filter(([, value]) => typeof value === "number" || typeof value === "string");
  return (
    <dl class="facts" lang="en">
      {shown.map(([name, value]) => (
        <div key={name} class="fact">
          <dt>{name}</dt>
          <dd>{typeof value === "number" ? Number(value.toPrecision(6)) : String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
