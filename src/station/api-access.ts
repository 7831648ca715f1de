/** Who may do what, and how one logs in: `GET /api/session`, `POST /api/login`, `/api/logout`, `/api/ticket`. Imports nothing but zod. */
import { z } from "zod";

/** Each role may also do what stands before it. */
export const ROLES = ["viewer", "operator", "technician", "admin"] as const;
export type Role = (typeof ROLES)[number];
/** Roles that a password gives. */
export const PASSWORD_ROLES = ["operator", "technician", "admin"] as const satisfies readonly Role[];
export type PasswordRole = (typeof PASSWORD_ROLES)[number];

/** Characters. */
export const PASSWORD_CHARS_MIN = 8;
export const PASSWORD_CHARS_MAX = 128;

/** Who somebody is, for the audit. No number of 16 digits: it would be a NIK. */
export const personNameSchema = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} .'_-]{0,39}$/u, "must be 1..40 letters, digits, blanks, dots, dashes or underscores")
  .refine((name) => !/\d{16}/.test(name), "must not be a NIK");

/** `POST /api/login`. Answers an outcome whose result is a {@link Session}, and sets the session's cookie. */
export const loginSchema = z.strictObject({
  role: z.enum(PASSWORD_ROLES),
  password: z.string().max(4 * PASSWORD_CHARS_MAX),
  name: personNameSchema.default("somebody"),
});

/** `GET /api/session`. */
export const sessionSchema = z.object({
  /** Absent: the station does not know who asks; log in, or show a wall token. */
  role: z.enum(ROLES).optional(),
  name: z.string().optional(),
  /** When the login ends, ms since 1970 UTC; absent without a login. */
  expiresMs: z.number().optional(),
  /** The request comes from the station's own machine. */
  here: z.boolean(),
  /** Roles that have a password. A role without one is set up with the command `access.setPassword`. */
  passwords: z.record(z.enum(PASSWORD_ROLES), z.boolean()),
});

/** `POST /api/ticket`: offered as second subprotocol `t.<ticket>` it opens one socket within 15 s. */
export const ticketSchema = z.object({ ticket: z.string() });

export type Session = z.infer<typeof sessionSchema>;
