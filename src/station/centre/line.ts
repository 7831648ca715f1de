/**
 * The line to the centre: whether anybody answers, whether the centre is open, and when to try again. One state for the whole
 * office: while it is not up nobody sends anything but one question after the service window, at growing intervals.
 */
import type { z } from "zod";
import { type Clock, type Log, type Micros, type Random, type Timer, US_PER_MS, US_PER_S } from "../../base/index.ts";
import { type Answer, judge } from "./answer.ts";
import { BackOff } from "./back-off.ts";
import { CENTRE_ROUTES, pathOf, type ReplyOf, type RouteName } from "./routes.ts";
import type { ServiceWindow } from "./schema.ts";
import type { CentreTransport } from "./transport.ts";

/** `starting`: not asked yet. `garbled`: what answers is not the centre. `denied`: it does not know this station. */
export const LINE_STATES = ["starting", "up", "closed", "overloaded", "down", "garbled", "denied"] as const;
export type LineState = (typeof LINE_STATES)[number];

/** While it is up, the service window is asked for this often. */
const WINDOW_US: Micros = 60 * US_PER_S;
/** However long it wants to stay closed: it is asked again after this. */
const CLOSED_MS_MAX = 600_000;
/** A station that is not known is not known a minute later either. */
const DENIED_US: Micros = 300 * US_PER_S;
/** Requests under way at one time. */
export const REQUESTS_MAX = 64;

export interface LineOptions {
  readonly clock: Clock;
  readonly transport: CentreTransport;
  readonly random: Random;
  readonly timeoutMs: number;
  readonly log: Log;
  /** The state changed, or the window was read. */
  readonly onChange: () => void;
}

export interface Call<N extends RouteName> {
  readonly route: N;
  readonly id?: string;
  readonly body?: unknown;
  readonly key?: string;
}

export class CentreLine {
  state: LineState = "starting";
  /** For people: why it is not up. */
  why = "";
  /** When it left `up`, or began; ms UTC. */
  sinceMs: number;
  /** As last read. */
  window: ServiceWindow | undefined;
  /** How far the station's clock is ahead of the centre's, ms, within half of the round trip. */
  aheadMs = 0;
  private readonly o: LineOptions;
  private readonly backOff: BackOff;
  private readonly timer: Timer;
  private readonly cancels = new Set<() => void>();
  private isAsking = false;
  private stopped = true;

  constructor(options: LineOptions) {
    this.o = options;
    this.backOff = new BackOff(options.random);
    this.sinceMs = options.clock.utcMs();
    this.timer = options.clock.timer(() => this.ask());
  }

  get isUp(): boolean {
    return this.state === "up";
  }

  /** A question after the service window is on its way. */
  get asking(): boolean {
    return this.isAsking;
  }

  /** When the next try is due, -1 when none is waited for. */
  get nextTryAt(): Micros {
    return this.timer.dueAt;
  }

  start(): void {
    this.stopped = false;
    this.ask();
  }

  /** Nothing is sent and no answer is heard any more. */
  stop(): void {
    this.stopped = true;
    this.timer.cancel();
    for (const cancel of [...this.cancels]) cancel();
    this.cancels.clear();
    this.isAsking = false;
  }

  /** A person wants to know now. */
  retryNow(): void {
    if (this.stopped) return;
    this.backOff.forget();
    this.ask();
  }

  /** False when it is not up or too much is under way: then nothing was sent and `done` is never called. */
  call<N extends RouteName>(call: Call<N>, done: (answer: Answer<ReplyOf<N>>) => void): boolean {
    if (!this.isUp || this.stopped || this.cancels.size >= REQUESTS_MAX) return false;
    this.send(call, (answer) => {
      this.heard(answer);
      done(answer);
    });
    return true;
  }

  private ask(): void {
    if (this.stopped || this.isAsking) return;
    this.isAsking = true;
    const askedMs = this.o.clock.utcMs();
    this.send({ route: "window" }, (answer) => {
      this.isAsking = false;
      if (answer.kind === "ok") this.read(answer.body, askedMs);
      else if (answer.kind === "garbled") this.leave("garbled", answer.text, this.backOff.next());
      else if (answer.kind === "duplicate" || answer.kind === "gone" || answer.kind === "refused") {
        this.leave("garbled", answer.text, this.backOff.next());
      } else if (answer.kind === "lost") this.leave("down", answer.text, this.backOff.next());
      else this.heard(answer);
    });
  }

  private read(window: ServiceWindow, askedMs: number): void {
    const { clock } = this.o;
    this.window = window;
    this.aheadMs = Math.round((askedMs + clock.utcMs()) / 2) - window.nowMs;
    if (!window.open) {
      const waitMs = window.opensAtMs === undefined ? WINDOW_US / US_PER_MS : window.opensAtMs - window.nowMs;
      this.leave("closed", window.why ?? "", this.spread(Math.min(waitMs, CLOSED_MS_MAX)));
      return;
    }
    this.backOff.forget();
    const closesMs = window.closesAtMs === undefined ? Number.POSITIVE_INFINITY : window.closesAtMs - window.nowMs;
    this.timer.armAfter(Math.min(WINDOW_US, Math.max(US_PER_S, closesMs * US_PER_MS)));
    this.become("up", "");
  }

  /** Any answer tells something about the line; only a failure takes it down. */
  private heard(answer: Answer<unknown>): void {
    if (answer.kind === "lost") {
      // Many requests are lost at once when the line goes: that is one failure.
      if (this.isUp) this.leave("down", answer.text, this.backOff.next());
    } else if (answer.kind === "garbled") {
      // Is it this answer only, or does something else stand in the centre's place (a login page)? The window tells.
      if (this.isUp) this.ask();
    } else if (answer.kind === "later") this.leave(answer.code, answer.text, this.spread(answer.waitMs));
    else if (answer.kind === "denied") this.leave("denied", answer.text, DENIED_US);
  }

  /** Up to a tenth later, 60 s at most, so that not all offices come at the same instant. */
  private spread(waitMs: number): Micros {
    const wait = Math.max(1_000, waitMs);
    return Math.ceil((wait + this.o.random.between(0, Math.min(60_000, wait / 10))) * US_PER_MS);
  }

  private leave(state: LineState, why: string, againIn: Micros): void {
    if (this.stopped) return;
    this.timer.armAfter(againIn);
    this.become(state, why);
  }

  private become(state: LineState, why: string): void {
    const before = this.state;
    this.why = why;
    if (before !== state) {
      if (before === "up" || state === "up") this.sinceMs = this.o.clock.utcMs();
      this.state = state;
      this.o.log[state === "up" ? "info" : "warn"]("centre.line", { state, why });
    }
    this.o.onChange();
  }

  private send<N extends RouteName>(call: Call<N>, done: (answer: Answer<ReplyOf<N>>) => void): void {
    const { transport, timeoutMs, clock } = this.o;
    const route = CENTRE_ROUTES[call.route];
    const request = {
      method: route.method,
      path: pathOf(call.route, call.id),
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.key === undefined ? {} : { idempotencyKey: call.key }),
    };
    const cancel = transport.request(request, timeoutMs, (reply) => {
      this.cancels.delete(cancel);
      if (!this.stopped) done(judge(reply, route.reply as z.ZodType, clock.utcMs()) as Answer<ReplyOf<N>>);
    });
    this.cancels.add(cancel);
  }
}
