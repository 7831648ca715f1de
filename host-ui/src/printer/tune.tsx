/** The heater's gains found by experiment: begins, is watched, can be stopped. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { number } from "../i18n/texts.ts";
import { language } from "../store.ts";
import { tuneEndSchema, tuneProgressSchema, type Work } from "./answers.ts";
import type { ServiceProps } from "./service.tsx";
import { act } from "./target.ts";
import { TunePicture } from "./tune-picture.tsx";
import { TuneResult } from "./tune-result.tsx";
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
  const [kept, keep] = useState<Work>();
  // Storing the proposal is a work of its own; the experiment that it comes from stays in sight.
  const seen = work?.kind === "tune" ? work : kept;
  useEffect(() => {
    if (work?.kind === "tune") keep(work);
  }, [work]);
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
      {seen !== undefined && <Course {...props} work={seen} />}
    </div>
  );
}

function Course(props: ServiceProps): JSX.Element {
  const { printer, work, again } = props;
  const progress = tuneProgressSchema.safeParse(work?.progress);
  const end = tuneEndSchema.safeParse(work?.result);
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
      {progress.success && <TunePicture course={progress.data.course} celsius={progress.data.atCelsius} />}
      {work?.state === "running" && (
        <button type="button" class="button danger" onClick={() => void stop()}>
          {s("tune.stop")}
        </button>
      )}
      {work?.state === "done" && end.success && <TuneResult key={work.sinceMs} printer={printer} end={end.data} />}
    </div>
  );
}
