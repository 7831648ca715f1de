/** Cards that lie in the office for their owners: ticked off when they are handed over. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { order } from "../frame/ask.ts";
import { useAsked } from "../frame/asked.ts";
import { confirmed } from "../frame/confirm.tsx";
import { may } from "../frame/session.ts";
import { jobPageSchema } from "./answers.ts";
import { JobTable } from "./job-table.tsx";
import { t } from "./words.ts";

const ROWS = 50;
/** Keys named in the question; the rest are counted. */
const NAMED_MAX = 8;

export function HandOver(): JSX.Element {
  const [subdistrict, setSubdistrict] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const where = subdistrict.trim() === "" ? {} : { subdistrict: subdistrict.trim() };
  const { value, problem, again } = useAsked("jobs.pending", JSON.stringify({ ...where, limit: ROWS }), jobPageSchema);
  const jobs = value?.jobs ?? [];
  const picked = jobs.filter(({ key }) => chosen.has(key)).map(({ key }) => key);
  const toggle = (key: string): void => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  const hand = async (): Promise<void> => {
    const named = picked.slice(0, NAMED_MAX).join(", ") + (picked.length > NAMED_MAX ? " …" : "");
    const facts = [[t("handover.cards", { n: picked.length }), named] as const];
    const title = t("handover.go", { n: picked.length });
    if ((await confirmed({ title, facts, action: t("handover.yes") })) === undefined) return;
    const answer = await order("jobs.handover", { jobs: picked }, title);
    if (answer.ok) setChosen(new Set());
    again();
  };
  return (
    <>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span>{t("job.subdistrict")}</span>
          <input value={subdistrict} autocomplete="off" onChange={(e) => setSubdistrict(e.currentTarget.value)} />
        </label>
        {may("jobs.handover") && (
          <button type="button" class="button primary" disabled={picked.length === 0} onClick={() => void hand()}>
            {t("handover.go", { n: picked.length })}
          </button>
        )}
      </form>
      {problem !== "" && <p class="problem">{problem}</p>}
      {value !== undefined && jobs.length === 0 && <p class="dim">{t("handover.none")}</p>}
      {jobs.length > 0 && (
        <JobTable
          jobs={jobs}
          caption={t("tabs.handover")}
          choice={(job) => (
            <input
              type="checkbox"
              class="tick"
              aria-label={`${t("job.choose")} ${job.key}`}
              checked={chosen.has(job.key)}
              onChange={() => toggle(job.key)}
            />
          )}
        />
      )}
      {value?.more === true && <p class="dim">{t("handover.more", { n: ROWS })}</p>}
    </>
  );
}
