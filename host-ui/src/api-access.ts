/** The door to who may do what, and to commands. */
import "./no-eval.ts";

export type { PasswordRole, Role, Session } from "../../src/station/api-access.ts";
export {
  PASSWORD_CHARS_MAX,
  PASSWORD_CHARS_MIN,
  PASSWORD_ROLES,
  ROLES,
  sessionSchema,
} from "../../src/station/api-access.ts";
export type { CommandList, Outcome, RefusalCode } from "../../src/station/api-commands.ts";
export { commandListSchema, outcomeSchema } from "../../src/station/api-commands.ts";
