/** What the station answers to the questions of this page. Anything else is shown as a failure, never half. */
import { z } from "zod";
import "../no-eval.ts";

/** `GET /api/chart`. */
export const chartSchema = z.object({
  nodes: z.array(
    z.object({
      path: z.string(),
      type: z.string(),
      description: z.string(),
      tags: z.array(z.string()),
      initial: z.string(),
      children: z.array(z.string()),
    }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string(), event: z.string(), guard: z.string() })),
});

export const servedSchema = z.array(z.object({ name: z.string(), hasConsole: z.boolean() }));

/** `service.state`: the last work of a technician at a printer. */
export const workSchema = z
  .object({
    kind: z.enum(["flash", "selftest", "settings", "tune"]),
    by: z.string(),
    sinceMs: z.number(),
    state: z.enum(["running", "done", "failed"]),
    progress: z.unknown(),
    result: z.unknown(),
    message: z.string(),
  })
  .nullable();
export type Work = NonNullable<z.infer<typeof workSchema>>;

export const tuneProgressSchema = z.object({
  seconds: z.number(),
  celsius: z.number(),
  heating: z.boolean(),
  cycles: z.number(),
  atCelsius: z.number(),
  /** Seconds and degrees. */
  course: z.array(z.tuple([z.number(), z.number()])),
});

const gainsSchema = z.object({ kp: z.number(), ki: z.number(), kd: z.number() });
export type Gains = z.infer<typeof gainsSchema>;
export const tuneEndSchema = z.object({
  finding: z.object({
    amplitudeKelvin: z.number(),
    periodSeconds: z.number(),
    gainPerKelvin: z.number(),
    periodSpread: z.number(),
    cycles: z.number(),
  }),
  before: gainsSchema,
  proposed: gainsSchema,
  stored: z.boolean(),
});
export type TuneEnd = z.infer<typeof tuneEndSchema>;

export const selfTestProgressSchema = z.object({ found: z.number(), total: z.number(), testing: z.string() });
export const findingSchema = z.object({
  name: z.string(),
  verdict: z.enum(["ok", "failed", "notRun"]),
  measuredCenti: z.number().optional(),
  lowCenti: z.number(),
  highCenti: z.number(),
  unit: z.string(),
  why: z.string(),
});
export const selfTestSchema = z.object({
  state: z.string(),
  why: z.string(),
  findings: z.array(findingSchema),
  printer: z.object({ serial: z.string(), model: z.string(), firmware: z.string() }),
  atMs: z.number(),
});
export type Finding = z.infer<typeof findingSchema>;
export type SelfTestSheet = z.infer<typeof selfTestSchema>;

/** `service.words`: what is tested, and what to do when it failed. */
export const wordsSchema = z.object({
  selftest: z.record(z.string(), z.object({ id: z.string(), en: z.string(), doId: z.string(), doEn: z.string() })),
});
export type TestWords = z.infer<typeof wordsSchema>["selftest"];

export const settingsSchema = z.object({
  serial: z.string(),
  model: z.string(),
  firmware: z.string(),
  specs: z.array(
    z.object({
      key: z.string(),
      kind: z.enum(["number", "flag", "text"]),
      unit: z.string(),
      decimals: z.number(),
      minimum: z.number(),
      maximum: z.number(),
      factory: z.string(),
      own: z.boolean(),
      id: z.string(),
      en: z.string(),
    }),
  ),
  values: z.record(z.string(), z.string()),
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingSpec = Settings["specs"][number];

export const imagePutSchema = z.object({ hash: z.string(), version: z.string(), model: z.string() });
export const planSchema = z.object({
  printer: z.object({ serial: z.string(), model: z.string(), firmware: z.string() }),
  image: z.object({ bytes: z.number(), version: z.string(), hash: z.string(), model: z.string(), signer: z.string() }),
  from: z.string(),
  to: z.string(),
  inRecovery: z.boolean(),
  already: z.boolean(),
});
export type FlashPlan = z.infer<typeof planSchema>;
export const flashProgressSchema = z.object({
  phase: z.enum(["uploading", "verifying", "restarting", "trial", "done"]),
  sentBytes: z.number(),
  totalBytes: z.number(),
  bytesPerSecond: z.number(),
});
export const flashEndSchema = z.object({
  result: z.enum(["confirmed", "already", "reverted"]),
  from: z.string(),
  to: z.string(),
  why: z.string(),
});
export const flashesSchema = z.array(
  z.object({
    id: z.number(),
    atMs: z.number(),
    serial: z.string(),
    actor: z.string(),
    from: z.string(),
    to: z.string(),
    signer: z.string(),
    result: z.enum(["begun", "confirmed", "already", "reverted", "failed"]),
    detail: z.string(),
  }),
);
