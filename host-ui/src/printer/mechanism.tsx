/** The machine from the side: where card, ribbon and film are, whether the rollers are closed, and how hot it is where. */
import type { JSX } from "preact";
import type { PrinterState } from "../api.ts";
import { number } from "../i18n/texts.ts";
import { useFollowing } from "../parts/follow.ts";
import { Group } from "../parts/group.tsx";
import { language } from "../store.ts";
import { bandPlace } from "../view/heat.ts";
import { CARD_AT, CARD_Y, DRAWING, FILM_AT, FILM_PATH, type NipState, nipOf } from "../view/mechanism-map.ts";
import { t } from "./words.ts";

type Card = NonNullable<PrinterState["card"]>;
type Temps = PrinterState["temps"];

export function Mechanism(props: { printer: PrinterState }): JSX.Element {
  const { card, job, state, temps, supplies } = props.printer;
  const nip = nipOf(job?.phase);
  const stop = card?.stop ?? "none";
  const following = useFollowing(stop === "none" ? ".hot-roller" : ".card-here, .card-unknown", stop);
  return (
    <Group name="path" title={t("group.path")} atMs={state.atMs}>
      <JobLine job={job} />
      {card !== undefined && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: narrow screens scroll it, with the keyboard too. */}
          <section class="mechanism-scroll" aria-label={t("mech.drawing")} tabIndex={0} {...following}>
            <svg
              class={`mechanism ${supplies?.coverOpen === true ? "cover-open" : ""}`}
              viewBox={`0 0 ${DRAWING.width} ${DRAWING.height}`}
              role="img"
              aria-label={spoken(card, nip)}
            >
              <Machine nip={nip} temps={temps} printing={job?.phase === "imaging" || job?.filmStep === "image"} />
              <FilmMark card={card} />
              <CardMark card={card} />
              <Readings temps={temps} />
            </svg>
          </section>
          <Notes card={card} nip={nip} />
        </>
      )}
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

const flagsOf = (card: Card): string[] =>
  [
    card.encoded && t("path.encoded"),
    card.transferred && t("path.transferred"),
    card.suspect && t("path.suspect"),
  ].filter((flag) => flag !== false);

function whereIs({ stop }: Card): string {
  if (stop === "none") return t("path.none");
  return stop === "unknown" ? t("path.unknown") : t("path.at", { stop: t(`stop.${stop}`) });
}

function spoken(card: Card, nip: NipState): string {
  return [whereIs(card), ...flagsOf(card), t("path.film", { state: t(`film.${card.film}`) }), t(`nip.${nip}`)].join(
    ", ",
  );
}

function Notes(props: { card: Card; nip: NipState }): JSX.Element {
  const { card, nip } = props;
  return (
    <p class="path-note">
      <span class="value">{whereIs(card)}</span>
      {flagsOf(card).map((flag) => (
        <span key={flag} class="value">
          {flag}
        </span>
      ))}
      <span class="value">{t("path.film", { state: t(`film.${card.film}`) })}</span>
      <span class="value">{t(`nip.${nip}`)}</span>
    </p>
  );
}

function Spool(props: { x: number; y: number; name?: string }): JSX.Element {
  return (
    <g class="spool">
      <circle cx={props.x} cy={props.y} r="20" />
      <circle cx={props.x} cy={props.y} r="6" />
      {props.name !== undefined && (
        <text x={props.x} y={props.y - 26} text-anchor="middle">
          {props.name}
        </text>
      )}
    </g>
  );
}

function Named(props: { x: number; name: string; y?: number }): JSX.Element {
  return (
    <text class="mech-name" x={props.x} y={props.y ?? 306} text-anchor="middle">
      {props.name}
    </text>
  );
}

