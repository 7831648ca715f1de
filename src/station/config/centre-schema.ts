/** The table `[centre]` of the station file: where the data centre is and how the station works with it. */
import { resolve } from "node:path";
import { z } from "zod";
import { CENTRE_DEFAULTS, type CentreConfig } from "../centre/centre-config.ts";
import { isLoopback } from "./loopback.ts";

const TEXT_MAX = 100;

const whole = (low: number, high: number, byDefault: number) =>
  z
    .number({ error: "must be a number" })
    .int("must be a whole number")
    .min(low, `must be ${low}..${high}`)
    .max(high, `must be ${low}..${high}`)
    .default(byDefault);

export const centreFileSchema = z.strictObject({
  url: z.string().superRefine((value, context) => {
    const message = urlProblem(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
  /** Default: the office's name. */
  station: z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(TEXT_MAX, `is longer than ${TEXT_MAX} characters`)
    .optional(),
  /** Lab of a simulated centre (`cetak centre`), `http://host:port`. */
  control: z
    .string()
    .refine((value) => /^https?:\/\/[^/]+\/?$/.test(value) && URL.canParse(value), "must be like http://127.0.0.1:9090")
    .optional(),
  prefetch: whole(0, 500, CENTRE_DEFAULTS.prefetch),
  activation: z
    .enum(["centre", "always"], { error: "must be one of centre, always" })
    .default(CENTRE_DEFAULTS.activation),
  offline: z.boolean({ error: "must be true or false" }).default(CENTRE_DEFAULTS.offline),
  lease_seconds: whole(600, 86_400, CENTRE_DEFAULTS.leaseSeconds),
  margin_seconds: whole(0, 3_600, CENTRE_DEFAULTS.marginSeconds),
  timeout_seconds: whole(1, 600, CENTRE_DEFAULTS.timeoutSeconds),
  token_file: z.string().trim().min(1, "must not be empty").optional(),
});

export type CentreFile = z.infer<typeof centreFileSchema>;

function urlProblem(value: string): string | undefined {
  if (!URL.canParse(value)) return `"${value}" is not a URL; write for example https://pusat.example/api`;
  const url = new URL(value);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return "must begin with https:// (or http:// on this machine)";
  if (url.username !== "" || url.password !== "") return "must not carry a password; name a token_file";
  if (url.search !== "" || url.hash !== "") return "must end with a host or a path";
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return "sends personal data in the open; use https:// (http:// only for a centre on this machine)";
  }
  return undefined;
}

/** `folder`: that of the station file, where a relative token file is looked for. */
export function centreConfig(file: CentreFile | undefined, office: string, folder: string): CentreConfig | undefined {
  if (file === undefined) return undefined;
  return {
    url: file.url.replace(/\/+$/, ""),
    ...(file.control === undefined ? {} : { control: file.control.replace(/\/$/, "") }),
    station: file.station ?? office,
    prefetch: file.prefetch,
    activation: file.activation,
    offline: file.offline,
    leaseSeconds: file.lease_seconds,
    marginSeconds: file.margin_seconds,
    timeoutSeconds: file.timeout_seconds,
    tokenFile: file.token_file === undefined ? undefined : resolve(folder, file.token_file),
  };
}
