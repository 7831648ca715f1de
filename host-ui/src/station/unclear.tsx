/** What only a person can settle: cards of which nobody knows whether they were issued, and records that may be double. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useAsked } from "../frame/asked.ts";
import { may } from "../frame/session.ts";
import { type Job, jobPageSchema } from "./answers.ts";
import { CompareDialog } from "./compare-dialog.tsx";
import { JobTable } from "./job-table.tsx";
import { SettleDialog } from "./settle-dialog.tsx";
import { t } from "./words.ts";

const UNCERTAIN = JSON.stringify({ states: ["uncertain"], limit: 100 });
const SUSPECTS = JSON.stringify({ states: ["held"], cause: "suspect", limit: 100 });

export function Unclear(): JSX.Element {
  const uncertain = useAsked("jobs.list", UNCERTAIN, jobPageSchema);
  const suspects = useAsked("jobs.list", SUSPECTS, jobPageSchema);
  const [settling, settle] = useState<Job | undefined>(undefined);
  const [comparing, compare] = useState<Job | undefined>(undefined);
  const button = (words: string, press: (job: Job) => void) => (job: Job) => (
    <button type="button" class="button small" aria-label={`${words} ${job.key}`} onClick={() => press(job)}>
      {words}
    </button>
  );
  return (
    <>
      <h3>{t("unclear.cards")}</h3>
      <p class="dim">{t("unclear.cardsHelp")}</p>
      {uncertain.problem !== "" && <p class="problem">{uncertain.problem}</p>}
      {uncertain.value?.jobs.length === 0 && <p>{t("unclear.none")}</p>}
      {(uncertain.value?.jobs.length ?? 0) > 0 && (
        <JobTable
          jobs={uncertain.value?.jobs ?? []}
          caption={t("unclear.cards")}
          actions={may("jobs.settle") ? button(t("unclear.settle"), settle) : undefined}
        />
      )}
      <h3>{t("unclear.suspects")}</h3>
      <p class="dim">{t("unclear.suspectsHelp")}</p>
      {suspects.value?.jobs.length === 0 && <p>{t("unclear.noSuspects")}</p>}
      {(suspects.value?.jobs.length ?? 0) > 0 && (
        <JobTable
          jobs={suspects.value?.jobs ?? []}
          caption={t("unclear.suspects")}
          actions={may("jobs.compare") ? button(t("unclear.compare"), compare) : undefined}
        />
      )}
      {settling !== undefined && (
        <SettleDialog
          job={settling}
          close={() => {
            settle(undefined);
            uncertain.again();
          }}
        />
      )}
      {comparing !== undefined && (
        <CompareDialog
          job={comparing}
          close={() => {
            compare(undefined);
            suspects.again();
          }}
        />
      )}
    </>
  );
}