function Machine(props: { nip: NipState; temps: Temps; printing: boolean }): JSX.Element {
  const { nip, temps, printing } = props;
  const roller = temps?.roller;
  const heat = roller === undefined ? "unknown" : roller < 60 ? "cold" : bandPlace(roller);
  const rollerY = nip === "closed" ? 160 : 150;
  const platenY = nip === "closed" ? 232 : 240;
  return (
    <g class="machine">
      <path class="card-way" d={`M30 ${CARD_Y}H650L700 240M300 ${CARD_Y}V262`} />
      <path class="hopper" d="M28 110V226H92V110" />
      {[120, 132, 144, 156, 168, 180].map((y) => (
        <path key={y} class="hopper-card" d={`M34 ${y}H86`} />
      ))}
      <circle class="small-roller" cx="130" cy="186" r="10" />
      <circle class="small-roller" cx="130" cy="214" r="10" />
      <path class="unit" d="M176 148H244V184H176zM200 184V194M210 184V194M220 184V194" />
      <circle class="flipper" cx="300" cy={CARD_Y} r="34" />
      <path class="film" d={FILM_PATH} />
      <Spool x={160} y={76} name={t("supply.film")} />
      <Spool x={558} y={58} />
      <path class="ribbon" d="M232 48L244 92H282L296 48" />
      <Spool x={222} y={38} />
      <Spool x={306} y={38} name={t("supply.ribbon")} />
      <path class={`unit ${printing ? "working" : ""}`} d="M250 60H276V90L263 100L250 90z" />
      <circle class={`hot-roller heat-${heat}`} cx="430" cy={rollerY} r="36" />
      <circle class="platen" cx="430" cy={platenY} r="28" />
      <path class="unit" d="M512 164H588V188H512zM512 212H588V236H512z" />
      <path class="fan" d="M538 176h24M550 168v16M538 224h24M550 216v16" />
      <path class="unit" d="M622 180h12v12h-12z" />
      <path class="hopper" d="M664 216V274H740V216" />
      <path class="hopper reject-bin" d="M262 248V282H338V248" />
      <Named x={60} name={t("stop.hopper")} />
      <Named x={140} name={t("shortStop.cleaner")} />
      <Named x={212} name={t("stop.encoder")} y={142} />
      <Named x={300} name={t("stop.reject")} />
      <Named x={430} name={t(`nip.${nip}`)} />
      <Named x={550} name={t("shortStop.cooling")} />
      <Named x={702} name={t("shortStop.output")} />
    </g>
  );
}

function CardMark(props: { card: Card }): JSX.Element | null {
  const { stop, encoded, transferred, suspect } = props.card;
  const at = CARD_AT[stop];
  if (at === undefined)
    return stop === "unknown" ? (
      <text class="card-unknown" x="380" y="290" text-anchor="middle">
        ? {t("path.unknown")}
      </text>
    ) : null;
  return (
    <g class={`card-here ${suspect ? "suspect" : ""}`} data-stop={stop} transform={`translate(${at.x} ${at.y})`}>
      <rect x="-32" y="-6" width="64" height="12" rx="2" />
      {transferred && <path class="card-picture" d="M-30 -4H30" />}
      {encoded && <path class="card-chip" d="M-20 -1h12v5h-12z" />}
      {suspect && (
        <text y="-12" text-anchor="middle">
          ?
        </text>
      )}
    </g>
  );
}

function FilmMark(props: { card: Card }): JSX.Element | null {
  const { film } = props.card;
  const at = FILM_AT[film];
  if (at === undefined) return null;
  const shape =
    film === "dirty"
      ? "M-9 -9L9 9M9 -9L-9 9"
      : film === "searching"
        ? "M-14 -7h10v14h-10zM4 -7h10v14h-10z"
        : "M-16 -5h32v10h-32z";
  return <path class={`film-mark film-${film}`} d={shape} transform={`translate(${at.x} ${at.y})`} data-film={film} />;
}

/** Temperatures where they are measured. */
function Readings(props: { temps: Temps }): JSX.Element | null {
  const { temps } = props;
  if (temps === undefined) return null;
  const at: [value: number | undefined, x: number, y: number][] = [
    [temps.head, 340, 84],
    [temps.roller, 430, nearRoller],
    [temps.hotZone, 478, 268],
    [temps.exit, 628, 166],
  ];
  return (
    <g class="readings">
      {at.map(
        ([value, x, y]) =>
          value !== undefined && (
            <text key={x} x={x} y={y} text-anchor="middle" class="reading value">
              {number(language.value, value, 0)} °C
            </text>
          ),
      )}
    </g>
  );
}
const nearRoller = 106;
