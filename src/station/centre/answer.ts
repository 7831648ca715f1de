/** What an answer of the centre means. Whatever it sends becomes one of these values; nothing here throws on a peer's text. */
import type { z } from "zod";
import { type ProblemCode, problemSchema } from "./schema.ts";
import type { CentreReply, CentreResponse } from "./transport.ts";

export type Answer<T> =
  | { readonly kind: "ok"; readonly body: T }
  /** 409: this person has a valid card, or a job, elsewhere. */
  | { readonly kind: "duplicate"; readonly text: string }
  /** 404 or 410: the lease or the job is not ours (any more). */
  | { readonly kind: "gone"; readonly text: string }
  /** 503, 429: come back later. */
  | { readonly kind: "later"; readonly code: "closed" | "overloaded"; readonly waitMs: number; readonly text: string }
  /** 401, 403: this station may not ask. */
  | { readonly kind: "denied"; readonly text: string }
  /** 400 and other 4xx: the request was wrong; sending it again does not help. */
  | { readonly kind: "refused"; readonly text: string }
  /** It answered, but not what was agreed: HTML, cut JSON, another schema, an internal error. */
  | { readonly kind: "garbled"; readonly text: string }
  /** No answer. It may have been carried out or not. */
  | { readonly kind: "lost"; readonly text: string };

/** Longest wait that an answer may ask for; the shortest, and what counts when it names none. */
export const RETRY_AFTER_MS_MAX = 3_600_000;
const RETRY_AFTER_MS_MIN = 1_000;
const RETRY_AFTER_MS_DEFAULT = 30_000;
/** Of an answer that nobody understands, this much is kept for people. */
const EXCERPT_CHARS_MAX = 60;

export function judge<T>(reply: CentreReply, schema: z.ZodType<T>, nowMs: number): Answer<T> {
  if (reply.kind === "lost") return { kind: "lost", text: reply.why };
  const { response } = reply;
  const { status } = response;
  if (status >= 200 && status < 300) return accepted(response, schema);
  if (status === 503 || status === 429) {
    const problem = problemOf(response);
    const code = problem?.code === "closed" ? "closed" : "overloaded";
    return { kind: "later", code, waitMs: retryAfterMs(response, nowMs), text: problem?.text ?? `status ${status}` };
  }
  const problem = problemOf(response);
  const text = problem?.text ?? `status ${status}`;
  // A 404 of a proxy or of the wrong URL says nothing about a lease: only the centre's own words count.
  if (problem === undefined && status >= 300) {
    return status === 401 || status === 403
      ? { kind: "denied", text }
      : { kind: "garbled", text: `status ${status} ${excerpt(response)}` };
  }
  if (status === 401 || status === 403) return { kind: "denied", text };
  if (status === 409) return { kind: "duplicate", text };
  if (status === 404 || status === 410) return { kind: "gone", text };
  return status >= 400 && status < 500
    ? { kind: "refused", text }
    : { kind: "garbled", text: `status ${status} ${text}` };
}

function accepted<T>(response: CentreResponse, schema: z.ZodType<T>): Answer<T> {
  const data = parsed(response.text);
  if (data === undefined) return { kind: "garbled", text: `no JSON: ${excerpt(response)}` };
  const body = schema.safeParse(data);
  if (body.success) return { kind: "ok", body: body.data };
  const [issue] = body.error.issues;
  const where = issue === undefined ? "" : issue.path.map(String).join(".");
  return { kind: "garbled", text: `not what was agreed: ${where === "" ? "the document" : where}` };
}

function problemOf(response: CentreResponse): { code: ProblemCode; text: string } | undefined {
  const problem = problemSchema.safeParse(parsed(response.text));
  return problem.success ? problem.data : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The beginning of an answer, without digits: nothing that looks like a number of a person. */
function excerpt({ text }: CentreResponse): string {
  const plain = text.replace(/[^\x20-\x7e]+/g, " ").replace(/\d/g, "#");
  return `"${plain.slice(0, EXCERPT_CHARS_MAX)}${plain.length > EXCERPT_CHARS_MAX ? "..." : ""}"`;
}

/** Seconds or an HTTP date, which counts from the answer's own date: the centre's clock may be another. */
function retryAfterMs({ headers }: CentreResponse, nowMs: number): number {
  const said = headers["retry-after"]?.trim() ?? "";
  const wait = /^\d{1,9}$/.test(said)
    ? Number(said) * 1000
    : Date.parse(said) - (Number.isNaN(Date.parse(headers["date"] ?? "")) ? nowMs : Date.parse(headers["date"]!));
  if (Number.isNaN(wait)) return RETRY_AFTER_MS_DEFAULT;
  return Math.min(RETRY_AFTER_MS_MAX, Math.max(RETRY_AFTER_MS_MIN, wait));
}
