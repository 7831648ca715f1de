/** Two records that may be one person's, side by side. Looking at them is written into the audit. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, order } from "../frame/ask.ts";
import { confirmed } from "../frame/confirm.tsx";
import { Modal } from "../frame/modal.tsx";
import { refusalText } from "../frame/refusal-text.ts";
import { type Compared, compareSchema, type Job } from "./answers.ts";
import { t } from "./words.ts";

const VERDICTS = ["duplicate", "different", "keep"] as const;

export function CompareDialog(props: { job: Job; close: () => void }): JSX.Element {
  const { job, close } = props;
  const [found, setFound] = useState<Compared | undefined>(undefined);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    // Asked once, not over and over: each look is an entry of the audit.
    void ask("jobs.compare", { job: job.key }).then((answer) => {
      const read = answer.ok ? compareSchema.safeParse(answer.result) : undefined;
      if (read?.success === true) setFound(read.data);
      else setProblem(answer.ok ? "?" : refusalText(answer));
    });
  }, [job.key]);
  const settle = async (as: (typeof VERDICTS)[number]): Promise<void> => {
    const title = t(`verdict.${as}`);
    const facts = [[t("job.key"), job.key] as const, ["NIK", job.nik] as const];
    const consent = await confirmed({ title, facts, action: title, needsWhy: true });
    if (consent === undefined) return;
    const answer = await order("jobs.settle", { job: job.key, as, reason: consent.why }, `${title} · ${job.key}`);
    if (answer.ok) close();
  };
  return (
    <Modal title={`${t("unclear.compare")} ${job.key}`} onClose={close}>
      <p class="dim">{t("unclear.compareHelp")}</p>
      {problem !== "" && <p class="problem">{problem}</p>}
      {found !== undefined && <Sides found={found} />}
      <div class="modal-buttons">
        {VERDICTS.map((each) => (
          <button
            key={each}
            type="button"
            class="button"
            disabled={found === undefined}
            onClick={() => void settle(each)}
          >
            {t(`verdict.${each}`)}
          </button>
        ))}
        <button type="button" class="button" onClick={close}>
          {t("alarms.cancel")}
        </button>
      </div>
    </Modal>
  );
}

const FIELDS = ["name", "birthPlace", "birthDate", "subdistrict"] as const;

function Sides({ found }: { found: Compared }): JSX.Element {
  const all = [found.job, ...found.others];
  const cell = (value: unknown): string => (typeof value === "string" && value !== "" ? value : "–");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to take the focus
    <section class="table-box" tabIndex={0} aria-label={t("unclear.compare")}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t("job.key")}</th>
            {all.map((person) => (
              <th key={person.key} scope="col">
                {person.key}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">NIK</th>
            {all.map((person) => (
              <td key={person.key} class="digits">
                {person.nik}
              </td>
            ))}
          </tr>
          {FIELDS.map((field) => (
            <tr key={field}>
              <th scope="row">{t(`person.${field}`)}</th>
              {all.map((person) => (
                <td key={person.key}>{cell(person.applicant?.[field])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
