/** Who uses this page, as the station sees it, and which commands they may give. The station checks each command again. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import {
  commandListSchema,
  type Outcome,
  outcomeSchema,
  type PasswordRole,
  ROLES,
  type Role,
  type Session,
  sessionSchema,
} from "../api-access.ts";
import { utcMs } from "../store.ts";

/** Undefined until the station has answered. */
export const session: Signal<Session | undefined> = signal(undefined);
/** Names of the commands that this person may give. */
export const allowed: Signal<ReadonlySet<string>> = signal(new Set<string>());
/** The role that counts now: a login that has ended by the station's clock is none. */
export const role: ReadonlySignal<Role | undefined> = computed(() => {
  const { value } = session;
  const ended = value?.expiresMs !== undefined && utcMs.value !== undefined && utcMs.value >= value.expiresMs;
  return ended ? undefined : value?.role;
});

/** Reading it in a component subscribes to the role. */
export const may = (command: string): boolean => allowed.value.has(command);

export const atLeast = (wanted: Role): boolean =>
  role.value !== undefined && ROLES.indexOf(role.value) >= ROLES.indexOf(wanted);

/** Asks the station again. Keeps what is known when it does not answer. */
export async function refreshSession(): Promise<void> {
  try {
    const answer = sessionSchema.safeParse(await (await fetch("/api/session")).json());
    if (!answer.success) return;
    const list = answer.data.role === undefined ? [] : await (await fetch("/api/commands")).json();
    const commands = commandListSchema.safeParse(list);
    session.value = answer.data;
    allowed.value = new Set(commands.success ? commands.data.map(({ name }) => name) : []);
  } catch {
    // The next look succeeds or the page already says that the station is away.
  }
}

async function post(path: string, body: unknown): Promise<Outcome> {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const outcome = outcomeSchema.safeParse(await answer.json());
    return outcome.success ? outcome.data : { ok: false, code: "internal", message: `HTTP ${answer.status}` };
  } catch (error) {
    return { ok: false, code: "device", message: error instanceof Error ? error.message : String(error) };
  }
}

export async function logIn(wanted: PasswordRole, password: string, name: string): Promise<Outcome> {
  const stranger = session.value?.role === undefined;
  const outcome = await post("/api/login", { role: wanted, password, ...(name === "" ? {} : { name }) });
  // A stranger's page has neither feed nor fault texts: it begins anew.
  if (outcome.ok && stranger) location.reload();
  else if (outcome.ok) await refreshSession();
  return outcome;
}

/** Whoever is nobody without the login shall not leave the last picture on the screen. */
export async function logOut(): Promise<void> {
  await post("/api/logout", {});
  await refreshSession();
  if (session.value?.role === undefined) location.reload();
}

/** Sets the first password of a role, or changes it. Not repeated by itself: it holds a secret. */
export async function setPassword(wanted: PasswordRole, password: string, current?: string): Promise<Outcome> {
  const input = { role: wanted, password, ...(current === undefined ? {} : { current }) };
  const outcome = await post("/api/commands/access.setPassword", input);
  if (outcome.ok) await refreshSession();
  return outcome;
}
