/** Commands of a running station from the command line. */
import { randomUUID } from "node:crypto";
import type { CommandOutcome, RefusalCode } from "../station/index.ts";
import { CommandError, EXIT, type ExitCode } from "./exit-codes.ts";

/** Where `cetak start` listens when nothing else is said. */
export const STATION_URL_DEFAULT = "http://127.0.0.1:8080";

/** Nobody answers there: the caller may open the journal itself. */
export class NoStationError extends CommandError {}

/** Exit code of a refusal. */
export const EXIT_OF: Readonly<Record<RefusalCode, ExitCode>> = {
  invalid: EXIT.usage,
  notFound: EXIT.usage,
  role: EXIT.refused,
  refused: EXIT.refused,
  busy: EXIT.refused,
  deadline: EXIT.deadline,
  device: EXIT.device,
  internal: EXIT.internal,
};

export const exitCodeOf = (code: RefusalCode): ExitCode => EXIT_OF[code];

export interface StationCallOptions {
  /** Cookie of {@link loginAtStation}. */
  readonly cookie?: string | undefined;
  /** Ends the wait, not the command. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives one command and returns its result. Sent with an idempotency key, so that a connection that breaks is tried once
 * more without doing it twice. Throws {@link NoStationError} (exit 3) when nobody answers, else {@link CommandError} with
 * the exit code of the outcome.
 */
export async function callStation(
  url: string,
  name: string,
  input: unknown = {},
  options: StationCallOptions = {},
): Promise<unknown> {
  const outcome = await tryStation(url, name, input, options);
  if (outcome.ok) return outcome.result;
  throw refusedAs(outcome);
}

/** The error of a refusal; one for want of a role says what to do about it. */
function refusedAs({ code, message }: Extract<CommandOutcome, { ok: false }>): CommandError {
  return new CommandError(EXIT_OF[code], code === "role" ? `${message}; ${LOGIN_HINT}` : message);
}

export const LOGIN_HINT = "give its password with --password-file FILE or in CETAK_PASSWORD";

/** The same, with refusals as values. */
export async function tryStation(
  url: string,
  name: string,
  input: unknown = {},
  options: StationCallOptions = {},
): Promise<CommandOutcome> {
  const base = stationUrl(url);
  const request: RequestInit = {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
      ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
    },
    body: JSON.stringify(input ?? {}),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const path = `${base}/api/commands/${encodeURIComponent(name)}`;
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    if (!hungUp(error)) throw absent(base, error);
    response = await fetch(path, request).catch((again) => {
      throw absent(base, again);
    });
  }
  return outcomeOf(base, response);
}

/** Whether anybody answers there. */
export async function stationAnswers(url: string): Promise<boolean> {
  try {
    await fetch(`${stationUrl(url)}/livez`);
    return true;
  } catch {
    return false;
  }
}

/** Logs in for commands that need a role; returns the cookie. Throws {@link CommandError} (exit 8) on a wrong password. */
export async function loginAtStation(url: string, role: string, password: string, name = "cli"): Promise<string> {
  const base = stationUrl(url);
  let response: Response;
  try {
    response = await fetch(`${base}/api/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ role, password, name }),
    });
  } catch (error) {
    throw absent(base, error);
  }
  if (response.ok) return (response.headers.get("set-cookie") ?? "").split(";")[0]!;
  const outcome = await outcomeOf(base, response);
  throw new CommandError(EXIT.refused, outcome.ok ? "the station refused the login" : outcome.message);
}

/** Reads something of the station: `/api/session`, `/api/printers/P1/history`. */
export async function askStation(url: string, path: string, options: StationCallOptions = {}): Promise<unknown> {
  const base = stationUrl(url);
  const headers: Record<string, string> = options.cookie === undefined ? {} : { cookie: options.cookie };
  let response: Response;
  try {
    response = await fetch(base + path, {
      headers,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    throw absent(base, error);
  }
  if (response.ok) return response.json();
  const outcome = await outcomeOf(base, response);
  throw outcome.ok ? new CommandError(EXIT.internal, `HTTP ${response.status}`) : refusedAs(outcome);
}

/** `http://host:port` of what a person wrote. */
export function stationUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if ((url?.protocol !== "http:" && url?.protocol !== "https:") || url.hostname === "") {
    throw new CommandError(EXIT.usage, `--station must be like ${STATION_URL_DEFAULT}, not "${text}"`);
  }
  return url.origin;
}

async function outcomeOf(base: string, response: Response): Promise<CommandOutcome> {
  const body = (await response.json().catch(() => undefined)) as Partial<Record<string, unknown>> | undefined;
  if (body?.["ok"] === true) return { ok: true, result: body["result"] };
  const code = body?.["code"];
  if (body?.["ok"] === false && typeof code === "string" && Object.hasOwn(EXIT_OF, code)) {
    return { ok: false, code: code as RefusalCode, message: String(body["message"]) };
  }
  const what = response.status === 429 ? "too many requests; wait a minute" : `HTTP ${response.status}`;
  return {
    ok: false,
    code: response.status === 404 ? "notFound" : "refused",
    message: `${base} is no station of this version, or refuses: ${what}`,
  };
}

/** The connection was there and broke: the command may or may not have been done. */
function hungUp(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return cause?.code === "ECONNRESET" || cause?.code === "UND_ERR_SOCKET";
}

function absent(base: string, error: unknown): CommandError {
  if (error instanceof Error && error.name === "AbortError") return new CommandError(EXIT.interrupted, "interrupted");
  const cause = error instanceof Error ? (error.cause as { message?: string } | undefined) : undefined;
  return new NoStationError(EXIT.device, `no station answers at ${base}: ${cause?.message ?? String(error)}`);
}
