/** A person says what became of an uncertain card, best with the card in the hand. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { order } from "../frame/ask.ts";
import { useAsked } from "../frame/asked.ts";
import { ModalFacts, ModalForm, saysWhy, WhyField } from "../frame/modal-form.tsx";
import { type Job, jobCardsSchema } from "./answers.ts";
import { whenText } from "./job-table.tsx";
import { t } from "./words.ts";

const VERDICTS = ["issued", "queued", "void"] as const;
type Verdict = (typeof VERDICTS)[number];

export function SettleDialog(props: { job: Job; close: () => void }): JSX.Element {
  const { job, close } = props;
  const [verdict, setVerdict] = useState<Verdict | undefined>(undefined);
  const [serial, setSerial] = useState("");
  const [why, setWhy] = useState("");
  const shown = useAsked("jobs.show", JSON.stringify({ job: job.key }), jobCardsSchema);
  const card = shown.value?.cards.filter(({ state }) => state === "uncertain").at(-1);
  const typed = serial.replace(/\s/g, "").toUpperCase();
  // Without the chip's serial in the hand nobody can say that it was issued.
  const ready = verdict !== undefined && saysWhy(why) && (verdict !== "issued" || typed !== "");
  const submit = async (): Promise<void> => {
    const input = { job: job.key, as: verdict, reason: why.trim(), ...(verdict === "issued" ? { serial: typed } : {}) };
    const answer = await order("jobs.settle", input, `${t("unclear.settle")} · ${job.key}`);
    if (answer.ok) close();
  };
  const facts: [string, string][] = [
    ["NIK", job.nik],
    [t("unclear.printer"), card?.printer ?? job.printer],
    [t("unclear.serial"), card?.serial === "" ? t("unclear.noSerial") : (card?.serial ?? "–")],
    [t("unclear.when"), whenText(card?.atMs ?? job.changedAtMs)],
  ];
  return (
    <ModalForm
      title={`${t("unclear.settle")} ${job.key}`}
      action={t("unclear.settle")}
      ready={ready}
      onSubmit={() => void submit()}
      onClose={close}
    >
      <ModalFacts facts={facts} />
      <fieldset class="choices column">
        <legend>{t("unclear.what")}</legend>
        {VERDICTS.map((each) => (
          <label key={each} class="choice">
            <input type="radio" name="verdict" checked={verdict === each} onChange={() => setVerdict(each)} />
            {t(`verdict.${each}`)}
          </label>
        ))}
      </fieldset>
      {verdict === "issued" && (
        <label class="field">
          <span>{t("unclear.readSerial")}</span>
          <input value={serial} autocomplete="off" onInput={(event) => setSerial(event.currentTarget.value)} />
        </label>
      )}
      <WhyField why={why} set={setWhy} label={t("unclear.why")} />
    </ModalForm>
  );
}
