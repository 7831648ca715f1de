/**
 * The engine's whole state as one plain object: numbers, strings, arrays and objects, safe for JSON. Instants are
 * microseconds since the engine was made (engine time). Nothing outside this object influences what happens next, except
 * the plant's seven temperatures and the random streams, which save beside it.
 */

import type {
  GuardState,
  JustInTimeState,
  LeaseState,
  RollerControlState,
  SensorPairState,
  SurfaceEstimate,
  ThermistorState,
} from "../thermal/index.ts";
import type { BootState } from "./boot/state.ts";
import type { SelfTestRun } from "./selftest/state.ts";

/** A chip as it really is. `touched`: writing began and did not end. */
export type ChipState = "blank" | "touched" | "bound" | "dead";

/** One card inside the machine. */
export interface CardState {
  /** Number of the card since the engine was made, from 1; index of its record in the truth. */
  number: number;
  /** Chip serial, 14 upper-case hex digits. */
  uid: string;
  chip: ChipState;
  /** Job bound to the chip; empty while blank. */
  chipJob: string;
  /** Job whose picture is on the card; empty before the nip. */
  printedJob: string;
  /** Wire number of the stop (`CARD_STOP`). */
  stop: number;
  /** A second blank came along. */
  double: boolean;
  /** It does not move when told (jam, melted). */
  stuck: boolean;
  /** True mean temperature when it left the nip, C; 0 before. */
  exitCelsius: number;
}

export interface SpoolState {
  /** `SUPPLY_TYPE` as the tag says; `none` when no spool is in. */
  type: number;
  left: number;
  lot: string;
}

/** A fault that the lab put in. `times`: how often it still strikes, -1 for ever. */
export interface Injection {
  times: number;
  value: number;
}

/** A fault that is still to come, or the end of one. */
export interface InjectionPlan {
  fault: string;
  /** The cause goes away, rather than comes. */
  heals: boolean;
  times: number;
  value: number | null;
  /** How long the cause then lasts; 0 until healed. */
  durationUs: number;
  /** `STEP_KIND` whose order it waits for, 0 for none, and the number of its card, 0 for any. */
  step: number;
  card: number;
  /** How long after that. */
  afterUs: number;
  /** Its instant, or -1 while it waits. */
  atUs: number;
}

/** A spool that is about to go in. `type` is a `SUPPLY_TYPE`. */
export interface SpoolInHand {
  spool: "ribbon" | "film";
  type: number;
  left: number;
}

/** Everything that is not firmware: what hands, mains and weather do, and what really is inside. */
export interface WorldState {
  mainsVolt: number;
  powered: boolean;
  coverOpen: boolean;
  /** BOOT0 is set: the chip starts the loader in its ROM. */
  bootJumper: boolean;
  roomCelsius: number;
  airflow: number;
  hopper: number;
  output: number;
  reject: number;
  ribbon: SpoolState;
  film: SpoolState;
  /** Spools that somebody holds until the machine stands still. */
  hands: SpoolInHand[];
  /** Job on the film frame before the nip; empty when the frame is clear. */
  frameJob: string;
  /** Job whose picture is still on the frame behind it; empty when that one was transferred or is clear. */
  frameBehind: string;
  /** Frames as the mark sensor has counted them: one more for each that passes forward, one less for one that slips back. */
  filmMarks: number;
  card: CardState | null;
  nipClosed: boolean;
  /** Since when the card in the closed nip has not moved, or -1. */
  nipStillSinceUs: number;
  cutoff: { open: boolean };
  rollerSensor: ThermistorState;
  /** Second thermistor of a roller that has one. */
  roller2Sensor: ThermistorState;
  headSensor: ThermistorState;
  injections: Record<string, Injection>;
  plans: InjectionPlan[];
  cardsFed: number;
}

/** One ordered step while it runs. */
export interface StepRun {
  id: number;
  kind: number;
  arg: number;
  job: string;
  /** Tick at which it began to move, -1 while it waits for its first tick. */
  beginUs: number;
  /** `STEP_PHASE`. */
  phase: number;
  /** Part of the step; what it means is the step's own. */
  stage: number;
  stageUs: number;
  /** Planned length of the running stage, us. */
  planUs: number;
  /** How it will end once the card is back at its stop: `STEP_RESULT` and fault code. */
  endResult: number;
  endFault: number;
  /** Last instant of motion that the wheel sensor saw. */
  movedUs: number;
}

export interface LedgerEntry {
  id: number;
  kind: number;
  result: number;
  fault: number;
  job: string;
  serial: string;
  /** Place in the ring of the memory. */
  slot: number;
}

/** A record in non-volatile memory: two copies, each with its CRC. */
export interface NvRecord {
  a: NvCopy;
  b: NvCopy;
}

/** Never changed in place: copies of one text are one object, in this machine and in others. */
export interface NvCopy {
  readonly text: string;
  readonly crc: number;
}

