/** A technician's work at one printer: hands, tuning, settings, firmware, self-test. Everybody else reads who works there. */
import type { JSX } from "preact";
import type { PrinterState } from "../api.ts";
import { type Asked, useAsked } from "../frame/asked.ts";
import { openLogin } from "../frame/login-dialog.tsx";
import { atLeast } from "../frame/session.ts";
import { saying } from "../i18n/sayings.ts";
import { durationText } from "../i18n/texts.ts";
import { Tabs } from "../parts/tabs.tsx";
import { language, utcMs } from "../store.ts";
import { servedSchema, type Work, workSchema } from "./answers.ts";
import { Firmware } from "./firmware.tsx";
import { Hands } from "./hands.tsx";
import { SelfTest } from "./self-test.tsx";
import { SettingsTable } from "./settings-table.tsx";
import { Tune } from "./tune.tsx";
import { s } from "./words.ts";

const WORK_AGAIN_MS = 1_000;

export interface ServiceProps {
  readonly printer: PrinterState;
  /** The last work there, and how it goes. */
  readonly work: Work | undefined;
  /** Somebody works there now. */
  readonly busy: boolean;
  /** Looks again at once. */
  readonly again: () => void;
}

export function Service(props: { printer: PrinterState }): JSX.Element {
  const { printer } = props;
  const asked = useAsked("service.state", JSON.stringify({ printer: printer.name }), workSchema, WORK_AGAIN_MS);
  return (
    <section class="service" aria-labelledby="service-title">
      <h2 id="service-title">{s("service.title")}</h2>
      {atLeast("technician") ? (
        <Desk printer={printer} asked={asked} />
      ) : (
        <p class="service-closed">
          <span>{s("service.technician")}</span>
          <button type="button" class="button" onClick={() => openLogin("technician")}>
            {s("service.login")}
          </button>
        </p>
      )}
    </section>
  );
}

function Desk(props: { printer: PrinterState; asked: Asked<Work | null> }): JSX.Element {
  const { printer, asked } = props;
  const served = useAsked("service.printers", "{}", servedSchema, 60_000);
  const hasConsole = served.value?.find(({ name }) => name === printer.name)?.hasConsole !== false;
  const work = asked.value ?? undefined;
  const inner: ServiceProps = { printer, work, busy: work?.state === "running", again: asked.again };
  const console = (draw: () => JSX.Element): (() => JSX.Element) =>
    hasConsole ? draw : () => <p class="dim">{s("service.noConsole")}</p>;
  return (
    <>
      <WorkLine work={work} problem={asked.problem} />
      <Tabs
        label={s("service.title")}
        tabs={[
          { name: "hands", title: s("tab.hands"), draw: () => <Hands {...inner} /> },
          { name: "tune", title: s("tab.tune"), draw: () => <Tune {...inner} /> },
          { name: "settings", title: s("tab.settings"), draw: console(() => <SettingsTable {...inner} />) },
          { name: "firmware", title: s("tab.firmware"), draw: console(() => <Firmware {...inner} />) },
          { name: "selftest", title: s("tab.selftest"), draw: console(() => <SelfTest {...inner} />) },
        ]}
      />
    </>
  );
}

/** Who works there, or what became of the last work. */
function WorkLine(props: { work: Work | undefined; problem: string }): JSX.Element | null {
  const { work, problem } = props;
  if (problem !== "") return <p class="dim">{problem}</p>;
  if (work === undefined || work.kind === "settings") return null;
  const ago = durationText(language.value, (utcMs.value ?? work.sinceMs) - work.sinceMs);
  return (
    <p class={`work-line work-${work.state}`} role="status" data-work={`${work.kind}-${work.state}`}>
      <strong>{s(`tab.${work.kind === "flash" ? "firmware" : work.kind}`)}</strong>: {s(`work.${work.state}`)} ·{" "}
      {work.by} · {ago}
      {work.state === "failed" && <span> · {saying(language.value, work.message)}</span>}
    </p>
  );
}
