/** Who a command is at a running station: whoever the station takes this machine for, or a role with its password. */
import { PASSWORD_ROLES } from "../station/index.ts";
import { CommandError, EXIT } from "./exit-codes.ts";
import { givenPassword, PASSWORD_VARIABLE } from "./password.ts";
import { loginAtStation } from "./station-client.ts";

export interface LoginOptions {
  /** Role to log in as; default: the least one that the command needs. */
  login?: string;
  /** Its password; else the environment may have it. */
  passwordFile?: string;
}

/** The options that belong to it, for commander. */
export const LOGIN_OPTION = ["--login <role>", "at a running station: role to log in as"] as const;
export const PASSWORD_OPTION = [
  "--password-file <file>",
  `at a running station: the role's password, when it has one (default: ${PASSWORD_VARIABLE})`,
] as const;

/**
 * Cookie of the session; undefined when nobody gave a password: then the station decides what this machine may do. Throws
 * `CommandError`: 2 for a role that there is not or a login without a password, 8 for a wrong one.
 */
export async function loggedIn(
  url: string,
  role: (typeof PASSWORD_ROLES)[number],
  { login, passwordFile }: LoginOptions,
): Promise<string | undefined> {
  if (login !== undefined && !(PASSWORD_ROLES as readonly string[]).includes(login)) {
    throw new CommandError(EXIT.usage, `--login must be one of ${PASSWORD_ROLES.join(", ")}, not "${login}"`);
  }
  const password = givenPassword(passwordFile);
  if (password !== undefined && password !== "") return loginAtStation(url, login ?? role, password);
  if (login === undefined) return undefined;
  throw new CommandError(
    EXIT.usage,
    `--login needs the password: --password-file FILE, or ${PASSWORD_VARIABLE} in the environment`,
  );
}
