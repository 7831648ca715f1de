/** One of a few, as buttons side by side: the chosen one is pressed. */
import type { JSX } from "preact";

export interface SegmentsProps<T extends string | number> {
  /** What is chosen, for those who do not see the buttons. */
  readonly label: string;
  readonly choices: readonly T[];
  readonly chosen: T;
  readonly words: (choice: T) => string;
  readonly choose: (choice: T) => void;
}

export function Segments<T extends string | number>(props: SegmentsProps<T>): JSX.Element {
  const { label, choices, chosen, words, choose } = props;
  return (
    <fieldset class="segments">
      <legend class="unseen">{label}</legend>
      {choices.map((each) => (
        <button key={each} type="button" aria-pressed={each === chosen} onClick={() => choose(each)}>
          {words(each)}
        </button>
      ))}
    </fieldset>
  );
}
