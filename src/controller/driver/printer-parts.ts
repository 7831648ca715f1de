/**
 * The parts of one printer, tied together. It is itself what its parts ask for: one object with methods, for each port as an object
 * of functions of its own would be a kilobyte and more a printer.
 */
import { type Clock, type Log, silentLog } from "../../base/index.ts";
import { type FaultName, FIELD, type LinkState, type Message } from "../../protocol/index.ts";
import { CardDesk, type CardDeskOptions } from "../card/card-desk.ts";
import { CardWatch } from "../card/card-facts.ts";
import type { PrinterControllerOptions } from "../controller-types.ts";
import { FaultDesk, type FaultDeskOptions } from "../faults/fault-desk.ts";
import { HeatKeeper, type HeatPort } from "../heat-keeper.ts";
import type { HostLinkLike, LinkHandlers } from "../link-port.ts";
import { ChartActor, type ChartHooks } from "../machine/chart-actor.ts";
import type { PrinterEffect, PrinterEvent } from "../machine/machine-types.ts";
import type { Pacer } from "../pacer.ts";
import type { EventSink, JobSource, StepJournal, StepOutcome } from "../ports.ts";
import { Recovery, type RecoveryOptions } from "../recovery.ts";
import type { PrinterSnapshot } from "../selectors.ts";
import { DEFAULT_SETTINGS, type PrinterSettings } from "../settings.ts";
import { type LedgerPort, LedgerReader } from "../steps/ledger-reader.ts";
import { type RunningStep, StepRunner, type StepRunnerOptions } from "../steps/step-runner.ts";
import { Telemetry } from "../telemetry.ts";
import { thermalPacer } from "../thermal-pacer.ts";
import { carryOut } from "./effects.ts";
import type { PrinterCore } from "./printer-core.ts";

/** Where what is heard goes first. */
export interface Ears {
  onLinkState(state: LinkState): void;
  onMessage(message: Message): void;
  /** The chart has moved, perhaps by itself. */
  onChart(): void;
  onMistake(error: unknown): void;
}

/** Who hears how steps end. */
export interface StepEnds {
  onEnded(step: RunningStep, outcome: StepOutcome): void;
  onWithdrawn(step: RunningStep, reason: string): void;
  onStuck(step: RunningStep, fault: FaultName): void;
}

type Ports = CardDeskOptions & FaultDeskOptions & HeatPort & StepRunnerOptions & RecoveryOptions & LedgerPort;

export class PrinterParts implements PrinterCore, Ports, LinkHandlers, ChartHooks {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: PrinterSettings;
  readonly link: HostLinkLike;
  readonly journal: StepJournal;
  readonly events: EventSink;
  readonly jobs: JobSource;
  readonly pacer: Pacer;
  readonly telemetry = new Telemetry();
  readonly card = new CardWatch();
  readonly desk: CardDesk;
  readonly ledger: LedgerReader;
  readonly faults: FaultDesk;
  readonly heat: HeatKeeper;
  readonly runner: StepRunner;
  readonly recovery: Recovery;
  readonly chart: ChartActor;
  /** Set before the link starts. */
  ends: StepEnds | undefined;
  private readonly ears: Ears;

  constructor(options: PrinterControllerOptions, ears: Ears) {
    this.name = options.name;
    this.clock = options.clock;
    this.journal = options.journal;
    this.events = options.events;
    this.jobs = options.jobs;
    this.settings = { ...DEFAULT_SETTINGS, ...options.settings };
    this.log = (options.log ?? silentLog).child({ printer: options.name });
    this.ears = ears;
    this.chart = new ChartActor(options.clock, this);
    this.link = options.link(this);
    this.desk = new CardDesk(this);
    this.ledger = new LedgerReader(this);
    this.faults = new FaultDesk(this);
    this.heat = new HeatKeeper(this, this.settings.setpointCelsius);
    this.runner = new StepRunner(this);
    this.recovery = new Recovery(this);
    this.pacer = options.pacer ?? thermalPacer(this.settings, options.recallHeat);
  }

  snapshot(): PrinterSnapshot {
    return this.chart.snapshot;
  }

  tell(event: PrinterEvent): void {
    this.chart.send(event);
  }

  onEffect(effect: PrinterEffect): void {
    carryOut(this, effect);
  }

  onHeard(): void {
    this.ears.onChart();
  }

  onError(error: unknown): void {
    this.ears.onMistake(error);
  }

  onState(state: LinkState): void {
    this.ears.onLinkState(state);
  }

  onMessage(message: Message): void {
    this.ears.onMessage(message);
  }

  readLedger(from: number): boolean {
    return this.link.send("ledger_read", { from });
  }

  clear(code: number, proof: number): boolean {
    return this.link.send("fault_clear", { code, proof });
  }

  onRaised(fault: FaultName, local: boolean): void {
    if (fault === "powerInterrupted" || fault === "watchdogReset") this.desk.powerLost = true;
    this.events.event(this.name, "fault.raised", { fault, local });
  }

  onCleared(fault: FaultName, local: boolean): void {
    this.events.event(this.name, "fault.cleared", { fault, local });
  }

  engineState(): number {
    return this.telemetry.path[FIELD.status_path.state]!;
  }

  renewLease(ms: number): boolean {
    return this.link.send("lease_renew", { ms });
  }

  setRoller(decicelsius: number): boolean {
    return this.link.send("roller_set", { decicelsius });
  }

  announceCard(nip_ms: number, zone_decicelsius: number, card_decicelsius: number): boolean {
    return this.link.send("card_announce", { nip_ms, zone_decicelsius, card_decicelsius });
  }

  startStep(id: number, kind: number, job: Uint8Array): boolean {
    return this.link.send("step_start", { id, kind, arg: 0, job });
  }

  abortStep(id: number): void {
    this.link.send("step_abort", { id });
  }

  onBegun(step: RunningStep): void {
    this.desk.onBegun(step);
    this.tell({ type: "STEP_BEGUN", kind: step.kind });
  }

  onEnded(step: RunningStep, outcome: StepOutcome): void {
    this.ends?.onEnded(step, outcome);
  }

  onWithdrawn(step: RunningStep, reason: string): void {
    this.ends?.onWithdrawn(step, reason);
  }

  onStuck(step: RunningStep, fault: FaultName): void {
    this.ends?.onStuck(step, fault);
  }

  askCard(): void {
    this.link.send("card_get", {});
  }
}
