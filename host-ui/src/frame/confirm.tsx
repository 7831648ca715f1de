/** Asks once more before something is done, naming the machine that it is done to. One question at a time. */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Modal } from "./modal.tsx";
import { t } from "./words.ts";

export interface Question {
  readonly title: string;
  /** What it is done to, as name and value: printer, serial, place. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What will happen. */
  readonly text?: string;
  /** On the button. */
  readonly action: string;
  readonly danger?: boolean;
  /** Asks for a reason of at least three letters. */
  readonly needsWhy?: boolean;
}

/** `why` is "" where none was asked for. */
export interface Consent {
  readonly why: string;
}

interface Open {
  readonly question: Question;
  readonly answer: (consent: Consent | undefined) => void;
}

const open: Signal<Open | undefined> = signal(undefined);

/** Undefined: the person thought better of it. */
export function confirmed(question: Question): Promise<Consent | undefined> {
  open.value?.answer(undefined);
  return new Promise((answer) => {
    open.value = { question, answer };
  });
}

export function ConfirmDialog(): JSX.Element | null {
  const shown = open.value;
  return shown === undefined ? null : <Asking key={shown.question.title} {...shown} />;
}

const WHY_CHARS_MIN = 3;
const WHY_CHARS_MAX = 200;

function Asking({ question, answer }: Open): JSX.Element {
  const [why, setWhy] = useState("");
  const end = (consent: Consent | undefined): void => {
    open.value = undefined;
    answer(consent);
  };
  const ready = question.needsWhy !== true || why.trim().length >= WHY_CHARS_MIN;
  return (
    <Modal title={question.title} danger={question.danger === true} onClose={() => end(undefined)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) end({ why: why.trim() });
        }}
      >
        <dl class="modal-facts">
          {question.facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {question.text !== undefined && <p>{question.text}</p>}
        {question.needsWhy === true && (
          <label class="field">
            <span>{t("confirm.why")}</span>
            <input
              value={why}
              maxLength={WHY_CHARS_MAX}
              required
              autocomplete="off"
              onInput={(event) => setWhy(event.currentTarget.value)}
            />
            <small>{t("confirm.whyHelp")}</small>
          </label>
        )}
        <div class="modal-buttons">
          <button type="button" class="button" onClick={() => end(undefined)}>
            {t("dialog.cancel")}
          </button>
          <button type="submit" class={`button ${question.danger === true ? "danger" : "primary"}`} disabled={!ready}>
            {question.action}
          </button>
        </div>
      </form>
    </Modal>
  );
}
