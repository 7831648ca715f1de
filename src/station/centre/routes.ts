/** The five requests that the centre serves, in one table: the client, the simulated centre and the OpenAPI document read it. */
import type { z } from "zod";
import {
  acceptedSchema,
  activatedSchema,
  activateSchema,
  claimSchema,
  leaseSchema,
  renewedSchema,
  renewSchema,
  resultSchema,
  serviceWindowSchema,
} from "./schema.ts";
import type { CentreRequest } from "./transport.ts";

export interface CentreRoute<Body = unknown, Reply = unknown> {
  readonly method: CentreRequest["method"];
  /** As OpenAPI writes it: `/leases/{id}/renew`. */
  readonly path: string;
  readonly title: string;
  readonly body: z.ZodType<Body> | undefined;
  readonly reply: z.ZodType<Reply>;
  /** Repeating it under the same `idempotency-key` gives the same answer and changes nothing more. */
  readonly keyed: boolean;
  /** What 404, 409 and 410 mean here; a status that is not named does not occur. */
  readonly refusals: Readonly<Record<number, string>>;
}

function route<Body, Reply>(spec: CentreRoute<Body, Reply>): CentreRoute<Body, Reply> {
  return spec;
}

export const CENTRE_ROUTES = {
  window: route({
    method: "GET",
    path: "/service-window",
    title: "Whether the centre serves now, until when, and by which policy",
    body: undefined,
    reply: serviceWindowSchema,
    keyed: false,
    refusals: {},
  }),
  claim: route({
    method: "POST",
    path: "/leases",
    title: "Claim print-ready jobs for a while",
    body: claimSchema,
    reply: leaseSchema,
    keyed: true,
    refusals: {},
  }),
  renew: route({
    method: "POST",
    path: "/leases/{id}/renew",
    title: "Keep a lease longer, and give back what is no longer wanted",
    body: renewSchema,
    reply: renewedSchema,
    keyed: false,
    refusals: { 404: "there is no such lease", 410: "the lease has ended; its jobs may be somebody else's" },
  }),
  activate: route({
    method: "POST",
    path: "/jobs/{id}/activate",
    title: "Ask leave for one card, right before it is started",
    body: activateSchema,
    reply: activatedSchema,
    keyed: true,
    refusals: {
      404: "there is no such job",
      409: "this person has a valid card already: do not print",
      410: "the job is not leased to this station any more",
    },
  }),
  result: route({
    method: "PUT",
    path: "/jobs/{id}/result",
    title: "Say how a job ended; once in effect, however often it is sent",
    body: resultSchema,
    reply: acceptedSchema,
    keyed: true,
    refusals: {
      404: "there is no such job",
      409: "this person has another valid card: the card just reported must not be handed out, its serial is revoked",
    },
  }),
} as const;

export type RouteName = keyof typeof CENTRE_ROUTES;
export type ReplyOf<N extends RouteName> = z.infer<(typeof CENTRE_ROUTES)[N]["reply"]>;
export type BodyOf<N extends RouteName> = (typeof CENTRE_ROUTES)[N]["body"] extends z.ZodType<infer B> ? B : undefined;

/** The path with its `{id}` filled in. */
export function pathOf(name: RouteName, id = ""): string {
  return CENTRE_ROUTES[name].path.replace("{id}", encodeURIComponent(id));
}
