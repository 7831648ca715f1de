/** A question to the station that is asked again each few seconds while its answer is in sight, and at once when wanted. */
import { useEffect, useState } from "preact/hooks";
import { every } from "../time.ts";
import { type Answer, ask } from "./ask.ts";
import { refusalText } from "./refusal-text.ts";

/** Lists in sight are asked for this often, whatever the live feed says. */
export const LOOK_AGAIN_MS = 5_000;

export interface Schema<T> {
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

/** Asks a command that looks. `input` must be the same text for the same question. */
export function useAsked<T>(name: string, input: string, schema: Schema<T>, periodMs = LOOK_AGAIN_MS): Asked<T> {
  return useAnswers(`${name} ${input}`, schema, periodMs, () => ask(name, JSON.parse(input)));
}

/** The same for a document of the station. "": none is wanted now. */
export function useFetched<T>(url: string, schema: Schema<T>, periodMs = LOOK_AGAIN_MS): Asked<T> {
  return useAnswers(url, schema, periodMs, () => fetched(url));
}

async function fetched(url: string): Promise<Answer> {
  try {
    const answer = await fetch(url);
    if (answer.ok) return { ok: true, result: await answer.json() };
    return { ok: false, code: answer.status === 404 ? "notFound" : "unreached", message: `HTTP ${answer.status}` };
  } catch (error) {
    return { ok: false, code: "unreached", message: error instanceof Error ? error.message : String(error) };
  }
}

function useAnswers<T>(key: string, schema: Schema<T>, periodMs: number, look: () => Promise<Answer>): Asked<T> {
  const [state, setState] = useState<{ value: T | undefined; problem: string }>({ value: undefined, problem: "" });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (key === "") return undefined;
    let gone = false;
    let asking = false;
    const once = async (): Promise<void> => {
      if (asking) return;
      asking = true;
      const answer = await look();
      asking = false;
      if (gone) return;
      if (!answer.ok) {
        const problem = refusalText(answer);
        setState((before) => ({ value: before.value, problem }));
        return;
      }
      const read = schema.safeParse(answer.result);
      setState((before) =>
        read.success ? { value: read.data, problem: "" } : { value: before.value, problem: `${key}: ?` },
      );
    };
    void once();
    const stop = every(periodMs, () => void once());
    return () => {
      gone = true;
      stop();
    };
  }, [key, schema, periodMs, turn]);
  return { ...state, again: () => setTurn((before) => before + 1) };
}
