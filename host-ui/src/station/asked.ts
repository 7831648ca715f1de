/** A question to the station that is asked again when something changed, and each few seconds while it is in sight. */
import { useEffect, useState } from "preact/hooks";
import { ask } from "../frame/ask.ts";
import { t as frameText } from "../frame/words.ts";
import { every } from "../time.ts";

/** Lists in sight are asked for this often, whatever the live feed says. */
export const LOOK_AGAIN_MS = 5_000;

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

export interface Asked<T> {
  /** The newest answer; kept while a newer one is on its way. */
  readonly value: T | undefined;
  /** Why the newest question was not answered; "" when it was. */
  readonly problem: string;
  /** Asks at once, after something was done. */
  readonly again: () => void;
}

/** `input` must be the same text for the same question. */
export function useAsked<T>(name: string, input: string, schema: Schema<T>): Asked<T> {
  const [state, setState] = useState<{ value: T | undefined; problem: string }>({ value: undefined, problem: "" });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    const look = async (): Promise<void> => {
      const answer = await ask(name, JSON.parse(input));
      if (gone) return;
      if (!answer.ok) {
        const problem = `${frameText(`refusal.${answer.code}`)} ${answer.message}`;
        setState((before) => ({ value: before.value, problem }));
        return;
      }
      const read = schema.safeParse(answer.result);
      setState((before) =>
        read.success ? { value: read.data, problem: "" } : { value: before.value, problem: `${name}: ?` },
      );
    };
    void look();
    const stop = every(LOOK_AGAIN_MS, () => void look());
    return () => {
      gone = true;
      stop();
    };
  }, [name, input, schema, turn]);
  return { ...state, again: () => setTurn((before) => before + 1) };
}
