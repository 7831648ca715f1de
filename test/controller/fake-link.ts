/** A host link to the fake engine: messages with a small delay each way, cuts, and lost responses. */
import { type Clock, type Timer, US_PER_MS, US_PER_S } from "../../src/base/index.ts";
import type { HostLinkLike, LinkHandlers } from "../../src/controller/index.ts";
import { newLinkCounters } from "../../src/protocol/counters.ts";
import {
  type CommandName,
  FIELD,
  type LinkState,
  type Message,
  type ParamsOf,
  type ResponseName,
} from "../../src/protocol/index.ts";
import type { FakeEngine } from "./fake-engine.ts";

type Values = Record<string, number | string>;

const DELAY_US = 4 * US_PER_MS;

export class FakeLink implements HostLinkLike {
  state: LinkState = "offline";
  reason = "";
  readonly engine = { mcu: "fake", version: "1", sim: true, simSpeed: 1 };
  readonly counters = newLinkCounters();
  /** Names of responses of which the next so many are lost. */
  readonly lose = new Map<ResponseName, number>();
  readonly sent: string[] = [];
  /** Called before each command takes effect. */
  onCommand: (name: CommandName, params: Values) => void = () => {};
  onResponse: (name: ResponseName, values: Values) => void = () => {};
  private readonly clock: Clock;
  private readonly target: FakeEngine;
  private readonly handlers: LinkHandlers;
  private era = 0;
  private readonly redial: Timer;

  constructor(clock: Clock, target: FakeEngine, handlers: LinkHandlers) {
    this.clock = clock;
    this.target = target;
    this.handlers = handlers;
    this.redial = clock.timer(() => this.up());
  }

  start(): void {
    this.set("connecting");
    this.redial.armAfter(100 * US_PER_MS);
  }

  stop(): void {
    this.era++;
    this.redial.cancel();
    this.set("offline");
  }

  /** Breaks now; comes back after `seconds`. */
  cut(seconds: number): void {
    this.era++;
    this.counters.reconnects++;
    this.set("lost");
    this.redial.armAfter(seconds * US_PER_S);
  }

  flushed(): boolean {
    return true;
  }

  send<C extends CommandName>(name: C, params: ParamsOf<C>): boolean {
    if (this.state !== "up") return false;
    const values: Values = {};
    for (const [field, value] of Object.entries(params as Record<string, number | Uint8Array>)) {
      values[field] = typeof value === "number" ? value : String.fromCharCode(...value);
    }
    this.sent.push(name);
    this.onCommand(name, values);
    this.later(() => this.target.command(name, values));
    return true;
  }

  private up(): void {
    // An engine without power does not answer.
    if (this.target.state === 0) {
      this.redial.armAfter(US_PER_S);
      return;
    }
    const era = ++this.era;
    this.target.say = (name, values) => {
      if (era !== this.era) return;
      const left = this.lose.get(name) ?? 0;
      if (left > 0) {
        this.lose.set(name, left - 1);
        return;
      }
      this.later(() => {
        this.onResponse(name, values);
        if (era === this.era) this.handlers.onMessage(message(name, values));
      });
    };
    this.set("up");
  }

  private later(what: () => void): void {
    const era = this.era;
    const timer = this.clock.timer(() => {
      if (era === this.era) what();
    });
    timer.armAfter(DELAY_US);
  }

  private set(state: LinkState): void {
    this.state = state;
    this.handlers.onState(state, this.reason);
  }
}

function message(name: ResponseName, values: Values): Message {
  const fields = Object.entries(FIELD[name]);
  const row = new Int32Array(fields.length);
  const blobs: Uint8Array[] = [];
  for (const [field, index] of fields) {
    const value = values[field];
    if (value === undefined) throw new Error(`${name} lacks ${field}`);
    row[index] = typeof value === "number" ? value | 0 : blobs.push(bytes(value)) - 1;
  }
  return { name, row, blobs };
}

function bytes(text: string): Uint8Array {
  if (text.startsWith("hex:")) return Uint8Array.from(Buffer.from(text.slice(4), "hex"));
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
