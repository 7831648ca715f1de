/** Log in, set the first password of a role, change a password, log out. */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, PASSWORD_ROLES, type PasswordRole } from "../api-access.ts";
import { ModalForm } from "./modal-form.tsx";
import { refusalText } from "./refusal-text.ts";
import { logIn, role, session, setPassword } from "./session.ts";
import { t } from "./words.ts";

type Mode = "login" | "change";
const open: Signal<{ mode: Mode; wanted: PasswordRole } | undefined> = signal(undefined);

export function openLogin(wanted: PasswordRole = "operator"): void {
  open.value = { mode: "login", wanted };
}

export function openPasswordChange(): void {
  const own = role.value;
  open.value = { mode: "change", wanted: own === undefined || own === "viewer" ? "operator" : own };
}

export function LoginDialog(): JSX.Element | null {
  const shown = open.value;
  if (shown === undefined) return null;
  const close = (): void => {
    open.value = undefined;
  };
  return <LoginForm {...shown} close={close} />;
}

interface FormProps {
  readonly mode: Mode;
  readonly wanted: PasswordRole;
  readonly close: () => void;
}

function LoginForm({ mode, wanted, close }: FormProps): JSX.Element {
  const [chosen, choose] = useState<PasswordRole>(wanted);
  const [name, setName] = useState("");
  const [password, setText] = useState("");
  const [again, setAgain] = useState("");
  const [current, setCurrent] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const first = session.value?.passwords[chosen] === false;
  const making = first || mode === "change";

  const submit = async (): Promise<void> => {
    const wrong = making ? newPasswordProblem(password, again) : undefined;
    if (wrong !== undefined) return setProblem(wrong);
    setBusy(true);
    const set = making ? await setPassword(chosen, password, first ? undefined : current) : undefined;
    const outcome = set?.ok === false ? set : await logIn(chosen, password, name.trim());
    setBusy(false);
    if (outcome.ok) close();
    else setProblem(refusalText(outcome));
  };

  const title = mode === "change" ? t("login.change") : t("login.title");
  const go = first ? t("login.firstGo") : mode === "change" ? t("login.changeGo") : t("login.go");
  return (
    <ModalForm
      title={title}
      action={go}
      ready={!busy && password !== ""}
      onSubmit={() => void submit()}
      onClose={close}
    >
      <RoleChoice chosen={chosen} choose={choose} />
      {first && <p class="modal-note">{t("login.first")}</p>}
      <Field label={t("login.name")} value={name} set={setName} help={t("login.nameHelp")} complete="name" />
      {mode === "change" && !first && (
        <Field label={t("login.current")} value={current} set={setCurrent} secret complete="current-password" />
      )}
      <Field
        label={making ? t("login.new") : t("login.password")}
        value={password}
        set={setText}
        secret
        complete={making ? "new-password" : "current-password"}
      />
      {making && <Field label={t("login.again")} value={again} set={setAgain} secret complete="new-password" />}
      {problem !== "" && (
        <p class="modal-problem" role="alert">
          {problem}
        </p>
      )}
    </ModalForm>
  );
}

function newPasswordProblem(password: string, again: string): string | undefined {
  if (password.length < PASSWORD_CHARS_MIN || password.length > PASSWORD_CHARS_MAX)
    return t("login.length", { min: PASSWORD_CHARS_MIN, max: PASSWORD_CHARS_MAX });
  return password === again ? undefined : t("login.mismatch");
}

function RoleChoice(props: { chosen: PasswordRole; choose: (role: PasswordRole) => void }): JSX.Element {
  return (
    <fieldset class="choices">
      <legend>{t("login.role")}</legend>
      {PASSWORD_ROLES.map((each) => (
        <label key={each} class="choice">
          <input type="radio" name="role" checked={props.chosen === each} onChange={() => props.choose(each)} />
          {t(`role.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly secret?: boolean;
  readonly help?: string;
  readonly complete: "name" | "current-password" | "new-password";
}

function Field(props: FieldProps): JSX.Element {
  const id = useId();
  const common = {
    id,
    value: props.value,
    autocomplete: props.complete,
    maxLength: PASSWORD_CHARS_MAX,
    onInput: (event: { currentTarget: HTMLInputElement }) => props.set(event.currentTarget.value),
  };
  return (
    <label class="field" for={id}>
      <span>{props.label}</span>
      {props.secret === true ? <input type="password" {...common} /> : <input type="text" {...common} />}
      {props.help !== undefined && <small>{props.help}</small>}
    </label>
  );
}
