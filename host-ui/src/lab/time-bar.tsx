/** Time of the simulated world: faster, slower, still, one step on. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { LAB_SPEED_MAX, LAB_SPEED_MIN, LAB_STEP_SECONDS_MAX, type LabTime } from "../api-lab.ts";
import { durationText, number } from "../i18n/texts.ts";
import { Segments } from "../parts/segments.tsx";
import { language } from "../store.ts";
import { lab } from "./do.ts";
import { t } from "./words.ts";

const SPEEDS = [0.5, 1, 2, 5, 10, 20].filter((speed) => speed >= LAB_SPEED_MIN && speed <= LAB_SPEED_MAX);

export function TimeBar(props: { time: LabTime; again: () => void }): JSX.Element {
  const { time, again } = props;
  const [seconds, setSeconds] = useState(10);
  const world = { printer: "", again };
  const fits = seconds > 0 && seconds <= LAB_STEP_SECONDS_MAX;
  return (
    <section class="time-bar" aria-label={t("time.title")}>
      <p>
        <strong>{t("time.title")}</strong>{" "}
        <span class="dim" data-paused={time.paused}>
          {durationText(language.value, time.seconds * 1000)} ·{" "}
          {time.paused ? t("time.paused") : `×${number(language.value, time.speed, time.speed < 1 ? 1 : 0)}`}
        </span>
      </p>
      <button
        type="button"
        class={`button ${time.paused ? "primary" : ""}`}
        onClick={() =>
          void lab(world, time.paused ? "resume" : "pause", {}, t(time.paused ? "time.resume" : "time.pause"))
        }
      >
        {t(time.paused ? "time.resume" : "time.pause")}
      </button>
      <Segments
        label={t("time.speed")}
        choices={SPEEDS}
        chosen={time.speed}
        words={(times) => `×${number(language.value, times, times < 1 ? 1 : 0)}`}
        choose={(times) => void lab(world, "speed", { times }, `${t("time.speed")} ×${times}`)}
      />
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          if (fits) void lab(world, "step", { seconds }, t("time.step", { n: seconds }));
        }}
      >
        <label class="inline-field">
          <span>{t("time.seconds")}</span>
          <input
            type="number"
            min={0.01}
            max={LAB_STEP_SECONDS_MAX}
            step="any"
            value={seconds}
            onInput={(event) => setSeconds(event.currentTarget.valueAsNumber)}
          />
        </label>
        <button type="submit" class="button" disabled={!fits || !time.paused}>
          {t("time.go")}
        </button>
      </form>
    </section>
  );
}
