/**
 * One printer's place in the chart: takes events one after the other, follows the remembered moves, and does what they ask for.
 * What XState's own actor would do, without its mailbox, system and observers for each printer.
 */
import { type Clock, type Timer, US_PER_MS } from "../../base/index.ts";
import type { PrinterSnapshot } from "../selectors.ts";
import { type ChartEvent, type ChartState, type Deed, firstMove, nextMove } from "./chart-memory.ts";
import type { PrinterEffect } from "./machine-types.ts";

export interface ChartHooks {
  /** Each effect, in the chart's order, when the chart is in its new state already. */
  onEffect(effect: PrinterEffect): void;
  /** After the effects of each event, also of one that changed nothing. */
  onHeard(): void;
  /** What {@link ChartActor.send} would throw, for a delayed event that nobody sends. */
  onError(error: unknown): void;
}

/** An event that comes later, unless it is cancelled. */
class Delay {
  readonly actor: ChartActor;
  readonly id: string;
  readonly event: ChartEvent;
  timer: Timer | undefined;

  constructor(actor: ChartActor, id: string, event: ChartEvent) {
    this.actor = actor;
    this.id = id;
    this.event = event;
  }
}

/** Shared by all charts in which nothing is under way. */
const NO_DELAYS: readonly Delay[] = [];

export class ChartActor {
  private static readonly fires = (delay: Delay): void => delay.actor.onDelay(delay);
  /** Events that moved the chart, also from a state to itself. */
  moves = 0;
  private readonly clock: Clock;
  private readonly hooks: ChartHooks;
  private state: ChartState;
  private phase: "new" | "waiting" | "busy" | "stopped" = "new";
  /** Heard before the start or in the middle of a move. */
  private waiting: ChartEvent[] | undefined;
  /** Of the delayed events that are under way. */
  private delays = NO_DELAYS;
  /** Never changed in place: it may change while it is being told. */
  private edgeListeners: readonly ((edge: number) => void)[] | undefined;

  constructor(clock: Clock, hooks: ChartHooks) {
    this.clock = clock;
    this.hooks = hooks;
    this.state = firstMove().to;
  }

  /** The chart's state now. Shared with other printers in the same state. */
  get snapshot(): PrinterSnapshot {
    return this.state.snapshot;
  }

  start(): void {
    if (this.phase !== "new") return;
    this.phase = "busy";
    this.attempt(() => {
      this.perform(firstMove().deeds);
      this.hooks.onHeard();
    });
  }

  /** Nothing is heard or due any more. */
  stop(): void {
    this.phase = "stopped";
    this.waiting = undefined;
    for (const { timer } of this.delays) timer?.cancel();
    this.delays = NO_DELAYS;
  }

  /**
   * Events come one after the other: one that is sent in the middle of a move waits for its end. Throws our own mistakes, in the chart or
   * in an effect; then the chart has stopped.
   */
  send(event: ChartEvent): void {
    if (this.phase === "stopped") return;
    if (this.phase !== "waiting") {
      this.waiting ??= [];
      this.waiting.push(event);
      return;
    }
    this.phase = "busy";
    this.attempt(() => this.hear(event));
  }

  /** Hears each transition that leads somewhere, as its place in the edges of `chartJson`; returns how to stop listening. */
  onEdge(listener: (edge: number) => void): () => void {
    this.edgeListeners = (this.edgeListeners ?? []).concat(listener);
    return () => {
      this.edgeListeners = this.edgeListeners?.filter((one) => one !== listener);
    };
  }

  /** Does it and then all that came meanwhile. */
  private attempt(what: () => void): void {
    try {
      what();
      for (let next = this.waiting?.shift(); next !== undefined; next = this.waiting?.shift()) this.hear(next);
      this.waiting = undefined;
      if (this.phase === "busy") this.phase = "waiting";
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  private hear(event: ChartEvent): void {
    const { to, deeds, edges } = nextMove(this.state, event);
    for (const listener of this.edgeListeners ?? []) for (const edge of edges) listener(edge);
    if (to !== undefined) {
      this.state = to;
      this.moves++;
    }
    this.perform(deeds);
    if (this.phase !== "stopped") this.hooks.onHeard();
  }

  private perform(deeds: readonly Deed[]): void {
    for (const deed of deeds) {
      if (deed.do === "tell") this.hooks.onEffect(deed.effect);
      else if (deed.do === "cancel") this.cancel(deed.id);
      else this.delay(deed.id, deed.event, deed.ms);
    }
  }

  private delay(id: string, event: ChartEvent, ms: number): void {
    if (this.phase === "stopped") return;
    this.forget(id);
    const delay = new Delay(this, id, event);
    this.delays = this.delays.concat(delay);
    delay.timer = this.clock.timer(ChartActor.fires, delay);
    delay.timer.armAfter(ms * US_PER_MS);
  }

  private onDelay({ id, event }: Delay): void {
    this.forget(id);
    try {
      this.send(event);
    } catch (error) {
      this.hooks.onError(error);
    }
  }

  private cancel(id: string): void {
    this.delays.find((delay) => delay.id === id)?.timer?.cancel();
    this.forget(id);
  }

  private forget(id: string): void {
    const left = this.delays.filter((delay) => delay.id !== id);
    this.delays = left.length === 0 ? NO_DELAYS : left;
  }
}
