/** Jobs as rows: key, masked NIK, class, district, since when, state. Never a name. */
import type { ComponentChildren, JSX } from "preact";
import { clockText, dayText } from "../i18n/texts.ts";
import { language, utcMs, zone } from "../store.ts";
import type { Job } from "./answers.ts";
import { t } from "./words.ts";

const DAY_MS = 86_400_000;
const YEARLESS_MS_MAX = 180 * DAY_MS;

/** Clock time within a day, else the day; with its year when it may be another one than people think of. */
export function whenText(ms: number): string {
  const awayMs = Math.abs((utcMs.value ?? ms) - ms);
  if (awayMs < DAY_MS / 2) return clockText(language.value, zone.value, ms, "time");
  return dayText(language.value, zone.value, ms, awayMs > YEARLESS_MS_MAX);
}

interface Props {
  readonly jobs: readonly Job[];
  readonly caption: string;
  /** Last column. */
  readonly actions?: ((job: Job) => ComponentChildren) | undefined;
  /** First column. */
  readonly choice?: (job: Job) => ComponentChildren;
}

export function JobTable({ jobs, caption, actions, choice }: Props): JSX.Element {
  return (
    // Wide tables scroll in themselves; the keyboard must reach that.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to take the focus
    <section class="table-box" tabIndex={0} aria-label={caption}>
      <table class="table">
        <thead>
          <tr>
            {choice !== undefined && (
              <th scope="col">
                <span class="unseen">{t("job.choose")}</span>
              </th>
            )}
            <th scope="col">{t("job.key")}</th>
            <th scope="col">NIK</th>
            <th scope="col">{t("job.class")}</th>
            <th scope="col">{t("job.subdistrict")}</th>
            <th scope="col">{t("job.requested")}</th>
            <th scope="col">{t("job.state")}</th>
            {actions !== undefined && <th scope="col">{t("job.actions")}</th>}
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.key} data-job={job.key}>
              {choice !== undefined && <td>{choice(job)}</td>}
              <th scope="row">
                {job.key}
                {job.urgent && <span class="urgent">{t("job.urgent")}</span>}
              </th>
              <td class="digits">{job.nik}</td>
              <td>{t(`class.${job.class}`)}</td>
              <td>{job.subdistrict}</td>
              <td>{whenText(job.requestedAtMs)}</td>
              <td>
                {t(`jobState.${job.state}`)}
                {job.printer !== "" && ` · ${job.printer}`}
                {job.cause !== "" && <span class="dim"> ({causeText(job.cause)})</span>}
                {job.attempts > 0 && <span class="dim"> · {t("job.spoilt", { n: job.attempts })}</span>}
              </td>
              {actions !== undefined && <td class="row-actions">{actions(job)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const HOLD_TEXT = {
  operator: "hold.operator",
  suspect: "hold.suspect",
  incomplete: "hold.incomplete",
  notReady: "hold.notReady",
  restored: "hold.restored",
  waitsLease: "hold.waitsLease",
  waitsActivation: "hold.waitsActivation",
  waitsLine: "hold.waitsLine",
} as const;

/** Why a job is where it is; a cause without words is shown as it is. */
function causeText(cause: string): string {
  const key = Object.hasOwn(HOLD_TEXT, cause) ? HOLD_TEXT[cause as keyof typeof HOLD_TEXT] : undefined;
  return key === undefined ? cause : t(key);
}
