import type { Clock, Micros } from "../../base/index.ts";
import type { Connect } from "../wire.ts";
import { RawLine } from "./raw-line.ts";
import { RawPeer } from "./raw-peer.ts";

/** The engine breaks a rule; the message says how. */
export class RuleBroken extends Error {
  override readonly name = "RuleBroken";
}

/** The rule cannot be tried here; the message says why. */
export class RuleSkipped extends Error {
  override readonly name = "RuleSkipped";
}

export interface Rule {
  /** `C-01`. Numbers are never used again. */
  readonly id: string;
  /** What an engine must do, one sentence without a full stop. */
  readonly title: string;
  /** Resolves with a remark or nothing; throws {@link RuleBroken} or {@link RuleSkipped}. */
  run(bench: Bench): Promise<string | undefined>;
}

export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new RuleBroken(otherwise);
}

export function skip(reason: string): never {
  throw new RuleSkipped(reason);
}

export const list = (numbers: readonly number[]): string => (numbers.length === 0 ? "nothing" : numbers.join(" "));

export interface BenchOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  /** Steps and heat may be ordered, on a simulated engine only. */
  readonly moves: boolean;
}

/** The engine under examination and the line to it. */
export class Bench {
  readonly clock: Clock;
  readonly moves: boolean;
  peer: RawPeer;
  private readonly connect: Connect;

  private constructor(options: BenchOptions, peer: RawPeer) {
    this.connect = options.connect;
    this.clock = options.clock;
    this.moves = options.moves;
    this.peer = peer;
  }

  /** Rejects with a LineError when nobody opens. */
  static async open(options: BenchOptions): Promise<Bench> {
    const line = await RawLine.open(options.connect, options.clock);
    return new Bench(options, new RawPeer(line, options.clock));
  }

  get url(): string {
    return this.connect.url ?? "";
  }

  /** Wall time in which so much of the engine's time passes. */
  wallUs(engineUs: Micros): Micros {
    return Math.ceil(engineUs / this.speed);
  }

  /** Engine seconds a wall second; 1 on hardware. */
  get speed(): number {
    const speed = Number(this.peer.dictionary?.constants["SIM_SPEED"] ?? 1);
    return speed > 0 ? speed : 1;
  }

  get simulated(): boolean {
    return Number(this.peer.dictionary?.constants["SIM"] ?? 0) !== 0;
  }

  /** Another line to the same engine, beside the one there is. */
  dial(): Promise<RawLine> {
    return RawLine.open(this.connect, this.clock);
  }

  /** Hangs up and dials again: another host, as the engine sees it. Nothing is sent yet. */
  async reconnect(): Promise<void> {
    const old = this.peer;
    old.line.close();
    // The engine needs a moment to notice; a transport may need one to let go.
    await this.pause(100_000);
    const peer = new RawPeer(await this.dial(), this.clock, old.expected, old.nonce());
    peer.dictionary = old.dictionary;
    this.peer = peer;
  }

  /** Line open and number known, whatever the rule before has left behind. */
  async ready(): Promise<void> {
    if (this.peer.line.closed !== undefined) await this.reconnect();
    await this.peer.settle();
    this.peer.forget();
  }

  pause(us: Micros): Promise<void> {
    return new Promise((resolve) => {
      this.clock.timer(() => resolve()).armAfter(us);
    });
  }
}
