/**
 * A host that knows nothing but the link: it dials the engine over a wire in memory, keeps status rows, renews the lease and
 * orders steps. It answers at once, which is what the golden numbers assume.
 */
import { type Clock, Random, type Timer, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import {
  type Behaviours,
  Engine,
  type EngineEvent,
  type ModelName,
  plugIntoMemory,
} from "../../src/hardware-sim/index.ts";
import {
  type CommandName,
  FIELD,
  HostLink,
  type MemPair,
  type MessageName,
  memPair,
  type ParamsOf,
  paramsOf,
  STEP_KIND,
  STEP_RESULT,
} from "../../src/protocol/index.ts";

export type StepName = keyof typeof STEP_KIND;

export interface Heard {
  readonly name: MessageName;
  readonly params: Record<string, number | Uint8Array>;
  readonly atUs: number;
}

const ROW_NAMES = new Set<MessageName>(["status_heat", "status_path", "status_counters"]);

export class RawHost {
  readonly clock: VirtualClock;
  readonly engine: Engine;
  readonly pair: MemPair;
  readonly link: HostLink;
  /** Everything heard but status. */
  readonly heard: Heard[] = [];
  readonly events: EngineEvent[] = [];
  heat = new Int32Array(0);
  path = new Int32Array(0);
  heatCount = 0;
  pathCount = 0;
  private nextId = 1;
  private readonly done = new Map<number, Heard>();
  private lease: Timer | undefined;
  onHeard: ((heard: Heard) => void) | undefined;

  constructor(o: { clock: VirtualClock; engine: Engine; leaseMs?: number }) {
    this.clock = o.clock;
    this.engine = o.engine;
    this.pair = memPair(o.clock);
    plugIntoMemory(o.engine, this.pair);
    this.engine.onEvent = (event) => {
      if (event.type !== "tick") this.events.push(event);
    };
    this.link = new HostLink({
      clock: o.clock,
      connect: this.pair.connect,
      random: new Random("raw host"),
      onState: (state) => {
        if (state === "up") this.send("hello", {});
        else this.path = new Int32Array(0);
      },
      onMessage: (message) => {
        if (message.name === "status_heat") {
          this.heat = message.row.slice();
          this.heatCount++;
        } else if (message.name === "status_path") {
          this.path = message.row.slice();
          this.pathCount++;
        }
        if (ROW_NAMES.has(message.name)) return;
        const heard = { name: message.name, params: paramsOf(message) as Heard["params"], atUs: o.clock.now() };
        this.heard.push(heard);
        if (heard.name === "step_done") this.done.set(heard.params["id"] as number, heard);
        this.onHeard?.(heard);
      },
    });
    this.link.start();
  }

  send<C extends CommandName>(name: C, params: ParamsOf<C>): void {
    if (!this.link.send(name, params)) throw new Error(`cannot send ${name}: ${this.link.state} ${this.link.reason}`);
  }

  /** Renews the lease each second until the returned function is called. */
  keepLease(clock: Clock = this.clock): () => void {
    const timer = clock.timer(() => {
      if (this.link.state === "up") this.send("lease_renew", { ms: 5000 });
      timer.armAfter(US_PER_S);
    });
    timer.armAfter(0);
    this.lease = timer;
    return () => timer.cancel();
  }

  dropLease(): void {
    this.lease?.cancel();
  }

  /** Orders a step; returns its id. */
  order(kind: StepName, job = "", id = this.nextId): number {
    this.nextId = Math.max(this.nextId, id + 1);
    this.send("step_start", { id, kind: STEP_KIND[kind], arg: 0, job: new TextEncoder().encode(job) });
    return id;
  }

  /** Runs until the step has ended, at most `seconds`; returns result and fault. */
  finish(id: number, seconds = 120): { result: number; fault: number } {
    this.runWhile(() => !this.done.has(id), seconds);
    const found = this.done.get(id);
    if (found === undefined) throw new Error(`step ${id} did not end: ${JSON.stringify(this.heard.slice(-3))}`);
    return { result: found.params["result"] as number, fault: found.params["fault"] as number };
  }

  /** Lets time pass while the condition holds, at most `seconds`. */
  runWhile(condition: () => boolean, seconds: number): void {
    const until = this.clock.now() + seconds * US_PER_S;
    while (condition()) {
      const due = this.clock.nextDueAt();
      if (due < 0 || due > until) {
        this.clock.runUntil(until);
        return;
      }
      this.clock.runNext();
    }
  }

  /** Power-on to a roller within the gate. */
  warmUp(setpoint = 165): void {
    this.runWhile(() => this.path[FIELD.status_path.state] !== 3, 120);
    this.keepLease();
    this.send("roller_set", { decicelsius: setpoint * 10 });
    const reading = (): number => this.heat[FIELD.status_heat.roller_centicelsius]! / 100;
    this.runWhile(() => Math.abs(reading() - setpoint) > 3, 600);
  }

  /** One card the way the golden numbers want it. Throws when a step does not end well. Returns its seconds. */
  printCard(job: string): number {
    const begun = this.clock.now();
    const ok = (id: number, what: string): void => {
      const { result, fault } = this.finish(id);
      if (result !== STEP_RESULT.ok) throw new Error(`${what} of ${job}: result ${result}, fault ${fault}`);
    };
    const feed = this.order("feed");
    const image = this.order("image", job);
    ok(feed, "feed");
    ok(this.order("encode", job), "encode");
    ok(image, "image");
    ok(this.order("transfer", job), "transfer");
    ok(this.order("eject"), "eject");
    return (this.clock.now() - begun) / US_PER_S;
  }
}

/** An engine of its own on a virtual clock, with a host on it. */
export function rawHost(o: { model?: ModelName; seed?: number; behaviours?: Partial<Behaviours> } = {}): RawHost {
  const clock = new VirtualClock();
  const engine = new Engine({
    model: o.model ?? "hdp5000",
    clock,
    seed: o.seed ?? 1,
    ...(o.behaviours === undefined ? {} : { behaviours: o.behaviours }),
  });
  return new RawHost({ clock, engine });
}

/** Orders steps without waiting for the host's own care: whatever is possible at each end. */
export function autopilot(host: RawHost, job: string): void {
  const next: Record<number, () => void> = {
    [STEP_KIND.feed]: () => host.order("encode", job),
    [STEP_KIND.transfer]: () => host.order("eject"),
  };
  let ready = 0;
  host.onHeard = ({ name, params }) => {
    if (name !== "step_done" || params["result"] !== STEP_RESULT.ok) return;
    const kind = params["kind"] as number;
    next[kind]?.();
    if ((kind === STEP_KIND.image || kind === STEP_KIND.encode) && ++ready === 2) host.order("transfer", job);
  };
  host.order("feed");
  host.order("image", job);
}
