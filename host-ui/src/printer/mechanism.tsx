/** The card path as a bar: where the card is, what it is, and what the film holds. */
import type { JSX } from "preact";
import type { PrinterState } from "../api.ts";
import { Group } from "../parts/group.tsx";
import { Mark } from "../parts/shapes.tsx";
import { type Place, placeOf, STATIONS, type Station } from "../view/path.ts";
import { t } from "./words.ts";

export function Mechanism(props: { printer: PrinterState }): JSX.Element {
  const { card, job, state } = props.printer;
  return (
    <Group name="path" title={t("group.path")} atMs={state.atMs}>
      <JobLine job={job} />
      {card !== undefined && <Path card={card} />}
    </Group>
  );
}

function JobLine(props: { job: PrinterState["job"] }): JSX.Element {
  const { job } = props;
  if (job === undefined) return <p class="job dim value">{t("job.none")}</p>;
  return (
    <p class="job">
      <span class="job-key value">{job.key}</span>
      <span class="value">
        {t(`step.${job.step}`)}
        {job.step !== "none" && job.phase !== "idle" && ` · ${t(`phase.${job.phase}`)}`}
      </span>
      {job.filmStep !== "none" && (
        <span class="value">
          {t("job.filmSide")}: {t(`step.${job.filmStep}`)}
        </span>
      )}
    </p>
  );
}

type Card = NonNullable<PrinterState["card"]>;

function Path(props: { card: Card }): JSX.Element {
  const { card } = props;
  const place = placeOf(card.stop);
  const flags = [
    card.encoded && t("path.encoded"),
    card.transferred && t("path.transferred"),
    card.suspect && t("path.suspect"),
  ].filter((flag) => flag !== false);
  return (
    <>
      <div class={`path path-${place.kind}`} role="img" aria-label={spoken(card)}>
        {STATIONS.map((station, i) => (
          <PathStop
            key={station}
            station={station}
            place={place}
            last={i === STATIONS.length - 1}
            suspect={card.suspect}
          />
        ))}
        <div class={`stop stop-reject ${place.kind === "reject" ? "here" : ""}`}>
          <span class="stop-name">{t("shortStop.reject")}</span>
          {place.kind === "reject" && <CardMark suspect={card.suspect} />}
        </div>
      </div>
      <p class="path-note">
        {[spoken(card), ...flags, t("path.film", { state: t(`film.${card.film}`) })].map((note) => (
          <span key={note} class="value">
            {note}
          </span>
        ))}
      </p>
    </>
  );
}

function PathStop(props: { station: Station; place: Place; last: boolean; suspect: boolean }): JSX.Element {
  const { station, place } = props;
  const on = place.kind === "on" && place.station === station;
  const after = place.kind === "after" && place.station === station;
  return (
    <>
      <div class={`stop ${on ? "here" : ""}`} data-stop={station}>
        <span class="stop-name">{t(`shortStop.${station}`)}</span>
        {on && <CardMark suspect={props.suspect} />}
      </div>
      {!props.last && (
        <div class={`way ${after ? "here" : ""}`}>{after ? <CardMark suspect={props.suspect} /> : "›"}</div>
      )}
    </>
  );
}

/** A small card; a suspect one has a question mark in place of the portrait. */
function CardMark(props: { suspect: boolean }): JSX.Element {
  if (props.suspect) return <Mark shape="question" class="card-mark suspect" />;
  return (
    <svg class="card-mark" viewBox="0 0 24 24" aria-hidden="true">
      <rect x="1.5" y="5" width="21" height="14" rx="2" fill="currentColor" />
      <circle cx="8" cy="11" r="2.5" class="card-ink" />
      <path d="M13 10h6M13 14h6M5 16h6" class="card-line" />
    </svg>
  );
}

function spoken(card: Card): string {
  if (card.stop === "none") return t("path.none");
  if (card.stop === "unknown") return t("path.unknown");
  return t("path.at", { stop: t(`stop.${card.stop}`) });
}
