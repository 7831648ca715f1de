import { Random, VirtualClock } from "../../src/base/index.ts";
import {
  buildDictionary,
  type CommandName,
  EngineLink,
  HostLink,
  type LinkState,
  type MemPairOptions,
  type MessageName,
  memPair,
  type ParamsOf,
  paramsOf,
  type ResponseName,
} from "../../src/protocol/index.ts";

export const DICTIONARY = buildDictionary({
  mcu: "test-engine",
  version: "1.2",
  constants: { CLOCK_FREQ: 1_000_000, SIM: 1, SIM_SPEED: 1 },
});

export interface Heard<N extends MessageName> {
  name: N;
  params: ParamsOf<N>;
}

export interface PairOptions extends MemPairOptions {
  dictionary?: Uint8Array;
  leaseMs?: number;
  onMessage?: (name: ResponseName) => void;
}

/** An engine that answers the stock questions and writes down everything else, a host, and the wire between them. */
export class TestPair {
  readonly clock = new VirtualClock();
  readonly pair;
  readonly host: HostLink;
  engine: EngineLink;
  /** Clock time at which the engine was switched on. */
  switchedOnAt = 0;
  readonly commands: Heard<CommandName>[] = [];
  readonly messages: Heard<ResponseName>[] = [];
  readonly states: string[] = [];
  readonly dropped: string[] = [];
  private readonly dictionary: Uint8Array;

  constructor(options: PairOptions = {}) {
    this.dictionary = options.dictionary ?? DICTIONARY;
    this.pair = memPair(this.clock, options);
    this.engine = this.newEngine();
    this.plugIn();
    this.host = new HostLink({
      clock: this.clock,
      connect: this.pair.connect,
      random: new Random(7),
      onState: (state: LinkState, reason) => this.states.push(reason === "" ? state : `${state}: ${reason}`),
      onMessage: (message) => {
        this.messages.push({ name: message.name, params: paramsOf(message) });
        options.onMessage?.(message.name);
      },
      onDropped: (names) => this.dropped.push(...names),
      ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
    });
  }

  /** The ids of the steps that the engine was told to start, in order. */
  get stepIds(): number[] {
    const ids: number[] = [];
    for (const { name, params } of this.commands) if (name === "step_start") ids.push((params as { id: number }).id);
    return ids;
  }

  plugIn(): void {
    this.pair.engineSide.attach(
      (bytes) => this.engine.receive(bytes),
      (present) => {
        if (present) this.engine.newHost();
      },
    );
  }

  /** Power off and on again: everything that the link knew is gone, the wire stays up. */
  restartEngine(): void {
    this.switchedOnAt = this.clock.now();
    this.engine = this.newEngine();
  }

  /** Runs until the link is up; throws after `seconds` of simulated time. */
  up(seconds = 30): this {
    this.host.start();
    return this.until(() => this.host.state === "up", seconds);
  }

  until(done: () => boolean, seconds: number): this {
    const stop = this.clock.now() + seconds * 1_000_000;
    while (!done()) {
      if (this.clock.now() >= stop) throw new Error(`not within ${seconds} s; states: ${this.states.join(" | ")}`);
      this.clock.advance(1000);
    }
    return this;
  }

  step(id: number): boolean {
    return this.host.send("step_start", { id, kind: 1, arg: 0, job: new Uint8Array([74, id & 0x7f]) });
  }

  private newEngine(): EngineLink {
    const engine = new EngineLink({
      write: (bytes) => this.pair.engineSide.write(bytes),
      dictionary: this.dictionary,
      onCommand: (message) => {
        const clock = (this.clock.now() - this.switchedOnAt) >>> 0;
        if (message.name === "get_uptime") engine.send("uptime", { high: 0, clock });
        else if (message.name === "get_clock") engine.send("clock", { clock });
        else if (message.name === "get_config") {
          engine.send("config", { is_config: 1, crc: 0, is_shutdown: 0, move_count: 0 });
        } else this.commands.push({ name: message.name, params: paramsOf(message) });
      },
    });
    return engine;
  }
}

export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll(/\s/g, "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
