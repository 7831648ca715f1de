/** Alarms of one printer: shape and colour by priority, since when, how often, and the steps to do. */
import type { JSX } from "preact";
import type { Alarm, PrinterState } from "../api.ts";
import { clockText, durationText } from "../i18n/texts.ts";
import { faultBook, language, t, utcMs, zone } from "../store.ts";
import { ALARMS_SHOWN_MAX, PRIORITY_SHAPE, PRIORITY_TONE, sortedAlarms, stepsOf, titleOf } from "../view/alarms.ts";
import { Group } from "./group.tsx";
import { Mark } from "./shapes.tsx";
import { Steps } from "./state-strip.tsx";

export function AlarmList(props: { printer: PrinterState }): JSX.Element | null {
  const { alarms, reason } = props.printer;
  if (alarms.length === 0) return null;
  const sorted = sortedAlarms(alarms);
  const hidden = sorted.length - ALARMS_SHOWN_MAX;
  return (
    <Group name="alarms" title={t("group.alarms")} atMs="feed">
      <ul class="alarms">
        {sorted.slice(0, ALARMS_SHOWN_MAX).map((alarm) => (
          <li key={alarm.id}>
            {/* The strip above already shows the steps of the reason. */}
            <AlarmLine alarm={alarm} withSteps={alarm.code !== reason?.code} />
          </li>
        ))}
      </ul>
      {hidden > 0 && <p class="dim">{t("alarm.more", { n: hidden })}</p>}
    </Group>
  );
}

export function AlarmLine(props: { alarm: Alarm; withSteps: boolean }): JSX.Element {
  const { alarm } = props;
  const lang = language.value;
  const steps = props.withSteps ? stepsOf(faultBook.value, lang, alarm) : [];
  const time = clockText(lang, zone.value, alarm.raisedAtMs, "time");
  const duration = durationText(lang, (utcMs.value ?? alarm.raisedAtMs) - alarm.raisedAtMs);
  return (
    <div class={`alarm tone-${PRIORITY_TONE[alarm.priority]}`} data-priority={alarm.priority}>
      <span class="badge">
        <Mark shape={PRIORITY_SHAPE[alarm.priority]} />
        {t(`alarm.${alarm.priority}`)}
      </span>
      <strong class="value">{titleOf(faultBook.value, lang, alarm)}</strong>
      <span class="dim">
        {t("alarm.since", { time, duration })}
        {alarm.count > 1 && ` · ${t("alarm.times", { n: alarm.count })}`}
      </span>
      {steps.length > 0 && <Steps steps={steps} />}
    </div>
  );
}
