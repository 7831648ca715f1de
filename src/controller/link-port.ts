/** The host's end of an engine link as the controller uses it. `HostLink` of the protocol room fits; tests give a fake. */
import type { CommandName, LinkCounters, LinkState, Message, ParamsOf } from "../protocol/index.ts";

/** What the link tells its controller. A message's row and blobs are valid only inside the call. */
export interface LinkHandlers {
  onState(state: LinkState, reason: string): void;
  onMessage(message: Message): void;
}

export interface HostLinkLike {
  start(): void;
  stop(): void;
  readonly state: LinkState;
  readonly reason: string;
  /** False when nothing was queued: not up, full, or unknown to that engine. Then nothing will move. */
  send<C extends CommandName>(name: C, params: ParamsOf<C>): boolean;
  /** Everything sent has been acknowledged. */
  flushed(): boolean;
  readonly engine:
    | {
        readonly mcu: string;
        readonly version: string;
        /** Ticks of the engine's clock a second; a million when it is not said. */
        readonly clockFreq?: number;
        readonly sim: boolean;
        readonly simSpeed: number;
      }
    | undefined;
  readonly counters: LinkCounters;
}

export type MakeLink = (handlers: LinkHandlers) => HostLinkLike;
