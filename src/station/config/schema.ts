/** What a station file may say. Strict: a key that is not here is an error, not a surprise later. */
import { isIP } from "node:net";
import { z } from "zod";
import { LANGUAGES, MODELS, ZONES } from "../api.ts";
import { centreFileSchema } from "./centre-schema.ts";
import { isLoopback } from "./loopback.ts";
import { copiesKept, policyFileSchema, stockFileSchema } from "./queue-config.ts";

export const PRINTERS_MAX = 64;
const STATION_NAMES_MAX = 16;
const TEXT_MAX = 100;

/** Transports that a link URL may name. `mem:` is an engine inside this process. */
export const LINK_SCHEMES = ["tcp", "serial", "pty", "mem"] as const;

const text = z.string().trim().min(1, "must not be empty").max(TEXT_MAX, `is longer than ${TEXT_MAX} characters`);
const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `must be one of ${words.join(", ")}` });

const stationSchema = z.strictObject({
  office: text,
  zone: oneOf(ZONES).default("WIB"),
  language: oneOf(LANGUAGES).default("id"),
  data: text.default("data"),
  bind: text
    .refine(
      (address) => isLoopback(address) || isIP(address.replace(/^\[|\]$/g, "")) !== 0,
      "must be an address of this machine: 127.0.0.1, 0.0.0.0, 192.168.7.20, ::1",
    )
    .default("127.0.0.1"),
  /** Names under which the page is opened, besides the addresses: a request by another name is refused. */
  names: z.array(text).max(STATION_NAMES_MAX, `at most ${STATION_NAMES_MAX} names`).default([]),
  port: z
    .number({ error: "must be a number" })
    .int("must be a whole number")
    .min(0, "must be 0..65535 (0: any free port)")
    .max(65_535, "must be 0..65535 (0: any free port)")
    .default(8080),
  /** Copies of the journal that are kept, one a start. */
  copies: copiesKept,
  /** When the day's work ends, by the zone's clock. */
  work_ends: z
    .string({ error: 'must be a time like "15:30"' })
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time like "15:30"')
    .optional(),
});

const printerSchema = z.strictObject({
  /** Also a key in the live feed and in metrics. */
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,23}$/, "must be 1..24 letters, digits, blanks, dots, dashes or underscores"),
  place: text.default("-"),
  link: z.string().superRefine(linkUrl).optional(),
  console: z.string().superRefine(linkUrl).optional(),
  /** Lab commands of a simulated engine in another process: `tcp://host:port`. */
  control: z
    .string()
    .superRefine(linkUrl)
    .refine((url) => url.startsWith("tcp:"), "must be like tcp://127.0.0.1:7003")
    .optional(),
  model: oneOf(MODELS),
  serial: z
    .string()
    .regex(/^[\x21-\x7e]{1,32}$/, "must be 1..32 printable characters without blanks")
    .optional(),
  /** For the composition that makes simulated engines; the station does not look inside. */
  simulate: z.record(z.string(), z.unknown()).optional(),
});

const forecastSchema = z.strictObject({
  /** Office file with the causes of this office's days (offices/*.yaml), relative to the station file. */
  office: text,
});

export const stationFileSchema = z.strictObject({
  station: stationSchema,
  forecast: forecastSchema.optional(),
  centre: centreFileSchema.optional(),
  policy: policyFileSchema.optional(),
  stock: stockFileSchema.optional(),
  printer: z
    .array(printerSchema)
    .min(1, "at least one [[printer]] is needed")
    .max(PRINTERS_MAX, `at most ${PRINTERS_MAX} printers`),
});

export type StationFile = z.infer<typeof stationFileSchema>;

function linkUrl(value: string, context: z.core.$RefinementCtx<string>): void {
  const problem = linkProblem(value);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
}

function linkProblem(value: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase();
  if (scheme === undefined) return `"${value}" is not a URL; write for example tcp://127.0.0.1:5511`;
  if (!LINK_SCHEMES.some((known) => known === scheme)) {
    return `"${scheme}:" is not a known transport; known are ${LINK_SCHEMES.map((known) => `${known}:`).join(" ")}`;
  }
  if (!URL.canParse(value)) return `"${value}" is not a valid URL`;
  const url = new URL(value);
  if (scheme === "tcp" && (url.hostname === "" || !(Number(url.port) >= 1))) {
    return `"${value}" needs a host and a port 1..65535, for example tcp://127.0.0.1:5511`;
  }
  if (scheme === "tcp" && url.pathname.replace("/", "") !== "")
    return `"${value}" has a path; tcp: takes only host and port`;
  if ((scheme === "serial" || scheme === "pty") && url.pathname.length < 2) {
    return `"${value}" needs the path of a device, for example ${scheme}:///dev/ttyUSB0`;
  }
  return undefined;
}
