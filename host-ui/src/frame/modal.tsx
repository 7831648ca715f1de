/** A dialog over the page. The browser keeps the focus inside and closes it with Escape. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface ModalProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Closed by Escape; the owner then stops drawing it. */
  readonly onClose: () => void;
  readonly danger?: boolean;
}

export function Modal(props: ModalProps): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal();
  }, []);
  return (
    <dialog
      ref={box}
      class={`modal ${props.danger === true ? "modal-danger" : ""}`}
      aria-labelledby="modal-title"
      onClose={props.onClose}
    >
      <h2 id="modal-title">{props.title}</h2>
      {props.children}
    </dialog>
  );
}