/** What the firmware keeps across power cuts, as it is written into the header record. */
export interface Keepsake {
  boots: number;
  ledgerHigh: number;
  cardsOut: number;
  cardsRejected: number;
  cardsSinceCleaning: number;
  latchedLow: number;
  latchedHigh: number;
  cardFlags: number;
  cardInside: boolean;
  cardJob: string;
  cardSerial: string;
}

/** Settings in force. */
export interface SettingsState {
  /** Number of the newest record in the memory; 0 before the first. */
  seq: number;
  /** By `NUMBER_AT`, each a whole number of its last decimal. */
  numbers: number[];
  texts: string[];
}

/** A write that may still be torn by a power cut. `slot` -1 is the header. */
export interface NvWrite {
  slot: number;
  atUs: number;
  before: NvCopy | null;
}

export interface NvramState {
  header: NvRecord | null;
  /** Ring of step records; cells behind the end were never written. */
  slots: (NvRecord | null)[];
  /** Ring of settings records. */
  settings: (NvRecord | null)[];
  /** Cells at the end of their life: the first copy of whatever is written loses a bit. */
  worn: boolean;
  recent: NvWrite[];
  repairs: number;
}

/** The firmware's memory: gone when the power goes. */
export interface RamState {
  life: "booting" | "filmInit" | "up";
  lifeUntilUs: number;
  onSinceUs: number;
  shutdown: boolean;
  /** All fault bits that stand now, latched or present. */
  faultLow: number;
  faultHigh: number;
  keep: Keepsake;
  settings: SettingsState;
  /** Settings written but not committed yet; null when there are none. */
  staged: Pick<SettingsState, "numbers" | "texts"> | null;
  /** The three gains as they were before a host set others for as long as its heat lease lives; null: nothing is on trial. */
  gainsBefore: number[] | null;
  selfTest: SelfTestRun | null;
  /** Ring order: oldest first, at most `LEDGER_ENTRIES_MAX`. */
  ledger: LedgerEntry[];
  cardStep: StepRun | null;
  filmStep: StepRun | null;
  doneId: number;
  doneResult: number;
  doneFault: number;
  filmDoneId: number;
  filmDoneResult: number;
  filmDoneFault: number;
  /** Where the firmware believes the card is. */
  cardStop: number;
  filmState: number;
  filmJob: string;
  /** Count of the mark sensor when the picture was finished. */
  filmMark: number;
  headPaused: boolean;
  headCold: boolean;
  /** What the exit sensor measured of the newest card, C; null before the first, and without that sensor. */
  exitCelsius: number | null;
  /** How far the long clock is off after a jump. */
  clockSkewUs: number;
  /** Both copies of the header were found spoilt. */
  memorySpoilt: boolean;
  memoryLookUs: number;
  setpointCelsius: number;
  lease: LeaseState;
  fanWishPermille: number;
  fanPermille: number;
  /** Since when the rotor has been told to turn and did not, or -1. */
  fanStillSinceUs: number;
  /** Since when the motor current has been that of a standing motor, or -1. */
  stalledSinceUs: number;
  duty: number;
  /** Expected instant at which the next card enters the nip, or -1. */
  nipAtUs: number;
  /** Card that the host has announced: heat comes just in time for it; null: the set-point is held. */
  announced: AnnouncedCard | null;
  heat: HeatState;
  statusEveryUs: number;
  statusHeatUs: number;
  statusPathUs: number;
  countersUs: number;
}

/** Readings, C, and the plain states of the control loop and of the guards. */
export interface HeatState {
  rollerCelsius: number;
  /** Of the second thermistor; the first one's where there is none. */
  roller2Celsius: number;
  pair: SensorPairState;
  headCelsius: number;
  control: RollerControlState;
  surface: SurfaceEstimate;
  guards: GuardState;
  justInTime: JustInTimeState;
}

/** A card that will come, by the host's word. Temperatures as {@link HostHint} has them. */
export interface AnnouncedCard {
  nipAtUs: number;
  zoneCelsius: number;
  cardCelsius: number;
}

/** What truly became of one card. Temperatures 0 while not known. */
export interface CardTruth {
  number: number;
  uid: string;
  chipJob: string;
  filmJob: string;
  nipEntryUs: number;
  surfaceEntryCelsius: number;
  surfaceMinimumCelsius: number;
  surfaceMaximumCelsius: number;
  inCelsius: number;
  exitCelsius: number;
  filmCelsius: number;
  quality: string;
  place: "inside" | "output" | "reject" | "removed";
}

export interface TruthState {
  /** The newest cards, at most `CARDS_REMEMBERED_MAX`; older ones are in the totals only. */
  cards: CardTruth[];
  totals: Readonly<Record<string, number>>;
  /** Broken invariants, in words. */
  breaches: string[];
}

export interface EngineState {
  schema: 1;
  model: string;
  serial: string;
  seed: number;
  nowUs: number;
  /** The plant has been brought to here. */
  plantUs: number;
  /** The loop last looked at the sensors here. */
  lookedUs: number;
  nextTickUs: number;
  world: WorldState;
  ram: RamState;
  nvram: NvramState;
  boot: BootState;
  truth: TruthState;
}
