/** Wall displays elsewhere: each has a token of its own, which is shown once and can be revoked. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask, order } from "../frame/ask.ts";
import { useAsked } from "../frame/asked.ts";
import { confirmed } from "../frame/confirm.tsx";
import { refusalText } from "../frame/refusal-text.ts";
import { toast } from "../frame/toasts.tsx";
import { newTokenSchema, wallTokensSchema } from "./answers.ts";
import { whenText } from "./job-table.tsx";
import { t } from "./words.ts";

export function Displays(): JSX.Element {
  const { value, problem, again } = useAsked("access.wallTokens", "{}", wallTokensSchema);
  const [label, setLabel] = useState("");
  const [link, setLink] = useState("");
  const add = async (): Promise<void> => {
    const answer = await ask("access.addWallToken", { label: label.trim() }, true);
    const read = answer.ok ? newTokenSchema.safeParse(answer.result) : undefined;
    if (read?.success === true) setLink(`${location.origin}/wall#token=${read.data.token}`);
    else toast("failed", t("displays.add"), answer.ok ? "?" : refusalText(answer));
    setLabel("");
    again();
  };
  const revoke = async (id: number, name: string): Promise<void> => {
    const facts = [[t("displays.label"), name] as const];
    const title = t("displays.revoke");
    if ((await confirmed({ title, facts, action: title, danger: true })) === undefined) return;
    await order("access.revokeWallToken", { id }, `${title} · ${name}`);
    again();
  };
  return (
    <>
      <p class="dim">{t("displays.help")}</p>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label class="field">
          <span>{t("displays.label")}</span>
          <input value={label} maxLength={40} autocomplete="off" onInput={(e) => setLabel(e.currentTarget.value)} />
        </label>
        <button type="submit" class="button primary" disabled={label.trim() === ""}>
          {t("displays.add")}
        </button>
      </form>
      {link !== "" && (
        <label class="field once">
          <span>{t("displays.once")}</span>
          <input readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
        </label>
      )}
      {problem !== "" && <p class="problem">{problem}</p>}
      <ul class="displays">
        {(value ?? []).map(({ id, label: name, createdMs }) => (
          <li key={id}>
            <strong>{name}</strong> <span class="dim">{t("displays.since", { time: whenText(createdMs) })}</span>
            <button
              type="button"
              class="button small"
              aria-label={`${t("displays.revoke")} ${name}`}
              onClick={() => void revoke(id, name)}
            >
              {t("displays.revoke")}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
