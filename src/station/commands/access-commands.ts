/** Passwords and wall tokens as commands; logging in and out is in the web server, for it sets a cookie. */
import { z } from "zod";
import type { Access } from "../access/access.ts";
import { PASSWORD_CHARS_MAX, PASSWORD_ROLES } from "../api-access.ts";
import { type Command, CommandRefused, command } from "./command.ts";

const secret = z.string().max(4 * PASSWORD_CHARS_MAX);
const passwordSchema = z.strictObject({
  role: z.enum(PASSWORD_ROLES),
  password: secret,
  /** The present password of that role; an admin needs none. */
  current: secret.optional(),
});
const tokenSchema = z.strictObject({
  /** Where the display hangs. */
  label: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} .,_-]{0,39}$/u, "must be 1..40 letters, digits, blanks, dots or dashes"),
});

export function accessCommands(access: Access): Command[] {
  return [
    command<z.infer<typeof passwordSchema>>({
      name: "access.setPassword",
      role: "operator",
      changes: true,
      secret: true,
      input: passwordSchema,
      audited: ({ role }) => ({ role }),
      run: async (wish, caller) => {
        await access.setPassword(caller, wish, `set by ${caller.name}`);
        return { role: wish.role };
      },
    }),
    command<z.infer<typeof tokenSchema>>({
      name: "access.addWallToken",
      role: "operator",
      changes: true,
      secret: true,
      input: tokenSchema,
      audited: ({ label }) => ({ label }),
      run: ({ label }) => access.addWallToken(label),
    }),
    command({
      name: "access.wallTokens",
      role: "operator",
      changes: false,
      input: z.strictObject({}),
      run: () => access.wallTokens(),
    }),
    command<{ id: number }>({
      name: "access.revokeWallToken",
      role: "operator",
      changes: true,
      input: z.strictObject({ id: z.number().int().positive() }),
      audited: ({ id }) => ({ id }),
      run: ({ id }) => {
        if (!access.revokeWallToken(id)) throw new CommandRefused("notFound", `there is no wall token ${id}`);
        return { id };
      },
    }),
  ];
}
