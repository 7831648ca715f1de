/**
 * The way to the data centre, as the client needs it: one request, one answer by call-back. No promises, so that the same
 * client runs in virtual time, where a simulated centre answers on the virtual clock, and over real HTTP.
 */
export interface CentreRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** `/leases/17/renew` */
  readonly path: string;
  /** Plain data for JSON. */
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

export interface CentreResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text as it came: a centre may answer HTML where JSON was promised. */
  readonly text: string;
}

/** `lost`: refused, cut or no answer in time; the request may or may not have been carried out. */
export type CentreReply =
  | { readonly kind: "answer"; readonly response: CentreResponse }
  | { readonly kind: "lost"; readonly why: string };

export interface CentreTransport {
  /** Calls `reply` exactly once, never before it returns; after the returned function was called, not at all. */
  request(request: CentreRequest, timeoutMs: number, reply: (reply: CentreReply) => void): () => void;
}
