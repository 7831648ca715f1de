/** Everything that needs somebody, of all printers and the office, worst first; acknowledged and put aside from here. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { Alarm } from "../api.ts";
import { order } from "../frame/ask.ts";
import { confirmed } from "../frame/confirm.tsx";
import { may } from "../frame/session.ts";
import { clockText, number } from "../i18n/texts.ts";
import { AlarmLine } from "../parts/alarm-list.tsx";
import { faultBook, language, office, printerNames, printerSignal, zone } from "../store.ts";
import { sortedAlarms, titleOf } from "../view/alarms.ts";
import { ShelveDialog } from "./shelve-dialog.tsx";
import { t } from "./words.ts";

interface Standing {
  /** "" for the office's own. */
  readonly printer: string;
  readonly serial: string;
  readonly alarm: Alarm;
}

/** Alarms drawn; the rest are counted. */
const SHOWN_MAX = 30;

const standing: ReadonlySignal<readonly Standing[]> = computed(() => {
  const found = (office.value?.alarms ?? []).map((alarm): Standing => ({ printer: "", serial: "", alarm }));
  for (const name of printerNames.value) {
    const printer = printerSignal(name).value;
    for (const alarm of printer?.alarms ?? []) found.push({ printer: name, serial: printer?.serial ?? "", alarm });
  }
  const order = sortedAlarms(found.map(({ alarm }) => alarm));
  const place = new Map(order.map((alarm, i) => [alarm, i]));
  return found.sort((a, b) => (place.get(a.alarm) ?? 0) - (place.get(b.alarm) ?? 0));
});
export const shelving = signal<Standing | undefined>(undefined);

export function AlarmDesk(): JSX.Element {
  const open = standing.value.filter(({ alarm }) => alarm.shelved === undefined);
  const aside = standing.value.filter(({ alarm }) => alarm.shelved !== undefined);
  return (
    <section class="alarm-desk" aria-labelledby="alarms-title">
      <h2 id="alarms-title">
        {t("group.alarms")} {open.length > 0 && <span class="tab-count wanted">{open.length}</span>}
      </h2>
      <Flood />
      {open.length === 0 && <p class="dim">{t("alarm.none")}</p>}
      <ul class="alarm-rows">
        {open.slice(0, SHOWN_MAX).map((each) => (
          <Row key={each.alarm.id} {...each} />
        ))}
      </ul>
      {open.length > SHOWN_MAX && <p class="dim">{t("alarm.more", { n: open.length - SHOWN_MAX })}</p>}
      {aside.length > 0 && (
        <details class="aside">
          <summary>{t("alarms.aside", { n: aside.length })}</summary>
          <ul class="alarm-rows">
            {aside.map((each) => (
              <ShelvedRow key={each.alarm.id} {...each} />
            ))}
          </ul>
        </details>
      )}
      {shelving.value !== undefined && <ShelveDialog {...shelving.value} close={() => (shelving.value = undefined)} />}
    </section>
  );
}

/** More alarms than people can read: counts by cause. */
function Flood(): JSX.Element | null {
  const flood = office.value?.flood;
  if (flood === undefined) return null;
  const codes = Object.entries(flood.byCode).sort((a, b) => b[1] - a[1]);
  return (
    <p class="flood">
      {t("alarms.flood", { n: number(language.value, flood.raised) })}{" "}
      {codes.map(([code, n]) => `${titleOf(faultBook.value, language.value, { code, params: {} })} ×${n}`).join(" · ")}
    </p>
  );
}

/** Names printer and alarm, for buttons and outcomes. */
export function alarmName({ printer, serial, alarm }: Standing): string {
  const title = titleOf(faultBook.value, language.value, alarm);
  const where = printer === "" ? t("alarm.officeWide") : serial === "" ? printer : `${printer} (${serial})`;
  return `${title} · ${where}`;
}

function Row(props: Standing): JSX.Element {
  const { printer, alarm } = props;
  const name = alarmName(props);
  return (
    <li class={`alarm-row ${alarm.acked === undefined ? "unacked" : ""}`} data-alarm={alarm.code}>
      <p class="alarm-where">
        {printer === "" ? t("alarm.officeWide") : <a href={`/printer/${encodeURIComponent(printer)}`}>{printer}</a>}
      </p>
      <AlarmLine alarm={alarm} withSteps />
      <p class="alarm-buttons">
        {alarm.acked === undefined
          ? may("alarms.ack") && (
              <button
                type="button"
                class="button small"
                aria-label={`${t("alarms.ack")}: ${name}`}
                onClick={() => void order("alarms.ack", { id: alarm.id }, `${t("alarms.ack")} · ${name}`)}
              >
                {t("alarms.ack")}
              </button>
            )
          : t("alarms.ackedBy", { by: alarm.acked.by, time: time(alarm.acked.atMs) })}
        {may("alarms.shelve") && alarm.priority !== "P1" && (
          <button
            type="button"
            class="button small"
            aria-label={`${t("alarms.shelve")}: ${name}`}
            onClick={() => (shelving.value = props)}
          >
            {t("alarms.shelve")}
          </button>
        )}
      </p>
    </li>
  );
}

const time = (ms: number): string => clockText(language.value, zone.value, ms, "time");

function ShelvedRow(props: Standing): JSX.Element {
  const { printer, alarm } = props;
  const { by = "", why = "", untilMs = 0 } = alarm.shelved ?? {};
  const back = async (): Promise<void> => {
    const facts = [[t("group.alarms"), alarmName(props)] as const];
    const consent = await confirmed({ title: t("alarms.unshelve"), facts, action: t("alarms.unshelve") });
    if (consent === undefined) return;
    await order("alarms.unshelve", { printer, code: alarm.code }, `${t("alarms.unshelve")} · ${alarmName(props)}`);
  };
  return (
    <li class="alarm-row">
      <p>
        <strong>{alarmName(props)}</strong>
      </p>
      <p class="dim">{t("alarms.asideBy", { by, time: time(untilMs), why })}</p>
      {may("alarms.unshelve") && (
        <button type="button" class="button small" onClick={() => void back()}>
          {t("alarms.unshelve")}
        </button>
      )}
    </li>
  );
}
