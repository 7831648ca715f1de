/** The machine's self-test: begins, is watched, and ends as a sheet that can be printed for the machine's file. */
import type { JSX } from "preact";
import { useAsked } from "../frame/asked.ts";
import { clockText, number } from "../i18n/texts.ts";
import { Mark } from "../parts/shapes.tsx";
import { language, zone } from "../store.ts";
import {
  type Finding,
  type SelfTestSheet,
  selfTestProgressSchema,
  selfTestSchema,
  type TestWords,
  wordsSchema,
} from "./answers.ts";
import type { ServiceProps } from "./service.tsx";
import { act } from "./target.ts";
import { s } from "./words.ts";

const WORDS_AGAIN_MS = 3_600_000;

export function SelfTest(props: ServiceProps): JSX.Element {
  const { printer, work, busy, again } = props;
  const words = useAsked("service.words", "{}", wordsSchema, WORDS_AGAIN_MS).value?.selftest ?? {};
  const mine = work?.kind === "selftest" ? work : undefined;
  const alone = { printer: printer.name };
  const begin = async (): Promise<void> => {
    await act(printer, { name: "service.selftest", alone, label: s("test.begin"), question: s("test.asks") });
    again();
  };
  const stop = async (): Promise<void> => {
    await act(printer, { name: "service.selftest.stop", alone, label: s("test.stop") });
    again();
  };
  const progress = selfTestProgressSchema.safeParse(mine?.progress);
  const sheet = mine?.state === "done" ? selfTestSchema.safeParse(mine.result) : undefined;
  return (
    <div class="self-test">
      <p class="tool-line">
        <button type="button" class="button primary" disabled={busy} onClick={() => void begin()}>
          {s("test.begin")}
        </button>
        {mine?.state === "running" && (
          <button type="button" class="button" onClick={() => void stop()}>
            {s("test.stop")}
          </button>
        )}
      </p>
      {mine?.state === "running" && progress.success && (
        <label class="test-course">
          <span>
            {progress.data.found}/{progress.data.total} {wordOf(words, progress.data.testing)}
          </span>
          <progress max={progress.data.total} value={progress.data.found} />
        </label>
      )}
      {sheet?.success === true && <Sheet sheet={sheet.data} words={words} />}
    </div>
  );
}

const wordOf = (words: TestWords, name: string): string => words[name]?.[language.value] ?? name;

function Sheet(props: { sheet: SelfTestSheet; words: TestWords }): JSX.Element {
  const { sheet, words } = props;
  const { serial, model, firmware } = sheet.printer;
  const passed = sheet.state === "done" && sheet.findings.every(({ verdict }) => verdict === "ok");
  const lang = language.value;
  const when = `${clockText(lang, zone.value, sheet.atMs, "date")}, ${clockText(lang, zone.value, sheet.atMs, "time")} ${zone.value}`;
  return (
    <article class="sheet" data-passed={passed}>
      <header class="sheet-head">
        <h3>
          <Mark shape={passed ? "ring" : "triangle"} /> {s("test.title")} {serial}:{" "}
          {s(passed ? "test.passed" : "test.notPassed")}
        </h3>
        <p class="dim">
          {model} · {firmware} · {when} {sheet.why}
        </p>
        <button type="button" class="button small no-print" onClick={() => globalThis.print()}>
          {s("test.print")}
        </button>
      </header>
      <table class="findings">
        <thead>
          <tr>
            <th scope="col">{s("test.item")}</th>
            <th scope="col">{s("test.measured")}</th>
            <th scope="col">{s("test.limits")}</th>
            <th scope="col">{s("test.verdict")}</th>
          </tr>
        </thead>
        <tbody>
          {sheet.findings.map((finding) => (
            <Row key={finding.name} finding={finding} words={words} />
          ))}
        </tbody>
      </table>
    </article>
  );
}

function Row(props: { finding: Finding; words: TestWords }): JSX.Element {
  const { finding, words } = props;
  const { name, verdict, measuredCenti, lowCenti, highCenti, unit, why } = finding;
  const lang = language.value;
  const n = (centi: number): string => `${number(lang, centi / 100, centi % 100 === 0 ? 0 : 2)}`;
  const todo = lang === "id" ? words[name]?.doId : words[name]?.doEn;
  return (
    <tr class={`finding-${verdict}`}>
      <th scope="row">{wordOf(words, name)}</th>
      <td data-name={s("test.measured")}>{measuredCenti === undefined ? why : `${n(measuredCenti)} ${unit}`}</td>
      <td data-name={s("test.limits")}>
        {lowCenti === highCenti ? n(lowCenti) : `${n(lowCenti)} … ${n(highCenti)}`} {unit}
      </td>
      <td data-name={s("test.verdict")}>
        <strong>{s(`verdict.${verdict}`)}</strong>
        {verdict === "failed" && todo !== undefined && <span> · {todo}</span>}
      </td>
    </tr>
  );
}
