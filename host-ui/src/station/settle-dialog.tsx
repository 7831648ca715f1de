/** A person says what became of an uncertain card, best with the card in the hand. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { order } from "../frame/ask.ts";
import { useAsked } from "../frame/asked.ts";
import { Modal } from "../frame/modal.tsx";
import { type Job, jobCardsSchema } from "./answers.ts";
import { whenText } from "./job-table.tsx";
import { t } from "./words.ts";

const VERDICTS = ["issued", "queued", "void"] as const;
type Verdict = (typeof VERDICTS)[number];
const WHY_CHARS_MIN = 3;

export function SettleDialog(props: { job: Job; close: () => void }): JSX.Element {
  const { job, close } = props;
  const [verdict, setVerdict] = useState<Verdict | undefined>(undefined);
  const [serial, setSerial] = useState("");
  const [why, setWhy] = useState("");
  const shown = useAsked("jobs.show", JSON.stringify({ job: job.key }), jobCardsSchema);
  const card = shown.value?.cards.filter(({ state }) => state === "uncertain").at(-1);
  const typed = serial.replace(/\s/g, "").toUpperCase();
  // Without the chip's serial in the hand nobody can say that it was issued.
  const ready = verdict !== undefined && why.trim().length >= WHY_CHARS_MIN && (verdict !== "issued" || typed !== "");
  const submit = async (): Promise<void> => {
    const input = { job: job.key, as: verdict, reason: why.trim(), ...(verdict === "issued" ? { serial: typed } : {}) };
    const answer = await order("jobs.settle", input, `${t("unclear.settle")} · ${job.key}`);
    if (answer.ok) close();
  };
  return (
    <Modal title={`${t("unclear.settle")} ${job.key}`} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void submit();
        }}
      >
        <dl class="modal-facts">
          <Fact name="NIK" value={job.nik} />
          <Fact name={t("unclear.printer")} value={card?.printer ?? job.printer} />
          <Fact
            name={t("unclear.serial")}
            value={card?.serial === "" ? t("unclear.noSerial") : (card?.serial ?? "–")}
          />
          <Fact name={t("unclear.when")} value={whenText(card?.atMs ?? job.changedAtMs)} />
        </dl>
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
        <label class="field">
          <span>{t("unclear.why")}</span>
          <input
            value={why}
            maxLength={200}
            autocomplete="off"
            onInput={(event) => setWhy(event.currentTarget.value)}
          />
        </label>
        <div class="modal-buttons">
          <button type="button" class="button" onClick={close}>
            {t("alarms.cancel")}
          </button>
          <button type="submit" class="button primary" disabled={!ready}>
            {t("unclear.settle")}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function Fact(props: { name: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}
