/** The simulated data centre: how the station's line to it stands, what it does to the station, and when it is open. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LabCentreState } from "../api-lab.ts";
import { order } from "../frame/ask.ts";
import { useAsked } from "../frame/asked.ts";
import { may } from "../frame/session.ts";
import { number } from "../i18n/texts.ts";
import { language } from "../store.ts";
import { CLOCK_OFF_MS, centreLineSchema } from "./centre-line.ts";
import { type Hand, lab } from "./do.ts";
import { Injected } from "./injected.tsx";
import { faultText, t } from "./words.ts";

const LINE_AGAIN_MS = 1_000;
const VALUE_MAX = 86_400;

export function CentreCard(props: { centre: LabCentreState; again: () => void }): JSX.Element {
  const { centre, again } = props;
  const hand: Hand = { printer: "", again };
  return (
    <article class="bench centre" aria-label={t("centre.title")} data-bench="centre">
      <header class="bench-head">
        <h2>{t("centre.title")}</h2>
        <Line />
      </header>
      {centre.problem !== "" && (
        <p class="problem" role="status">
          {centre.problem}
        </p>
      )}
      <Faults hand={hand} centre={centre} />
      <Hours hand={hand} centre={centre} />
    </article>
  );
}

/** As the station sees it: it may not have noticed yet. */
function Line(): JSX.Element {
  const { value, again } = useAsked("centre.status", "{}", centreLineSchema, LINE_AGAIN_MS);
  const tone = value?.line === "up" ? "active" : "attention";
  const off = value === undefined ? 0 : value.clockAheadMs;
  return (
    <p class="lab-row">
      {value !== undefined && (
        <strong class={`bench-word tone-${tone}`} data-line={value.line}>
          {t(`line.${value.line}`)}
        </strong>
      )}
      {Math.abs(off) >= CLOCK_OFF_MS && (
        <span>{t("centre.clock", { n: number(language.value, Math.round(Math.abs(off) / 1000)) })}</span>
      )}
      {may("centre.retry") && (
        <button
          type="button"
          class="button small"
          onClick={() => void order("centre.retry", {}, t("centre.retry")).then(again)}
        >
          {t("centre.retry")}
        </button>
      )}
    </p>
  );
}

function Faults(props: { hand: Hand; centre: LabCentreState }): JSX.Element {
  const { hand, centre } = props;
  const [name, setName] = useState("outage");
  const [value, setValue] = useState<number>();
  const [percent, setPercent] = useState(100);
  const chosen = centre.faults.find((fault) => fault.name === name);
  const amount = value ?? chosen?.usual ?? 0;
  const fits = amount >= 0 && amount <= VALUE_MAX && percent > 0 && percent <= 100;
  return (
    <section class="bench-part">
      <h3>{t("part.faults")}</h3>
      <form
        class="lab-row"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen === undefined || !fits) return;
          const number_ = chosen.unit === "" ? {} : { value: amount };
          const input = { fault: name, rate: percent / 100, ...number_ };
          void lab(hand, "centre.inject", input, `${t("centre.title")}: ${faultText(name)}`);
        }}
      >
        <label class="inline-field wide">
          <span class="unseen">{t("centre.fault")}</span>
          <select
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setValue(undefined);
              setPercent(100);
            }}
          >
            {centre.faults.map((fault) => (
              <option key={fault.name} value={fault.name}>
                {faultText(fault.name)}
              </option>
            ))}
          </select>
        </label>
        {chosen !== undefined && chosen.unit !== "" && (
          <Field label={t("unit.seconds")} value={amount} max={VALUE_MAX} change={setValue} />
        )}
        <Field label={t("centre.share")} value={percent} max={100} change={setPercent} />
        <button type="submit" class="button small" disabled={!fits}>
          {t("lab.inject")}
        </button>
      </form>
      <Standing hand={hand} centre={centre} />
    </section>
  );
}

function Field(props: { label: string; value: number; max: number; change: (value: number) => void }): JSX.Element {
  const { label, value, max, change } = props;
  return (
    <label class="inline-field">
      <input
        type="number"
        min={0}
        max={max}
        value={value}
        onInput={(event) => change(event.currentTarget.valueAsNumber)}
      />
      <span>{label}</span>
    </label>
  );
}

function Standing(props: { hand: Hand; centre: LabCentreState }): JSX.Element {
  const { hand, centre } = props;
  const unitOf = (name: string): string => centre.faults.find((fault) => fault.name === name)?.unit ?? "";
  const words = (name: string, rate: number, value: number): string =>
    [
      faultText(name),
      ...(unitOf(name) === "" ? [] : [`${number(language.value, value)} ${t("unit.seconds")}`]),
      ...(rate < 1 ? [`${number(language.value, rate * 100)} %`] : []),
    ].join(" · ");
  const faults = Object.entries(centre.on).map(([fault, { rate, value }]) => ({
    fault,
    title: faultText(fault),
    words: words(fault, rate, value),
  }));
  return <Injected hand={hand} faults={faults} heal="centre.heal" />;
}

/** 24 hours, whatever the browser's country writes. */
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

function Hours(props: { hand: Hand; centre: LabCentreState }): JSX.Element {
  const { hand, centre } = props;
  const [opens, setOpens] = useState("07:00");
  const [closes, setCloses] = useState("15:00");
  const fits = CLOCK.test(opens) && CLOCK.test(closes) && opens < closes;
  const now = centre.hours === undefined ? t("centre.always") : `${centre.hours.opens}–${centre.hours.closes}`;
  const set = (hours: { opens: string; closes: string } | null): void =>
    void lab(
      hand,
      "centre.hours",
      { hours },
      `${t("centre.hours")} ${hours === null ? t("centre.always") : `${opens}–${closes}`}`,
    );
  return (
    <form
      class="lab-row bench-part"
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) set({ opens, closes });
      }}
    >
      <span>
        {t("centre.hours")}: <strong>{now}</strong>
      </span>
      {(
        [
          ["centre.opens", opens, setOpens],
          ["centre.closes", closes, setCloses],
        ] as const
      ).map(([key, value, change]) => (
        <label key={key} class="inline-field">
          <span class="unseen">{t(key)}</span>
          <input
            value={value}
            maxLength={5}
            inputMode="numeric"
            autocomplete="off"
            aria-invalid={!CLOCK.test(value)}
            onInput={(event) => change(event.currentTarget.value)}
          />
        </label>
      ))}
      <button type="submit" class="button small" disabled={!fits}>
        {t("lab.set")}
      </button>
      <button type="button" class="button small" onClick={() => set(null)}>
        {t("centre.always")}
      </button>
    </form>
  );
}
