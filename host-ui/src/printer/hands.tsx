/** Into service and out again, single steps, the roller's heat, the cleaning card. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { number } from "../i18n/texts.ts";
import { language } from "../store.ts";
import type { ServiceProps } from "./service.tsx";
import { act } from "./target.ts";
import { s } from "./words.ts";

/** What the station takes besides 0: see `service.heat`. */
const HEAT_CELSIUS_MIN = 40;
const HEAT_CELSIUS_MAX = 170;
const JOGS = ["home", "filmAdvance", "reject"] as const;

export function Hands(props: ServiceProps): JSX.Element {
  const { printer, busy } = props;
  const inService = printer.state.word === "service";
  return (
    <div class="hands">
      <Begin {...props} />
      <fieldset class="tool" disabled={!inService || busy}>
        <legend>{s("jog.title")}</legend>
        {JOGS.map((step) => (
          <button
            key={step}
            type="button"
            class="button"
            onClick={() =>
              void act(printer, {
                name: "service.jog",
                input: { step },
                label: s(`jog.${step}`),
                question: s(`jog.${step}Asks`),
              })
            }
          >
            {s(`jog.${step}`)}
          </button>
        ))}
        <button
          type="button"
          class="button"
          onClick={() =>
            void act(printer, { name: "service.clean", label: s("clean.action"), question: s("clean.asks") })
          }
        >
          {s("clean.action")}
        </button>
        {!inService && <p class="dim">{s("hands.first")}</p>}
      </fieldset>
      <Heat {...props} />
    </div>
  );
}

function Begin(props: ServiceProps): JSX.Element {
  const { printer } = props;
  const inService = printer.state.word === "service";
  const name = inService ? "end" : "begin";
  return (
    <fieldset class="tool">
      <legend>{s("hands.title")}</legend>
      <button
        type="button"
        class={`button ${inService ? "" : "primary"}`}
        disabled={props.busy}
        onClick={() =>
          void act(printer, { name: `service.${name}`, label: s(`hands.${name}`), question: s(`hands.${name}Asks`) })
        }
      >
        {s(`hands.${name}`)}
      </button>
      <p class="dim">{s(inService ? "hands.in" : "hands.out")}</p>
    </fieldset>
  );
}

function Heat(props: ServiceProps): JSX.Element {
  const { printer, busy } = props;
  const [celsius, setCelsius] = useState(160);
  const inService = printer.state.word === "service";
  const fits = celsius >= HEAT_CELSIUS_MIN && celsius <= HEAT_CELSIUS_MAX;
  const heat = (to: number): void => {
    const facts = [[s("heat.setpoint"), to === 0 ? s("heat.off") : `${number(language.value, to)} °C`]] as const;
    const question = to === 0 ? {} : { question: s("heat.asks"), facts };
    void act(printer, {
      name: "service.heat",
      input: { celsius: to },
      label: s(to === 0 ? "heat.off" : "heat.on"),
      ...question,
    });
  };
  return (
    <fieldset class="tool" disabled={!inService || busy}>
      <legend>{s("heat.title")}</legend>
      <label class="field field-short">
        <span>
          {s("heat.setpoint")} ({HEAT_CELSIUS_MIN}–{HEAT_CELSIUS_MAX} °C)
        </span>
        <input
          type="number"
          min={HEAT_CELSIUS_MIN}
          max={HEAT_CELSIUS_MAX}
          value={celsius}
          onInput={(event) => setCelsius(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="button" class="button" disabled={!fits} onClick={() => heat(celsius)}>
        {s("heat.on")}
      </button>
      <button type="button" class="button" onClick={() => heat(0)}>
        {s("heat.off")}
      </button>
      <p class="dim">{s("heat.help")}</p>
    </fieldset>
  );
}
