/** The file that `cetak dump` writes and `cetak sim --twin` reads. */
import { z } from "zod";
import { SIM_MODELS } from "../../rig/index.ts";

const valuesSchema = z.record(z.string(), z.number("must be a number"));

const twinSchema = z.strictObject({
  kind: z.literal("cetak twin", "this is no file of cetak dump"),
  schema: z.literal(1, "was written by another version of cetak dump; this one reads 1"),
  /** When it was asked, ms since 1970 UTC. */
  atMs: z.number(),
  printer: z.string(),
  /** The original is simulated itself. */
  simulated: z.boolean(),
  firmware: z.string().optional(),
  condition: z.strictObject({
    model: z.enum(SIM_MODELS),
    serial: z.string().regex(/^[\x21-\x7e]{1,32}$/, "must be 1..32 printable characters"),
    heat: valuesSchema,
    path: valuesSchema,
    counters: valuesSchema,
    settings: z.record(z.string(), z.string()).optional(),
  }),
});

export type TwinFile = z.infer<typeof twinSchema> & {
  readonly condition: { readonly settings?: Record<string, string> };
};

/** A string says what is wrong with it, with the place. */
export function readTwin(text: string): TwinFile | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return "it is no JSON document (was it cut off?)";
  }
  const parsed = twinSchema.safeParse(json);
  if (parsed.success) return parsed.data as TwinFile;
  const issue = parsed.error.issues[0]!;
  return `${issue.path.join(".") || "the document"}: ${issue.message}`;
}
