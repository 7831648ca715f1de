/**
 * What a station and the data centre (pusat data) say to each other. One zod schema a message; the OpenAPI document is made
 * from them (`openapi.ts`), the client checks each answer with them and the simulated centre each request.
 *
 * All instants are the centre's own (`...Ms`, milliseconds since 1970 UTC) and come with `nowMs`, so that a station whose
 * clock is wrong still knows how long something lasts.
 */
import { z } from "zod";
import { JOB_CLASSES } from "../api.ts";

/** Jobs that one claim may ask for. */
export const LEASE_JOBS_MAX = 500;
/** Bytes of an answer that a station reads: 500 records of about 600 bytes, and room. */
export const CENTRE_ANSWER_BYTES_MAX = 1024 * 1024;
/** Chip serials of spoilt blanks in one result. */
export const VOID_SERIALS_MAX = 32;
const TEXT_MAX = 200;

/** How a job ended at the station. */
export const RESULT_OUTCOMES = ["issued", "void", "uncertain", "returned", "retry", "duplicate"] as const;
export type ResultOutcome = (typeof RESULT_OUTCOMES)[number];

/** Why the centre says no. Stations act on the code, the text is for people. */
export const PROBLEM_CODES = [
  "badRequest",
  "denied",
  "notFound",
  "leaseEnded",
  "notLeased",
  "duplicate",
  "closed",
  "overloaded",
  "internal",
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

const ms = z.number().int().min(0);
/** Names of things at the centre: leases and print requests. Opaque; no personal data. */
const id = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);
const text = z.string().max(TEXT_MAX);
const serial = z.string().regex(/^[0-9A-Fa-f]{0,32}$/);

export const serviceWindowSchema = z.object({
  open: z.boolean().describe("Whether leases, activations and results are served now."),
  nowMs: ms.describe("The centre's clock."),
  opensAtMs: ms.optional().describe("When it opens next, if it is closed and known."),
  closesAtMs: ms.optional().describe("When it closes next, if it is open and known."),
  why: text.optional().describe("For people: why it is closed."),
  activation: z.boolean().describe("Each card must be activated online before it is started."),
  offline: z.boolean().describe("Leased jobs may be printed while the line is down."),
  leaseJobsMax: z.number().int().min(1).max(LEASE_JOBS_MAX).describe("Most jobs that one claim may ask for."),
});

export const claimSchema = z.object({
  station: text.min(1).describe("The name by which the centre knows this station."),
  jobsMax: z.number().int().min(1).max(LEASE_JOBS_MAX),
  leaseSeconds: z.number().int().min(60).max(86_400).describe("How long the station wants them; the centre decides."),
});

/** One print-ready record (PRR). Personal data. */
export const centreJobSchema = z.object({
  id: id.describe("The print request. A person may have several over the years."),
  nik: z.string().regex(/^\d{16}$/),
  name: text.min(1),
  class: z.enum(JOB_CLASSES),
  subdistrict: text,
  requestedAt: z.string().max(40).describe("ISO 8601 date or date-time."),
  birthPlace: text.optional(),
  birthDate: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  letterNumber: text.optional().describe("Of the letter that recommends a replacement."),
  image: text.optional().describe("Reference of the photo and signature."),
});

export const leaseSchema = z.object({
  nowMs: ms,
  lease: id.optional().describe("Absent when there is nothing to print."),
  expiresAtMs: ms.optional().describe("Until then nobody else gets these jobs."),
  jobs: z.array(centreJobSchema).max(LEASE_JOBS_MAX),
});

export const renewSchema = z.object({
  station: text.min(1),
  leaseSeconds: z.number().int().min(60).max(86_400),
  jobs: z.array(id).max(LEASE_JOBS_MAX).describe("Those still wanted; the others go back to the centre."),
});

export const renewedSchema = z.object({
  nowMs: ms,
  expiresAtMs: ms,
  withdrawn: z.array(id).max(LEASE_JOBS_MAX).describe("Jobs of the lease that the station must not start any more."),
});

export const activateSchema = z.object({
  station: text.min(1),
  lease: id,
  attempt: z.number().int().min(0).max(1_000).describe("Cards that this job has spoilt so far."),
});

export const activatedSchema = z.object({
  nowMs: ms,
  activation: id.describe("To be given back with the result."),
  expiresAtMs: ms.optional().describe("When it lapses, if it does."),
});

export const resultSchema = z.object({
  station: text.min(1),
  lease: id,
  outcome: z
    .enum(RESULT_OUTCOMES)
    .describe(
      "issued: the card came out. void: no card comes of it. uncertain: a person has to look. returned: not begun, give it " +
        "out again. retry: a person found the uncertain card spoilt. duplicate: this person has a card or a job already.",
    ),
  serial: serial.describe("Serial of the chip; empty when none was bound."),
  activation: z.string().max(64).describe("As given by the activation; empty when none was needed."),
  cause: z.string().max(40).describe("Code, for void, uncertain and returned; else empty."),
  printer: z.string().max(24),
  voidSerials: z.array(serial).max(VOID_SERIALS_MAX).describe("Chips that this job spoilt."),
  endedAtMs: ms.describe("By the station's clock."),
});

export const acceptedSchema = z.object({ nowMs: ms, accepted: z.literal(true) });

export const problemSchema = z.object({
  code: z.enum(PROBLEM_CODES),
  text: z.string().max(500),
  nowMs: ms.optional(),
});

export type ServiceWindow = z.infer<typeof serviceWindowSchema>;
export type Claim = z.infer<typeof claimSchema>;
export type CentreJob = z.infer<typeof centreJobSchema>;
export type Lease = z.infer<typeof leaseSchema>;
export type Renew = z.infer<typeof renewSchema>;
export type Renewed = z.infer<typeof renewedSchema>;
export type Activate = z.infer<typeof activateSchema>;
export type Activated = z.infer<typeof activatedSchema>;
export type Result = z.infer<typeof resultSchema>;
export type Accepted = z.infer<typeof acceptedSchema>;
export type Problem = z.infer<typeof problemSchema>;
