/** Asks once more before something is done, naming the machine that it is done to. One question at a time. */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ModalFacts, ModalForm, saysWhy, WhyField } from "./modal-form.tsx";

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

function Asking({ question, answer }: Open): JSX.Element {
  const [why, setWhy] = useState("");
  const { title, facts, text, action, danger = false, needsWhy = false } = question;
  const end = (consent: Consent | undefined): void => {
    open.value = undefined;
    answer(consent);
  };
  return (
    <ModalForm
      title={title}
      action={action}
      danger={danger}
      ready={!needsWhy || saysWhy(why)}
      onSubmit={() => end({ why: why.trim() })}
      onClose={() => end(undefined)}
    >
      <ModalFacts facts={facts} />
      {text !== undefined && <p>{text}</p>}
      {needsWhy && <WhyField why={why} set={setWhy} />}
    </ModalForm>
  );
}
