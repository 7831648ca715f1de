/** Shapes that carry a meaning together with a colour: drawn, not typed, so that no font is needed. */
import type { JSX } from "preact";
import type { Shape } from "../view/word.ts";

/** Paths in a box of 24. Filled shapes get an edge from the style sheet where their colour alone has too little contrast. */
const PATHS: Readonly<Record<Shape | "clock" | "hourglass", JSX.Element>> = {
  ring: <circle cx="12" cy="12" r="8" fill="none" stroke="currentColor" stroke-width="3.5" />,
  play: <path d="M6 3.5v17l15-8.5z" fill="currentColor" />,
  up: <path d="M12 3l8 9h-5v9H9v-9H4z" fill="currentColor" />,
  down: <path d="M12 21l8-9h-5V3H9v9H4z" fill="currentColor" />,
  bar: <path d="M3 10h18v4.5H3z" fill="currentColor" />,
  diamond: <path d="M12 2l10 10-10 10L2 12z" fill="currentColor" />,
  pause: <path d="M5 4h5v16H5zM14 4h5v16h-5z" fill="currentColor" />,
  octagon: <path d="M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z" fill="currentColor" />,
  triangle: <path d="M12 2.5l10.5 18.5h-21z" fill="currentColor" />,
  turn: (
    <path
      d="M19.5 12a7.5 7.5 0 1 1-2.5-5.6M17.5 2v5h-5"
      fill="none"
      stroke="currentColor"
      stroke-width="3"
      stroke-linejoin="round"
    />
  ),
  square: <path d="M4 4h16v16H4z" fill="none" stroke="currentColor" stroke-width="3.5" />,
  cross: <path d="M5 5l14 14M19 5L5 19" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" />,
  question: (
    <path
      d="M7.5 8.5a4.5 4.5 0 1 1 6.6 4c-1.5.8-2.1 1.6-2.1 3.5M12 19v2.5"
      fill="none"
      stroke="currentColor"
      stroke-width="3"
    />
  ),
  dot: <circle cx="12" cy="12" r="7.5" fill="currentColor" />,
  clock: (
    <path
      d="M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5.5l4 2.5"
      fill="none"
      stroke="currentColor"
      stroke-width="2.5"
    />
  ),
  hourglass: (
    <path
      d="M6 3h12M6 21h12M7.5 3v3l4.5 6 4.5-6V3M7.5 21v-3l4.5-6 4.5 6v3"
      fill="none"
      stroke="currentColor"
      stroke-width="2.5"
    />
  ),
};

export type AnyShape = keyof typeof PATHS;

export function Mark(props: { shape: AnyShape; class?: string }): JSX.Element {
  return (
    <svg class={`mark mark-${props.shape} ${props.class ?? ""}`} viewBox="0 0 24 24" aria-hidden="true">
      {PATHS[props.shape]}
    </svg>
  );
}
