/** Why a command was not carried out, for people. */
import { saying } from "../i18n/sayings.ts";
import { language } from "../store.ts";
import type { Answer } from "./ask.ts";
import { t } from "./words.ts";

type Refusal = Omit<Extract<Answer, { ok: false }>, "ok">;

/** The kind of refusal, then the station's own sentence. */
export const refusalText = ({ code, message }: Refusal): string =>
  `${t(`refusal.${code}`)} ${saying(language.value, message)}`;
