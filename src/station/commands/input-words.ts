/** What is wrong with the input of a command, in the words of whoever gave it. Never the value: it may be personal. */
import type { z } from "zod";

/** Fields that are named at most. */
const FIELDS_MAX = 5;

/** The input as its schema has it, or which fields are wrong and what they must be. */
export function readInput<T>(
  schema: z.ZodType<T>,
  input: unknown,
): { readonly data: T } | { readonly problem: string } {
  const parsed = schema.safeParse(input, { error: mustBe });
  if (parsed.success) return { data: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => `${fieldOf(path)}${message}`);
  return { problem: problems.slice(0, FIELDS_MAX).join("; ") };
}

/** Elements of lists from 1, as people count. */
function fieldOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "";
  return `${path.map((part) => (typeof part === "number" ? ` ${part + 1}` : `.${String(part)}`)).join("")}: `.slice(1);
}

const TYPES: Readonly<Record<string, string>> = {
  int: "a whole number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** Undefined where the schema's library has the words. What a schema says itself goes before this. */
function mustBe(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_value":
      return `must be one of ${issue.values.filter((value) => value !== "").join(", ")}`;
    case "unrecognized_keys":
      return `${issue.keys.join(", ")}: not known here`;
    case "too_small":
      return issue.origin === "string" && issue.minimum === 1
        ? "is empty"
        : `must ${sizeOf(issue.origin, issue.minimum)} at least`;
    case "too_big":
      return `must ${sizeOf(issue.origin, issue.maximum)} at most`;
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${TYPES[issue.expected] ?? `a ${issue.expected}`}`;
    default:
      return undefined;
  }
}

function sizeOf(origin: string, size: number | bigint): string {
  if (origin === "string") return `have ${size} characters`;
  return origin === "array" ? `have ${size} entries` : `be ${size}`;
}
