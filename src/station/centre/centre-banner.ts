/** The one thing that the office is told of the centre; never an alarm of each printer. */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";
import type { AlarmPriority, Params } from "../api.ts";
import type { LineState } from "./line.ts";

/** A line that is away for a shorter time is nobody's business. */
export const BANNER_DELAY_US: Micros = 20 * US_PER_S;

/** Codes of the banner, worst first; titles and steps are in the table of office texts. */
export const CENTRE_BANNERS = {
  centreDuplicate: "P1",
  centreRefused: "P2",
  centreDenied: "P2",
  centreGarbled: "P2",
  centreUnreachable: "P2",
  centreClosed: "P3",
} as const satisfies Record<string, AlarmPriority>;
export type CentreBannerCode = keyof typeof CENTRE_BANNERS;

export interface BannerInput {
  readonly line: LineState;
  /** Cards revoked because the centre knew another valid one, not yet settled by a person. */
  readonly duplicates: number;
  /** Other results that the centre did not take. */
  readonly refused: number;
  /** Results are answered with nonsense. */
  readonly garbled: boolean;
}

export interface CentreBanner {
  readonly code: CentreBannerCode;
  readonly priority: AlarmPriority;
  readonly params: Params;
}

export class BannerJudge {
  private readonly clock: Clock;
  private awaySince: Micros = -1;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** When a delay that runs now is over; -1: none runs. */
  get nextAt(): Micros {
    const at = this.awaySince < 0 ? -1 : this.awaySince + BANNER_DELAY_US;
    return at > this.clock.now() ? at : -1;
  }

  judge(input: BannerInput): CentreBanner | undefined {
    const trouble = input.line === "up" && input.garbled ? "centreGarbled" : TROUBLES[input.line];
    if (trouble === undefined) this.awaySince = -1;
    else if (this.awaySince < 0) this.awaySince = this.clock.now();
    if (input.duplicates > 0) return banner("centreDuplicate", { cards: input.duplicates });
    if (input.refused > 0) return banner("centreRefused", { results: input.refused });
    if (trouble === undefined) return undefined;
    const waits = trouble !== "centreClosed" && trouble !== "centreDenied";
    return waits && this.clock.now() - this.awaySince < BANNER_DELAY_US ? undefined : banner(trouble, {});
  }
}

const TROUBLES: Readonly<Record<LineState, CentreBannerCode | undefined>> = {
  starting: undefined,
  up: undefined,
  closed: "centreClosed",
  overloaded: "centreUnreachable",
  down: "centreUnreachable",
  garbled: "centreGarbled",
  denied: "centreDenied",
};

function banner(code: CentreBannerCode, params: Params): CentreBanner {
  return { code, priority: CENTRE_BANNERS[code], params };
}
