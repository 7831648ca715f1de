/** New firmware: the file is looked at by the station, compared with what runs, confirmed by name and serial, and watched. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Answer, ask } from "../frame/ask.ts";
import { useAsked } from "../frame/asked.ts";
import { refusalText } from "../frame/refusal-text.ts";
import { t as frameText } from "../frame/words.ts";
import { clockText, dayText, number } from "../i18n/texts.ts";
import { language, zone } from "../store.ts";
import {
  type FlashPlan,
  flashEndSchema,
  flashesSchema,
  flashProgressSchema,
  imagePutSchema,
  planSchema,
} from "./answers.ts";
import { base64Of } from "./base64.ts";
import type { ServiceProps } from "./service.tsx";
import { act } from "./target.ts";
import { s } from "./words.ts";

/** What the station takes. */
const IMAGE_BYTES_MAX = 5 * 1024 * 1024;
const PHASES = ["uploading", "verifying", "restarting", "trial", "done"] as const;

export function Firmware(props: ServiceProps): JSX.Element {
  const { printer, work, busy, again } = props;
  const [plan, setPlan] = useState<FlashPlan | undefined>(undefined);
  const [says, setSays] = useState("");
  const chosen = async (file: File | undefined): Promise<void> => {
    setPlan(undefined);
    if (file === undefined) return;
    setSays(s("flash.sending"));
    const found = await planOf(printer.name, file);
    setPlan(typeof found === "string" ? undefined : found);
    setSays(typeof found === "string" ? found : "");
  };
  const flash = async (found: FlashPlan): Promise<void> => {
    const alone = { printer: printer.name, image: found.image.hash, serial: found.printer.serial };
    const facts: [string, string][] = [[s("flash.change"), `${found.from} → ${found.to}`]];
    await act(printer, {
      name: "service.flash",
      alone,
      label: s("flash.action"),
      question: s("flash.asks"),
      facts,
      danger: true,
    });
    again();
  };
  return (
    <div class="firmware">
      <label class="field">
        <span>{s("flash.file")}</span>
        <input
          type="file"
          accept=".bin,.img"
          disabled={busy}
          onChange={(event) => void chosen(event.currentTarget.files?.[0])}
        />
        <small>{s("flash.help")}</small>
      </label>
      {says !== "" && <p class="problem">{says}</p>}
      {plan !== undefined && <Plan plan={plan} busy={busy} flash={() => void flash(plan)} />}
      {work?.kind === "flash" && <Course work={work} />}
      <FlashHistory printer={printer.name} key={work?.state} />
    </div>
  );
}

/** The plan, or why there is none. */
async function planOf(printer: string, file: File): Promise<FlashPlan | string> {
  if (file.size > IMAGE_BYTES_MAX) return s("flash.tooLarge");
  const data = base64Of(new Uint8Array(await file.arrayBuffer()));
  const put = await ask("service.image.put", { data }, true);
  const image = put.ok ? imagePutSchema.safeParse(put.result) : undefined;
  if (image?.success !== true) return why(put);
  const answer = await ask("service.flash.plan", { printer, image: image.data.hash });
  const plan = answer.ok ? planSchema.safeParse(answer.result) : undefined;
  return plan?.success === true ? plan.data : why(answer);
}

const why = (answer: Answer): string => (answer.ok ? frameText("refusal.internal") : refusalText(answer));

function Plan(props: { plan: FlashPlan; busy: boolean; flash: () => void }): JSX.Element {
  const { plan, busy, flash } = props;
  const facts: [string, string][] = [
    [s("flash.machine"), `${plan.printer.serial} · ${plan.printer.model}`],
    [s("flash.change"), `${plan.from} → ${plan.to}`],
    [s("flash.size"), `${number(language.value, plan.image.bytes)} B`],
    [s("flash.signer"), plan.image.signer.slice(0, 16)],
  ];
  return (
    <div class="tool">
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name} class="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {plan.already ? (
        <p>{s("flash.already")}</p>
      ) : (
        <button type="button" class="button danger" disabled={busy} onClick={flash}>
          {s("flash.action")}
        </button>
      )}
    </div>
  );
}

function Course(props: { work: NonNullable<ServiceProps["work"]> }): JSX.Element | null {
  const { work } = props;
  const end = flashEndSchema.safeParse(work.result);
  if (work.state === "done" && end.success) {
    return (
      <p class="flash-end" data-result={end.data.result}>
        {s(`flash.${end.data.result}`, { from: end.data.from, to: end.data.to })} {end.data.why}
      </p>
    );
  }
  const progress = flashProgressSchema.safeParse(work.progress);
  if (work.state !== "running" || !progress.success) return null;
  const { phase, sentBytes, totalBytes, bytesPerSecond } = progress.data;
  return (
    <div class="flash-course">
      <label>
        <span>
          {s("flash.progress", { sent: number(language.value, sentBytes), total: number(language.value, totalBytes) })}
        </span>
        <progress max={totalBytes} value={sentBytes} />
      </label>
      <ol class="phases">
        {PHASES.map((each) => (
          <li key={each} class={each === phase ? "now" : ""} aria-current={each === phase ? "step" : undefined}>
            {s(`phase.${each}`)}
          </li>
        ))}
      </ol>
      {bytesPerSecond > 0 && <p class="dim">{number(language.value, bytesPerSecond)} B/s</p>}
    </div>
  );
}

/** Who put what into this machine, newest first. */
function FlashHistory(props: { printer: string }): JSX.Element {
  const { value } = useAsked("service.history", JSON.stringify({ printer: props.printer }), flashesSchema);
  const lang = language.value;
  return (
    <details class="flash-history" open>
      <summary>{s("flash.history")}</summary>
      {value?.length === 0 && <p class="dim">{s("flash.none")}</p>}
      <ul>
        {value?.map(({ id, atMs, serial, actor, from, to, result, detail }) => (
          <li key={id}>
            {dayText(lang, zone.value, atMs)} {clockText(lang, zone.value, atMs, "time")} · {serial} · {from} → {to} ·{" "}
            <strong>{s(`flashed.${result}`)}</strong> · {actor} <span class="dim">{detail}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
