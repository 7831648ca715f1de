/**
 * The way to a simulated centre without a network: latency, cut lines and timeouts on any clock, so that a year of an office
 * passes in seconds. Requests and answers are the very ones that travel over HTTP.
 */
import { type Clock, type Micros, type Random, type Timer, US_PER_MS, US_PER_S } from "../base/index.ts";
import type { CentreReply, CentreRequest, CentreTransport } from "../station/centre/transport.ts";
import type { CentreService } from "./centre-service.ts";

/** A dead line is noticed after this: no route, or a name that cannot be looked up. [E] */
const NO_ROUTE_US: Micros = 3 * US_PER_S;

export interface DirectTransportOptions {
  readonly clock: Clock;
  readonly service: CentreService;
  readonly random: Random;
  /** One way, drawn evenly for each message. Default 20..80: an office on a VPN. [E] */
  readonly latencyMs?: { readonly low: number; readonly high: number };
  /** Whether the office's line is up now. Default: always. Asked when a message leaves and when it arrives. */
  readonly lineUp?: () => boolean;
}

export class DirectTransport implements CentreTransport {
  private readonly o: DirectTransportOptions;
  private readonly open = new Set<Timer>();

  constructor(options: DirectTransportOptions) {
    this.o = options;
  }

  request(request: CentreRequest, timeoutMs: number, reply: (reply: CentreReply) => void): () => void {
    const { clock, service } = this.o;
    const timeoutUs = timeoutMs * US_PER_MS;
    let over = false;
    const end = (what: CentreReply): void => {
      if (over) return;
      over = true;
      this.open.delete(deadline);
      deadline.cancel();
      reply(what);
    };
    const lost = (why: string) => (): void => end({ kind: "lost", why });
    const deadline = clock.timer(lost(`no answer within ${timeoutMs / 1000} s`));
    this.open.add(deadline);
    if (!this.isUp) {
      clock.timer(lost("no route to the centre")).armAfter(Math.min(NO_ROUTE_US, timeoutUs));
    } else {
      deadline.armAfter(timeoutUs);
      // As on the wire: what arrives is what JSON keeps.
      const copy = JSON.parse(JSON.stringify(request)) as CentreRequest;
      this.after(() => {
        if (!this.isUp) return;
        service.serve(copy, (response) =>
          this.after(() => {
            if (!this.isUp) return;
            end(
              response === undefined ? { kind: "lost", why: "the connection was cut" } : { kind: "answer", response },
            );
          }),
        );
      });
    }
    return () => {
      over = true;
      this.open.delete(deadline);
      deadline.cancel();
    };
  }

  private get isUp(): boolean {
    return this.o.lineUp?.() ?? true;
  }

  private after(what: () => void): void {
    const { low, high } = this.o.latencyMs ?? { low: 20, high: 80 };
    this.o.clock.timer(what).armAfter(Math.round(this.o.random.between(low, high) * US_PER_MS));
  }
}
