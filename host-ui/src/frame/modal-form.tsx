/** A dialog with a form in it: sent by its one button or by Enter, left by the other one or by Escape. And what forms share. */
import type { ComponentChildren, JSX } from "preact";
import { Modal } from "./modal.tsx";
import { t } from "./words.ts";

export interface ModalFormProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** On the button that sends it. */
  readonly action: string;
  /** It may be sent. */
  readonly ready: boolean;
  readonly danger?: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

export function ModalForm(props: ModalFormProps): JSX.Element {
  const { title, children, action, ready, danger = false, onSubmit, onClose } = props;
  return (
    <Modal title={title} danger={danger} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onSubmit();
        }}
      >
        {children}
        <div class="modal-buttons">
          <button type="button" class="button" onClick={onClose}>
            {t("dialog.cancel")}
          </button>
          <button type="submit" class={`button ${danger ? "danger" : "primary"}`} disabled={!ready}>
            {action}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** What it is about, as name and value: printer, serial, place. */
export function ModalFacts(props: { facts: readonly (readonly [name: string, value: string])[] }): JSX.Element {
  return (
    <dl class="modal-facts">
      {props.facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const WHY_CHARS_MIN = 3;
const WHY_CHARS_MAX = 200;

/** Enough of a reason for the station. */
export const saysWhy = (why: string): boolean => why.trim().length >= WHY_CHARS_MIN;

/** A reason, which goes into the audit. `label`: what is asked for, when it is not simply the reason. */
export function WhyField(props: { why: string; set: (why: string) => void; label?: string }): JSX.Element {
  return (
    <label class="field">
      <span>{props.label ?? t("confirm.why")}</span>
      <input
        value={props.why}
        maxLength={WHY_CHARS_MAX}
        required
        autocomplete="off"
        onInput={(event) => props.set(event.currentTarget.value)}
      />
      <small>{t("confirm.whyHelp")}</small>
    </label>
  );
}
