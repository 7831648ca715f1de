/** One heat fault strikes one machine in one state and nobody mends it: how hot anything gets, and when it is safe. */
import { type Micros, US_PER_S } from "../../src/base/index.ts";
import type { EngineEvent } from "../../src/hardware-sim/index.ts";
import { type FaultName, faultText } from "../../src/protocol/index.ts";
import { batchCsv, parseSimUrl, type RigPrinter, SimStation, syntheticPeople } from "../../src/rig/index.ts";
import { parseJobFile } from "../../src/station/index.ts";
import type { StrikeState } from "../matrix/states.ts";
import type { HeatFault, Model } from "./cases.ts";

const CARDS = 3;
const TICK_US = 100_000;
const REACH_US_MAX = 2 * 3600 * US_PER_S;
/** What was held back goes on, the host comes back. */
const RELEASE_US = 60 * US_PER_S;
/** So long nobody comes: a heater that is stuck on takes some three minutes from cold to the cut-off. */
const WATCH_US = 1800 * US_PER_S;
/** A heater that has been off for so long at the end of the watch is off. */
const QUIET_US = 300 * US_PER_S;
/** Under control the surface stays below this; beyond it heat is no work any more, C. */
export const CONTROL_CELSIUS_MAX = 172;
/** A card that was not in the nip when it struck must not get this hot, C. */
export const CARD_CELSIUS_MAX = 95;

const GOOD_ENOUGH: ReadonlySet<string> = new Set(["blank", "good", "curl", "peelRisk"]);

export interface HeatCell {
  readonly fault: HeatFault;
  readonly model: Model;
  readonly state: string;
  /** From the strike to the last heat; undefined: heat goes on. */
  readonly safeUs: Micros | undefined;
  /** Heat goes on under control, and the surface never left its bounds. */
  readonly harmless: boolean;
  readonly coreCelsius: number;
  readonly surfaceCelsius: number;
  /** Hottest card that entered the nip after the strike, and the one that was in it; undefined: none. */
  readonly cardCelsius: number | undefined;
  readonly nipCardCelsius: number | undefined;
  /** Cards that entered the nip after the strike and are no good, by what is wrong with them. */
  readonly spoilt: readonly string[];
  /** What the operator reads first, and after how long. */
  readonly reads: string;
  readonly readUs: Micros | undefined;
  readonly problems: readonly string[];
}

export function runHeatCell(fault: HeatFault, model: Model, state: StrikeState): HeatCell {
  return new HeatRun(fault, model, state).run();
}

class HeatRun {
  private readonly fault: HeatFault;
  private readonly model: Model;
  private readonly state: StrikeState;
  private readonly station: SimStation;
  private readonly printer: RigPrinter;
  private struckUs: Micros = -1;
  private lastHeatUs: Micros = -1;
  private core = 0;
  private surface = 0;
  private inNip = -1;
  private reads = "nothing";
  private readUs: Micros | undefined;

  constructor(fault: HeatFault, model: Model, state: StrikeState) {
    this.fault = fault;
    this.model = model;
    this.state = state;
    const sensors = fault.sensors === undefined ? "" : `&sensors=${fault.sensors}`;
    this.station = new SimStation({
      printers: [parseSimUrl(`sim:${model}?supplies=full&operator=none${sensors}`)],
      onEngineEvent: (_printer, event) => this.onEngine(event),
    });
    this.printer = this.station.printers[0]!;
  }

  run(): HeatCell {
    const { station, state, fault, model, printer } = this;
    const { clock } = station;
    const problems: string[] = [];
    if (state.withoutJobs !== true) this.addJobs();
    station.office.start();
    if (!station.runUntil(() => state.reached(this.view(), station), REACH_US_MAX, TICK_US)) {
      problems.push(`never came into the state ${state.name}`);
    }
    const { engine } = printer;
    this.struckUs = clock.now();
    this.inNip = engine.truth.nipClosed ? (engine.truth.card?.number ?? -1) : -1;
    this.look();
    engine.lab.inject(fault.name, { durationS: 0, ...(fault.value === undefined ? {} : { value: fault.value }) });
    clock.timer(() => this.release()).armAfter(RELEASE_US);
    this.listen();
    this.read();
    clock.advance(WATCH_US);
    problems.push(...station.violations());
    const safe = this.safety();
    const cards = engine.truth.cards.filter(({ nipEntryUs }) => nipEntryUs >= 0);
    const after = cards.filter((card) => card.nipEntryUs >= this.struckUs && card.number !== this.inNip);
    const hottest = after.length === 0 ? undefined : Math.max(...after.map(({ exitCelsius }) => exitCelsius));
    const spoilt = after.map(({ quality }) => quality).filter((quality) => !GOOD_ENOUGH.has(quality));
    const nipCard = cards.find(({ number }) => number === this.inNip)?.exitCelsius;
    station.stop();
    if (safe.safeUs === undefined && !safe.harmless) problems.push("heat goes on out of control");
    if ((hottest ?? 0) >= CARD_CELSIUS_MAX) problems.push(`a card left the nip at ${hottest!.toFixed(1)} C`);
    return {
      fault,
      model,
      state: state.name,
      ...safe,
      coreCelsius: this.core,
      surfaceCelsius: this.surface,
      cardCelsius: hottest,
      nipCardCelsius: nipCard,
      spoilt,
      reads: this.reads,
      readUs: this.readUs,
      problems,
    };
  }

  private safety(): { safeUs: Micros | undefined; harmless: boolean } {
    const off = this.station.clock.now() - this.lastHeatUs >= QUIET_US;
    if (off) return { safeUs: Math.max(0, this.lastHeatUs - this.struckUs), harmless: false };
    return { safeUs: undefined, harmless: this.surface <= CONTROL_CELSIUS_MAX };
  }

  private onEngine(event: EngineEvent): void {
    if (event.type === "tick" && this.struckUs >= 0) this.look();
  }

  private look(): void {
    const { truth } = this.printer.engine;
    if (truth.heaterWatt > 0) this.lastHeatUs = this.station.clock.now();
    this.core = Math.max(this.core, truth.celsius("core"));
    this.surface = Math.max(this.surface, truth.celsius("surface"));
  }

  private listen(): void {
    this.station.office.onChange((printer, urgent) => {
      if (printer !== undefined && urgent) this.read();
    });
  }

  /** The first report on the page; a lost line is the host's own absence. */
  private read(): void {
    if (this.readUs !== undefined) return;
    const seen = this.view().faults.find(({ fault }) => fault !== "linkLost" && fault !== "powerInterrupted");
    if (seen === undefined) return;
    this.readUs = this.station.clock.now() - this.struckUs;
    this.reads = title(seen.fault);
  }

  private release(): void {
    this.state.release?.(this.station);
    if (this.state.name === "hostGone") this.listen();
    if (this.state.withoutJobs === true) this.addJobs();
  }

  private addJobs(): void {
    this.station.office.addJobs(parseJobFile(Buffer.from(batchCsv(syntheticPeople(CARDS, 1))), "h.csv", "WIB").rows);
  }

  private view() {
    return this.station.office.controller(this.printer.name).view();
  }
}

const title = (fault: FaultName): string => faultText(fault, "en").title;
