/** What became of commands, at the lower edge. Successes go by themselves; failures stay until somebody has read them. */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { Mark } from "../parts/shapes.tsx";
import { after } from "../time.ts";
import { t } from "./words.ts";

export type ToastTone = "done" | "failed" | "news";
interface Toast {
  readonly id: number;
  readonly tone: ToastTone;
  readonly what: string;
  readonly text: string;
}

export const TOASTS_MAX = 4;
const DONE_SHOWN_MS = 6_000;

const toasts: Signal<readonly Toast[]> = signal([]);
let lastId = 0;

export function toast(tone: ToastTone, what: string, text: string): void {
  const id = ++lastId;
  toasts.value = [...toasts.value, { id, tone, what, text }].slice(-TOASTS_MAX);
  if (tone !== "failed") after(DONE_SHOWN_MS, () => dismiss(id));
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

const SHAPE = { done: "ring", failed: "triangle", news: "dot" } as const;

export function Toasts(): JSX.Element {
  return (
    <section class="toasts" aria-label={t("toast.region")} aria-live="polite">
      {toasts.value.map(({ id, tone, what, text }) => (
        <div key={id} class={`toast toast-${tone}`}>
          <Mark shape={SHAPE[tone]} />
          <p>
            <strong>{what}</strong> {text}
          </p>
          <button type="button" class="plain" aria-label={t("toast.dismiss")} onClick={() => dismiss(id)}>
            <Mark shape="cross" />
          </button>
        </div>
      ))}
    </section>
  );
}
