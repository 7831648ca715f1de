/**
 * `cetak access`: passwords of roles, and tokens of wall displays. Through the running station; when none runs, in its journal
 * itself, which only its owner can read: that is also the way back for who has forgotten a password.
 */
import { silentLog, WallClock } from "../../base/index.ts";
import {
  Access,
  accessCommands,
  CommandRefused,
  Dispatcher,
  loadStationConfig,
  openStationJournal,
  PASSWORD_ROLES,
  type PasswordRole,
} from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { wantedPassword } from "../password.ts";
import { callStation, exitCodeOf, NoStationError, STATION_URL_DEFAULT } from "../station-client.ts";
import { type LoginOptions, loggedIn } from "../station-login.ts";

export interface AccessOptions extends LoginOptions {
  station?: string;
  config?: string;
  currentFile?: string;
  json?: boolean;
}

/** `cetak access set-password ROLE` */
export async function setPassword(role: string, options: AccessOptions): Promise<void> {
  if (!(PASSWORD_ROLES as readonly string[]).includes(role)) {
    throw new CommandError(EXIT.usage, `the role must be one of ${PASSWORD_ROLES.join(", ")}, not "${role}"`);
  }
  const password = await wantedPassword(options.passwordFile, `new password for ${role}`);
  await atStationOrJournal(
    options,
    async (url) => {
      const current =
        options.currentFile === undefined
          ? {}
          : { current: await wantedPassword(options.currentFile, "present password") };
      await callStation(url, "access.setPassword", { role, password, ...current });
    },
    async (access) => access.putPassword(role as PasswordRole, password),
  );
  tell(options, { role }, `the password for ${role} is set; whoever was logged in with the old one is logged out`);
}

/** `cetak access token add LABEL` */
export async function addToken(label: string, options: AccessOptions): Promise<void> {
  const made = (await run(options, "access.addWallToken", { label })) as { id: number; token: string };
  tell(options, made, `wall token ${made.id}, shown only now:\n${made.token}`);
}

/** `cetak access token list` */
export async function listTokens(options: AccessOptions): Promise<void> {
  const tokens = (await run(options, "access.wallTokens", {})) as { id: number; label: string; createdMs: number }[];
  const lines = tokens.map(
    ({ id, label, createdMs }) => `${id}  ${new Date(createdMs).toISOString().slice(0, 16)}  ${label}`,
  );
  tell(options, tokens, lines.length === 0 ? "no wall tokens" : lines.join("\n"));
}

/** `cetak access token revoke ID` */
export async function revokeToken(id: string, options: AccessOptions): Promise<void> {
  const number = Number(id);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new CommandError(EXIT.usage, `"${id}" is not the id of a token`);
  await run(options, "access.revokeWallToken", { id: number });
  tell(options, { id: number }, `wall token ${number} opens nothing any more`);
}

/** The same command at the station, or on the journal of one that does not run. */
async function run(options: AccessOptions, name: string, input: object): Promise<unknown> {
  let result: unknown;
  await atStationOrJournal(
    options,
    async (url) => {
      const cookie = await loggedIn(url, "operator", options);
      result = await callStation(url, name, input, { cookie });
    },
    async (access, audit) => {
      const commands = new Dispatcher({ commands: accessCommands(access), audit, log: silentLog });
      const outcome = await commands.run({ name, input, caller: { name: "command line", role: "admin" } });
      if (!outcome.ok) throw new CommandError(exitCodeOf(outcome.code), outcome.message);
      result = outcome.result;
    },
  );
  return result;
}

type Journal = ReturnType<typeof openStationJournal>;

async function atStationOrJournal(
  options: AccessOptions,
  atStation: (url: string) => Promise<void>,
  inJournal: (access: Access, audit: Journal["audit"]) => Promise<void>,
): Promise<void> {
  if (options.config === undefined) return atStation(options.station ?? STATION_URL_DEFAULT);
  const config = loadStationConfig(options.config);
  const url = options.station ?? `http://127.0.0.1:${config.port}`;
  try {
    if (config.port !== 0 || options.station !== undefined) return await atStation(url);
  } catch (error) {
    if (!(error instanceof NoStationError)) throw error;
  }
  const clock = new WallClock();
  const journal = openStationJournal(config, () => clock.utcMs());
  try {
    await inJournal(new Access({ clock, store: journal.access }), journal.audit);
    journal.audit.append({ actor: "command line", role: "admin", action: "access.inJournal", detail: {} });
  } catch (error) {
    if (error instanceof CommandRefused) throw new CommandError(exitCodeOf(error.code), error.message);
    throw error;
  } finally {
    journal.close();
    clock.close();
  }
}

function tell(options: AccessOptions, document: unknown, text: string): void {
  process.stdout.write(`${options.json === true ? JSON.stringify(document) : text}\n`);
}
