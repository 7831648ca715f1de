/** Requests to the centre over HTTP: bounded answers, a deadline from the clock, no redirects. */
import { type Clock, US_PER_MS } from "../../base/index.ts";
import { CENTRE_ANSWER_BYTES_MAX } from "./schema.ts";
import type { CentreReply, CentreRequest, CentreTransport } from "./transport.ts";

export interface HttpTransportOptions {
  readonly clock: Clock;
  /** Base of all requests, without a slash at the end. */
  readonly url: string;
  /** Sent as a bearer token, if there is one. */
  readonly token?: string | undefined;
  /** Sent as `user-agent`. */
  readonly agent: string;
  readonly bytesMax?: number;
}

export class HttpTransport implements CentreTransport {
  private readonly o: HttpTransportOptions;

  constructor(options: HttpTransportOptions) {
    this.o = options;
  }

  request(request: CentreRequest, timeoutMs: number, reply: (reply: CentreReply) => void): () => void {
    const abort = new AbortController();
    let open = true;
    const end = (what: CentreReply): void => {
      if (!open) return;
      open = false;
      deadline.cancel();
      reply(what);
    };
    const deadline = this.o.clock.timer(() => {
      end({ kind: "lost", why: `no answer within ${timeoutMs / 1000} s` });
      abort.abort();
    });
    deadline.armAfter(timeoutMs * US_PER_MS);
    this.fetch(request, abort.signal).then(end, (error: unknown) => end({ kind: "lost", why: wordsOf(error) }));
    return () => {
      open = false;
      deadline.cancel();
      abort.abort();
    };
  }

  private async fetch(request: CentreRequest, signal: AbortSignal): Promise<CentreReply> {
    const { url, token, agent } = this.o;
    const response = await fetch(`${url}${request.path}`, {
      method: request.method,
      signal,
      // A captive portal answers with a redirect; personal data are not carried wherever it points.
      redirect: "manual",
      headers: {
        accept: "application/json",
        "user-agent": agent,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        ...(request.idempotencyKey === undefined ? {} : { "idempotency-key": request.idempotencyKey }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    const text = await bounded(response, this.o.bytesMax ?? CENTRE_ANSWER_BYTES_MAX);
    return {
      kind: "answer",
      response: { status: response.status, headers: Object.fromEntries(response.headers), text },
    };
  }
}

/** Throws when it is longer than `bytesMax`; what came until then is not kept. */
async function bounded(response: Response, bytesMax: number): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error(`the answer is longer than ${bytesMax} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `fetch failed` says nothing; its cause does. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error ? cause.message : error.message;
}
