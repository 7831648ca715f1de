/** Puts an alarm out of the way for at most one shift; the reason goes into the audit. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Alarm } from "../api.ts";
import { order } from "../frame/ask.ts";
import { ModalForm, saysWhy, WhyField } from "../frame/modal-form.tsx";
import { alarmName } from "./alarm-desk.tsx";
import { t } from "./words.ts";

/** Minutes to choose from; the last is a whole shift, the most that the station allows. */
const MINUTES = [15, 60, 240, 480] as const;

interface Props {
  readonly printer: string;
  readonly serial: string;
  readonly alarm: Alarm;
  readonly close: () => void;
}

export function ShelveDialog({ printer, serial, alarm, close }: Props): JSX.Element {
  const [minutes, setMinutes] = useState<number>(MINUTES[0]);
  const [why, setWhy] = useState("");
  const name = alarmName({ printer, serial, alarm });
  const submit = async (): Promise<void> => {
    close();
    await order("alarms.shelve", { id: alarm.id, minutes, why: why.trim() }, `${t("alarms.shelve")} · ${name}`);
  };
  return (
    <ModalForm
      title={t("alarms.shelveTitle")}
      action={t("alarms.shelve")}
      ready={saysWhy(why)}
      onSubmit={() => void submit()}
      onClose={close}
    >
      <p>
        <strong>{name}</strong>
      </p>
      <p>{t("alarms.shelveHelp")}</p>
      <fieldset class="choices">
        <legend>{t("alarms.howLong")}</legend>
        {MINUTES.map((each) => (
          <label key={each} class="choice">
            <input type="radio" name="minutes" checked={minutes === each} onChange={() => setMinutes(each)} />
            {each < 60 ? t("unit.minutes", { n: each }) : t("alarms.hours", { n: each / 60 })}
          </label>
        ))}
      </fieldset>
      <WhyField why={why} set={setWhy} />
    </ModalForm>
  );
}
