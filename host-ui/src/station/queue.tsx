/** The queue with filters, page by page; what is first here is printed first. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { JOB_CLASSES, JOB_STATES, type JobClass, type JobState } from "../api.ts";
import { order } from "../frame/ask.ts";
import { useAsked } from "../frame/asked.ts";
import { confirmed } from "../frame/confirm.tsx";
import { may } from "../frame/session.ts";
import { number } from "../i18n/texts.ts";
import { language, office } from "../store.ts";
import { type Job, jobPageSchema } from "./answers.ts";
import { JobTable } from "./job-table.tsx";
import { t } from "./words.ts";

const PAGE_ROWS = 25;

interface Filter {
  readonly state: JobState;
  readonly class: JobClass | "";
  readonly subdistrict: string;
}
const FIRST: Filter = { state: "queued", class: "", subdistrict: "" };

/** The queue is turned by place; other states by the last key of each page before. */
interface Place {
  readonly offset: number;
  readonly after: readonly string[];
}
const START: Place = { offset: 0, after: [] };

export function Queue(): JSX.Element {
  const [filter, setFilter] = useState(FIRST);
  const [place, setPlace] = useState(START);
  const input = JSON.stringify({
    states: [filter.state],
    ...(filter.class === "" ? {} : { class: filter.class }),
    ...(filter.subdistrict.trim() === "" ? {} : { subdistrict: filter.subdistrict.trim() }),
    ...(filter.state === "queued" ? { offset: place.offset } : {}),
    ...(place.after.length === 0 ? {} : { after: place.after.at(-1) }),
    limit: PAGE_ROWS,
  });
  const { value, problem, again } = useAsked("jobs.list", input, jobPageSchema);
  const jobs = value?.jobs ?? [];
  const change = (part: Partial<Filter>): void => {
    setFilter({ ...filter, ...part });
    setPlace(START);
  };
  const next = (): void =>
    setPlace(
      filter.state === "queued"
        ? { ...place, offset: place.offset + PAGE_ROWS }
        : { ...place, after: [...place.after, jobs.at(-1)?.key ?? ""] },
    );
  const back = (): void => setPlace({ offset: Math.max(0, place.offset - PAGE_ROWS), after: place.after.slice(0, -1) });
  return (
    <>
      <Filters filter={filter} change={change} />
      {problem !== "" && <p class="problem">{problem}</p>}
      {value !== undefined && jobs.length === 0 && <p class="dim">{t("queue.empty")}</p>}
      {jobs.length > 0 && (
        <JobTable
          jobs={jobs}
          caption={t("tabs.queue")}
          actions={may("jobs.hold") ? (job) => <Actions job={job} again={again} /> : undefined}
        />
      )}
      <p class="pager">
        <button
          type="button"
          class="button small"
          disabled={place.offset === 0 && place.after.length === 0}
          onClick={back}
        >
          {t("queue.back")}
        </button>
        <button type="button" class="button small" disabled={value?.more !== true} onClick={next}>
          {t("queue.next")}
        </button>
      </p>
    </>
  );
}

function Filters(props: { filter: Filter; change: (part: Partial<Filter>) => void }): JSX.Element {
  const { filter, change } = props;
  const counts = office.value?.jobs;
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        <span>{t("job.state")}</span>
        <select value={filter.state} onChange={(e) => change({ state: e.currentTarget.value as JobState })}>
          {JOB_STATES.map((state) => (
            <option key={state} value={state}>
              {t(`jobState.${state}`)} ({number(language.value, counts?.[state] ?? 0)})
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{t("job.class")}</span>
        <select value={filter.class} onChange={(e) => change({ class: e.currentTarget.value as JobClass | "" })}>
          <option value="">{t("queue.all")}</option>
          {JOB_CLASSES.map((each) => (
            <option key={each} value={each}>
              {t(`class.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{t("job.subdistrict")}</span>
        <input
          value={filter.subdistrict}
          autocomplete="off"
          maxLength={100}
          onChange={(e) => change({ subdistrict: e.currentTarget.value })}
        />
      </label>
    </form>
  );
}

const ACTIONS = {
  hold: { command: "jobs.hold", states: ["queued"], danger: false },
  release: { command: "jobs.release", states: ["held"], danger: false },
  urgent: { command: "jobs.urgent", states: ["queued"], danger: false },
  void: { command: "jobs.void", states: ["queued", "held", "leased"], danger: true },
} as const;
type Action = keyof typeof ACTIONS;

function Actions(props: { job: Job; again: () => void }): JSX.Element {
  const { job, again } = props;
  const fitting = (Object.keys(ACTIONS) as Action[]).filter((action) => {
    const { command, states } = ACTIONS[action];
    const suspect = action === "release" && job.cause === "suspect";
    return (
      may(command) &&
      (states as readonly string[]).includes(job.state) &&
      !(action === "urgent" && job.urgent) &&
      !suspect
    );
  });
  const press = async (action: Action): Promise<void> => {
    const { command, danger } = ACTIONS[action];
    const title = t(`job.${action}`);
    const facts = [
      [t("job.key"), job.key],
      ["NIK", job.nik],
    ] as const;
    const consent = await confirmed({
      title,
      facts,
      ...(action === "void" ? { text: t("job.voidText") } : {}),
      action: title,
      danger,
      needsWhy: true,
    });
    if (consent === undefined) return;
    await order(command, { job: job.key, reason: consent.why }, `${title} · ${job.key}`);
    again();
  };
  return (
    <>
      {fitting.map((action) => (
        <button
          key={action}
          type="button"
          class="button small"
          aria-label={`${t(`job.${action}`)} ${job.key}`}
          onClick={() => void press(action)}
        >
          {t(`job.${action}`)}
        </button>
      ))}
    </>
  );
}
