/**
 * Commands and questions to the station. A command carries a key of its own and is sent again under the same key when the
 * line fails: the station answers a repetition and does not do it twice.
 */
import { type Outcome, outcomeSchema, type RefusalCode } from "../api-access.ts";
import { after, randomKey } from "../time.ts";
import { refusalText } from "./refusal-text.ts";
import { refreshSession } from "./session.ts";
import { toast } from "./toasts.tsx";
import { t } from "./words.ts";

/** `unreached`: the station did not answer, so it is not known whether the command was carried out. */
export type Answer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: RefusalCode | "unreached"; readonly message: string };

/** Times that a command is sent. */
export const TRIES_MAX = 3;
export const RETRY_MS = 400;
/** Longer than any command of the station takes to be answered. */
export const ANSWER_MS_MAX = 30_000;

/** Sends a command or question; nothing is shown. `changes: false` for questions, which need no key. */
export async function ask(name: string, input: unknown = {}, changes = false): Promise<Answer> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (changes) headers["idempotency-key"] = randomKey();
  let why = "";
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (tries > 0) await new Promise<void>((done) => after(RETRY_MS * tries, done));
    const answer = await sent(`/api/commands/${name}`, headers, JSON.stringify(input));
    if (typeof answer !== "string") {
      if (!answer.ok && answer.code === "role") void refreshSession();
      return answer;
    }
    why = answer;
  }
  return { ok: false, code: "unreached", message: why };
}

/** The outcome, or why there is none. */
async function sent(url: string, headers: Record<string, string>, body: string): Promise<Outcome | string> {
  const giveUp = new AbortController();
  const cancel = after(ANSWER_MS_MAX, () => giveUp.abort());
  try {
    const answer = await fetch(url, { method: "POST", headers, body, signal: giveUp.signal });
    const outcome = outcomeSchema.safeParse(await answer.json());
    return outcome.success ? outcome.data : `HTTP ${answer.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    cancel();
  }
}

/** Gives a command and shows what became of it. `what`: for people, naming the printer and its serial. */
export async function order(name: string, input: unknown, what: string): Promise<Answer> {
  const answer = await ask(name, input, true);
  if (answer.ok) toast("done", what, t("order.done"));
  else toast("failed", what, refusalText(answer));
  return answer;
}
