import { type Clock, type Micros, Random, US_PER_S } from "../../base/index.ts";
import { HostLink, type LinkState } from "../host-link.ts";
import type { Connect } from "../wire.ts";

/** Round trips measured after the handshake. */
const ROUND_TRIPS = 8;

/** What an engine says about itself, and how the line to it behaves. */
export interface LinkProbe {
  readonly mcu: string;
  readonly version: string;
  /** Messages in its dictionary. */
  readonly commands: number;
  readonly responses: number;
  readonly clockFreq: number;
  /** Smoothed round trip of a block and its acknowledgement. */
  readonly rttMs: number;
  /** Blocks that had to be sent again, and bytes that belonged to no block. */
  readonly retransmits: number;
  readonly invalid: number;
  readonly sim: boolean;
  readonly simSpeed: number;
  readonly constants: Readonly<Record<string, number | string>>;
}

/** No engine was reached: `busy` when another host has it. The message is a sentence without a full stop. */
export class ProbeError extends Error {
  override readonly name = "ProbeError";
  readonly busy: boolean;

  constructor(sentence: string) {
    super(sentence);
    this.busy = /^busy\b/.test(sentence);
  }
}

export interface ProbeOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly timeoutUs: Micros;
}

/**
 * Completes the handshake with any engine that speaks the protocol, whether or not it is a print engine, measures a few round
 * trips and hangs up. Asks only what the engine's dictionary offers; moves and heats nothing. Rejects with a {@link ProbeError}.
 */
export function probeLink({ connect, clock, timeoutUs }: ProbeOptions): Promise<LinkProbe> {
  return new Promise((resolve, reject) => {
    let before: LinkState = "offline";
    let reason = "";
    let trips = 0;
    let over = false;
    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      deadline.cancel();
      link.stop();
      settle();
    };
    const fail = (sentence: string): void => end(() => reject(new ProbeError(sentence)));
    const measure = (): void => {
      if (trips < ROUND_TRIPS && link.send("get_clock", {})) trips++;
      else end(() => resolve(resultOf(link)));
    };
    const link: HostLink = new HostLink({
      clock,
      connect,
      random: new Random("probe"),
      anyEngine: true,
      onState: (state, why) => {
        const came = before;
        before = state;
        if (why !== "") reason = why;
        if (state === "up") measure();
        else if (state === "offline" && isFinal(came, why)) fail(why);
        else if (state === "lost") fail(why);
      },
      onMessage: ({ name }) => {
        if (name === "clock") measure();
      },
    });
    const deadline = clock.timer(() => {
      if (link.state === "up") end(() => resolve(resultOf(link)));
      else
        end(() => reject(new ProbeError(reason !== "" ? reason : silence(link, timeoutUs, connect.url ?? "the line"))));
    });
    deadline.armAfter(timeoutUs);
    link.start();
  });
}

/** Nobody there, somebody else, or something else: trying again within seconds changes nothing. */
function isFinal(came: LinkState, why: string): boolean {
  return came === "connecting" || /^busy\b|is not a print engine|^its |cannot be used/.test(why);
}

/** Nothing that could be understood came in time. */
function silence({ counters }: HostLink, timeoutUs: Micros, place: string): string {
  const { lastJunk } = counters;
  if (lastJunk === "") return `no engine answered at ${place} within ${timeoutUs / US_PER_S} s`;
  return lastJunk.startsWith("busy")
    ? lastJunk
    : `what answers at ${place} is not a print engine (it said: "${lastJunk}")`;
}

function resultOf(link: HostLink): LinkProbe {
  const { mcu, version, clockFreq, commands, responses, sim, simSpeed, constants } = link.engine!;
  const { srttUs, retransmits, invalidBytes } = link.counters;
  const rttMs = Math.round(srttUs / 10) / 100;
  return {
    mcu,
    version,
    commands,
    responses,
    clockFreq,
    rttMs,
    retransmits,
    invalid: invalidBytes,
    sim,
    simSpeed,
    constants,
  };
}
