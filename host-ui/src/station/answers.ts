/** What the station answers to the questions of this page. Anything else is shown as a failure, never half. */
import { z } from "zod";
import { JOB_CLASSES, JOB_STATES } from "../api.ts";
import "../no-eval.ts";

export const jobSchema = z.object({
  key: z.string(),
  /** Masked. */
  nik: z.string(),
  class: z.enum(JOB_CLASSES),
  urgent: z.boolean(),
  state: z.enum(JOB_STATES),
  cause: z.string(),
  record: z.string(),
  subdistrict: z.string(),
  printer: z.string(),
  attempts: z.number(),
  requestedAtMs: z.number(),
  changedAtMs: z.number(),
});
export const jobPageSchema = z.object({ jobs: z.array(jobSchema), more: z.boolean() });

/** `jobs.show`, as far as a settlement needs it. */
export const jobCardsSchema = z.object({
  cards: z.array(
    z.object({ serial: z.string(), state: z.string(), cause: z.string(), printer: z.string(), atMs: z.number() }),
  ),
});

export const stockSchema = z.object({
  outlook: z.array(
    z.object({
      item: z.string(),
      family: z.string(),
      units: z.number(),
      inStore: z.number(),
      inPrinters: z.number(),
      lent: z.number(),
      owed: z.number(),
      onOrder: z.number(),
      cards: z.number(),
      unitsPerDay: z.number(),
      workingDays: z.number().optional(),
      reorderPoint: z.number(),
      orderNow: z.boolean(),
      tooLate: z.boolean(),
    }),
  ),
});

export const shelvedSchema = z.array(
  z.object({
    printer: z.string(),
    code: z.string(),
    shelved: z.object({ by: z.string(), untilMs: z.number(), why: z.string() }),
  }),
);
export const wallTokensSchema = z.array(z.object({ id: z.number(), label: z.string(), createdMs: z.number() }));
export const newTokenSchema = z.object({ token: z.string() });

/** `jobs.compare`: a record that may be somebody's second one beside the records that it is like. Names: shown, never kept. */
const personSchema = z.object({
  key: z.string(),
  nik: z.string(),
  state: z.enum(JOB_STATES),
  applicant: z.record(z.string(), z.unknown()).optional(),
});
export const compareSchema = z.object({
  job: personSchema,
  others: z.array(personSchema.extend({ score: z.number() })),
});
export type Compared = z.infer<typeof compareSchema>;

export type Job = z.infer<typeof jobSchema>;
export type StockLine = z.infer<typeof stockSchema>["outlook"][number];
