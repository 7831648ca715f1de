/** What the controller is made of, what it shows, and whom it tells. */
import type { Clock, Log, Micros } from "../base/index.ts";
import type { FaultName, LinkCounters, LinkState, LostCause } from "../protocol/index.ts";
import type { MakeLink } from "./link-port.ts";
import type { PaceReason, Pacer, RecallHeat } from "./pacer.ts";
import type { EventSink, JobSource, StepJournal } from "./ports.ts";
import type { LifeWord } from "./selectors.ts";
import type { PrinterSettings } from "./settings.ts";
import type { RunningStep } from "./steps/step-runner.ts";

export interface PrinterControllerOptions {
  readonly name: string;
  /** The printer's clock: wall time x SIM_SPEED on simulated engines. Leases and deadlines count in it. */
  readonly clock: Clock;
  readonly link: MakeLink;
  readonly journal: StepJournal;
  readonly jobs: JobSource;
  readonly events: EventSink;
  readonly settings?: Partial<PrinterSettings>;
  /** The governor; made from the settings when absent. */
  readonly pacer?: Pacer;
  readonly log?: Log;
  /** What is remembered of the heat of the machine with this serial. */
  readonly recallHeat?: RecallHeat;
  /** Our own mistake stopped this printer: heat off and stopped. Without a listener the error is thrown on, which ends the process. */
  readonly onBroken?: (error: unknown) => void;
}

export interface ActiveFault {
  readonly fault: FaultName;
  readonly code: number;
  readonly sinceUs: Micros;
  /** Found by the controller, not by the engine. */
  readonly local: boolean;
}

/** Why the printer is in its state: a code and its numbers, never text. */
export interface ViewReason {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Plain data for the station. Instants in microseconds of the printer's clock; temperatures in degrees, absent when unknown. */
export interface PrinterView {
  readonly name: string;
  /** `life` region as a dotted path, for example `supplyOut.film`. */
  readonly path: string;
  readonly word: LifeWord;
  /** When the state word last changed. */
  readonly sinceUs: Micros;
  readonly reason: ViewReason | undefined;
  /** Opaque job key; empty without a job. */
  readonly job: string;
  readonly cardStep: string;
  readonly filmStep: string;
  readonly phase: string;
  readonly rollerCelsius: number | undefined;
  readonly headCelsius: number | undefined;
  readonly hotZoneCelsius: number | undefined;
  readonly exitCelsius: number | undefined;
  readonly setpointCelsius: number;
  readonly targetCelsius: number;
  readonly dutyPermille: number;
  /** The print head rests on the engine's own account. */
  readonly headPaused: boolean;
  readonly fanPermille: number;
  readonly fanRpm: number;
  readonly mainsVolt: number;
  readonly ribbonType: number;
  readonly ribbonLeft: number;
  readonly filmType: number;
  readonly filmLeft: number;
  readonly blanksLeft: number | undefined;
  readonly cardStop: string;
  /** Bits of `CARD_FLAG`. */
  readonly cardFlags: number;
  readonly filmState: string;
  /** Bits of `SENSOR`. */
  readonly sensors: number;
  readonly faults: readonly ActiveFault[];
  readonly link: { readonly state: LinkState; readonly reason: string; readonly counters: LinkCounters };
  /** Age of the newest status; -1 when there is none since the link came up. */
  readonly ageUs: Micros;
  readonly heatAgeUs: Micros;
  readonly sim: boolean;
  readonly simSpeed: number;
  readonly serial: string;
  readonly model: string;
  readonly firmware: string;
  readonly boots: number;
  readonly counters: {
    readonly cardsOut: number;
    readonly cardsRejected: number;
    readonly cardsSinceCleaning: number;
    readonly issued: number;
    readonly voided: number;
    readonly returned: number;
    readonly uncertain: number;
  };
  readonly governor: PaceReason | undefined;
  readonly lost: LostCause | undefined;
}

/** What tells how a card leaves: cheap enough to be asked for with each status. */
export interface CardSight extends Pick<PrinterView, "job" | "exitCelsius" | "rollerCelsius"> {
  /** It is in the nip, joined with its picture. */
  readonly joined: boolean;
  /** It is behind the nip, on its way out. */
  readonly leaving: boolean;
}

/** What a record of a printer's heat needs. */
export type HeatSight = Pick<
  PrinterView,
  | "rollerCelsius"
  | "exitCelsius"
  | "headCelsius"
  | "hotZoneCelsius"
  | "setpointCelsius"
  | "dutyPermille"
  | "word"
  | "governor"
  | "heatAgeUs"
  | "simSpeed"
>;

/** What listeners were last told of. */
export interface Seen {
  /** Moves of the chart. */
  readonly moves: number;
  readonly card: RunningStep | undefined;
  readonly film: RunningStep | undefined;
  readonly job: string;
  readonly state: LinkState;
  readonly version: number;
}
