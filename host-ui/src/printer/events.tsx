/** What happened at this printer, newest first, as the journal keeps it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { eventsSchema, type PrinterEvents } from "../api-history.ts";
import { useFetched } from "../frame/asked.ts";
import { saying } from "../i18n/sayings.ts";
import { clockText, dayText } from "../i18n/texts.ts";
import { Group } from "../parts/group.tsx";
import { faultBook, language, zone } from "../store.ts";
import { plainCode, titleOf } from "../view/alarms.ts";
import { t } from "./words.ts";

const PAGE = 40;
const EVENTS_AGAIN_MS = 2_000;

export function Events(props: { name: string }): JSX.Element {
  const [before, setBefore] = useState<readonly number[]>([]);
  const last = before.at(-1);
  const url = `/api/printers/${encodeURIComponent(props.name)}/events?count=${PAGE}${last === undefined ? "" : `&before=${last}`}`;
  const { value, problem } = useFetched(url, eventsSchema, EVENTS_AGAIN_MS);
  const oldest = value?.at(-1)?.id;
  return (
    <Group name="events" title={t("group.events")} atMs="feed">
      {problem !== "" && <p class="dim">{problem}</p>}
      {value !== undefined && value.length === 0 && <p class="dim">{t("events.none")}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, with the keyboard too. */}
      <section class="event-scroll" aria-label={t("group.events")} tabIndex={0}>
        <table class="events">
          <thead class="unseen">
            <tr>
              <th scope="col">{t("events.time")}</th>
              <th scope="col">{t("events.what")}</th>
              <th scope="col">{t("events.detail")}</th>
            </tr>
          </thead>
          <tbody>
            {value?.map((event) => (
              <Row key={event.id} {...event} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="pager">
        <button
          type="button"
          class="button small"
          disabled={before.length === 0}
          onClick={() => setBefore(before.slice(0, -1))}
        >
          {t("events.newer")}
        </button>
        <button
          type="button"
          class="button small"
          disabled={oldest === undefined || (value?.length ?? 0) < PAGE}
          onClick={() => oldest !== undefined && setBefore([...before, oldest])}
        >
          {t("events.older")}
        </button>
      </p>
    </Group>
  );
}

function Row(event: PrinterEvents[number]): JSX.Element {
  const { atMs, code, detail } = event;
  const lang = language.value;
  const fault = typeof detail["fault"] === "string" ? detail["fault"] : undefined;
  const name = fault === undefined ? eventWord(code) : titleOf(faultBook.value, lang, { code: fault, params: {} });
  const told = Object.entries(detail).filter(([key]) => key !== "fault");
  // A path and an alarm's title say by themselves what they are.
  const more = told.map(([key, value]) =>
    key === "path" || key === "code" ? detailText(key, value) : `${detailWord(key)} ${detailText(key, value)}`,
  );
  return (
    <tr>
      <td class="event-time">
        <span class="dim">{dayText(lang, zone.value, atMs)}</span> {clockText(lang, zone.value, atMs, "seconds")}
      </td>
      <td class="event-what">
        {name}
        {fault !== undefined && <span class="dim"> {eventWord(code)}</span>}
      </td>
      <td class="dim">{more.join(" · ")}</td>
    </tr>
  );
}

const STEPS = ["feed", "encode", "image", "transfer", "eject", "reject", "filmAdvance", "clean", "home"] as const;

/** Events that people meet each day have words; the rest keep their code. */
const WORDED = [
  "state",
  "alarmRaised",
  "alarmCleared",
  "card.issued",
  "engine.known",
  "engine.restarted",
  "engine.silent",
  "fault.raised",
  "fault.cleared",
  "fault",
  "alarmAcked",
  "alarmShelved",
  "alarmUnshelved",
  "alarmFlood",
  "alarmFloodOver",
  "step.bad",
  "step.unseen",
  "step.foreign",
  "step.memoryLost",
  "stockLoaded",
  "rationBegins",
  "rationEnds",
  "step.refused",
  "step.stuck",
  "step.recovered",
  "service.heatTimedOut",
  "heat.stoppedByHost",
  "cardVoid",
  "jobUncertain",
  "stationStarted",
  "stationStopped",
] as const;

function eventWord(code: string): string {
  const known = WORDED.find((each) => each === code);
  return known === undefined ? plainCode(code) : t(`event.${known}`);
}

/** What a number or word of an event is; the rest keep their name. */
const WORDED_DETAILS = [
  "job",
  "step",
  "priority",
  "cause",
  "why",
  "reason",
  "attempts",
  "requeued",
  "printers",
  "durable",
  "boots",
  "seconds",
  "units",
  "local",
  "result",
  "serial",
  "kind",
  "ware",
] as const;

function detailWord(key: string): string {
  const known = WORDED_DETAILS.find((each) => each === key);
  return known === undefined ? plainCode(key) : t(`detail.${known}`);
}

function detailText(key: string, value: unknown): string {
  if (typeof value === "boolean") return t(value ? "detail.yes" : "detail.no");
  if (typeof value !== "string") return String(value);
  if (key === "code") return titleOf(faultBook.value, language.value, { code: value, params: {} });
  const step = STEPS.find((each) => each === value);
  return key === "step" && step !== undefined ? t(`step.${step}`) : saying(language.value, value);
}
