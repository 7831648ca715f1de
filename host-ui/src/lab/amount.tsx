/** A number to set: what it is now, what it shall be, and the button. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";

export interface AmountProps {
  readonly label: string;
  readonly now: string;
  readonly unit: string;
  /** First shown in the field. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly action: string;
  readonly give: (value: number) => Promise<void>;
}

export function Amount(props: AmountProps): JSX.Element {
  const { label, now, unit, min, max, action, give } = props;
  const [value, setValue] = useState(props.value);
  const fits = value >= min && value <= max;
  return (
    <form
      class="lab-row"
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) void give(value);
      }}
    >
      <span>
        {label}: <strong>{now}</strong>
      </span>
      <label class="inline-field">
        <span class="unseen">
          {label} ({min}–{max} {unit})
        </span>
        <input
          type="number"
          min={min}
          max={max}
          value={value}
          onInput={(event) => setValue(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="submit" class="button small" disabled={!fits}>
        {action}
      </button>
    </form>
  );
}
