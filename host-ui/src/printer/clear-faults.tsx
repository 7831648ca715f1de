/** Faults that stand until somebody says that they are mended: what to do, and the button that says it was done. */
import type { JSX } from "preact";
import type { Alarm, PrinterState } from "../api.ts";
import { atLeast, may } from "../frame/session.ts";
import { AlarmLine } from "../parts/alarm-list.tsx";
import { Group } from "../parts/group.tsx";
import { faultBook, language } from "../store.ts";
import { ALARMS_SHOWN_MAX, sortedAlarms, titleOf } from "../view/alarms.ts";
import { act } from "./target.ts";
import { t } from "./words.ts";

export function Alarms(props: { printer: PrinterState }): JSX.Element | null {
  const { printer } = props;
  const sorted = sortedAlarms(printer.alarms);
  if (sorted.length === 0) return null;
  const hidden = sorted.length - ALARMS_SHOWN_MAX;
  return (
    <Group name="alarms" title={t("group.alarms")} atMs="feed">
      <ul class="alarms">
        {sorted.slice(0, ALARMS_SHOWN_MAX).map((alarm) => (
          <li key={alarm.id} class={alarm.acked === undefined ? "alarm-unseen" : ""} data-alarm={alarm.code}>
            {/* The strip above already shows the steps of the reason. */}
            <AlarmLine alarm={alarm} withSteps={alarm.code !== printer.reason?.code} />
            <p class="alarm-buttons">
              <Acknowledge alarm={alarm} printer={printer} />
              <Clear alarm={alarm} printer={printer} />
            </p>
          </li>
        ))}
      </ul>
      {hidden > 0 && <p class="dim">{t("alarm.more", { n: hidden })}</p>}
    </Group>
  );
}

interface Standing {
  readonly alarm: Alarm;
  readonly printer: PrinterState;
}

function Acknowledge({ alarm, printer }: Standing): JSX.Element | null {
  if (alarm.acked !== undefined || !may("alarms.ack")) return null;
  const title = titleOf(faultBook.value, language.value, alarm);
  return (
    <button
      type="button"
      class="button small"
      aria-label={`${t("clear.ack")}: ${title}`}
      onClick={() => void act(printer, { name: "alarms.ack", alone: { id: alarm.id }, label: t("clear.ack") })}
    >
      {t("clear.ack")}
    </button>
  );
}

/** Which proof clears it; a sensor's needs nobody's word. */
function Clear({ alarm, printer }: Standing): JSX.Element | null {
  const proof = faultBook.value?.[alarm.code]?.proof;
  if (proof === "sensor") return <span class="dim">{t("clear.sensor")}</span>;
  if (proof !== "hands" && proof !== "service") return null;
  if (alarm.code === "emergencyStop") return null;
  const mine = may("printer.clearFault") && (proof === "hands" || atLeast("technician"));
  if (!mine) return <span class="dim">{t(proof === "service" ? "clear.technician" : "clear.operator")}</span>;
  const title = titleOf(faultBook.value, language.value, alarm);
  return (
    <button
      type="button"
      class="button small primary"
      onClick={() =>
        void act(printer, {
          name: "printer.clearFault",
          input: { fault: alarm.code, proof },
          label: t("clear.action"),
          question: t(proof === "hands" ? "clear.hands" : "clear.service"),
          facts: [[t("clear.fault"), title]],
        })
      }
    >
      {t("clear.action")}: {title}
    </button>
  );
}
