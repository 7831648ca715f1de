/**
 * Commands to a running station: over HTTP `POST /api/commands/NAME` (body: the input; header `idempotency-key`), over the
 * live socket `cmd`. Both answer an outcome. Names and inputs of all commands are in `docs/api.md`. Imports nothing but zod.
 */
import { z } from "zod";
import { ROLES } from "./api-access.ts";

/** Why a command was not carried out. `invalid`: bad input. `refused`: not now. `role`: not by this person. */
export const REFUSAL_CODES = [
  "invalid",
  "notFound",
  "role",
  "refused",
  "busy",
  "deadline",
  "device",
  "internal",
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export const outcomeSchema = z.union([
  z.object({ ok: z.literal(true), result: z.unknown() }),
  /** `message` says in English what to do next; a page has its own words for the codes. */
  z.object({ ok: z.literal(false), code: z.enum(REFUSAL_CODES), message: z.string() }),
]);

/** Client to server on the live socket. Inputs above the size of a message go over HTTP. */
export const cmdSchema = z.strictObject({
  type: z.literal("cmd"),
  /** Comes back in the `outcome`. */
  id: z.string().min(1).max(64),
  /** A repetition under the same key is answered, not repeated. */
  idempotencyKey: z.string().max(64).optional(),
  name: z.string().max(64),
  input: z.unknown().optional(),
});

/** Server to client: what became of the `cmd` with this id. */
export const cmdOutcomeSchema = z.object({ type: z.literal("outcome"), id: z.string(), outcome: outcomeSchema });

/** `GET /api/commands`: what the asker's role may do. */
export const commandListSchema = z.array(
  z.object({ name: z.string(), role: z.enum(ROLES), changes: z.boolean(), urgent: z.boolean() }),
);

export type Outcome = z.infer<typeof outcomeSchema>;
export type Cmd = z.infer<typeof cmdSchema>;
export type CommandList = z.infer<typeof commandListSchema>;
