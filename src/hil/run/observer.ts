/** Listens to the station and to the engine, and writes down what happens: states, faults, messages, events, transitions. */
import type { Clock, Micros } from "../../base/index.ts";
import type { PrinterView } from "../../controller/index.ts";
import type { EngineEvent } from "../../hardware-sim/index.ts";
import { faultName, nameOf, STEP_KIND } from "../../protocol/index.ts";
import type { Journal, Office } from "../../station/index.ts";
import type { TargetListener } from "../targets/target.ts";
import type { RunLog } from "./run-log.ts";

const EVENTS_A_LOOK_MAX = 50;

export interface ObserverOptions {
  readonly log: RunLog;
  readonly clock: () => Clock;
  readonly journal: () => Journal;
  readonly printer: () => string;
  /** Messages are decoded only when a scenario looks for one. */
  readonly messages: boolean;
  readonly events: boolean;
}

export class Observer implements TargetListener {
  /** Edges of the chart that were taken, by index. */
  readonly edges = new Set<number>();
  readonly states = new Set<string>();
  onStateChange: ((path: string) => void) | undefined;
  onMessage: ((name: string) => void) | undefined;
  onFault: ((fault: string) => void) | undefined;
  private readonly options: ObserverOptions;
  private path = "";
  private faults: ReadonlySet<string> = new Set();
  private eventId = -1;

  constructor(options: ObserverOptions) {
    this.options = options;
  }

  onOffice(office: Office): void {
    // The first office is made while its target still is: the name of the printer is the office's only one.
    const name = office.printerNames[0]!;
    const controller = office.controller(name);
    controller.onEdge((edge) => this.edges.add(edge));
    office.onChange((printer, urgent) => {
      if (printer === name && urgent) this.look(controller.view());
    });
    if (this.options.messages) office.wireOf(name)?.hear((json) => this.message(json));
  }

  onEngineEvent(event: EngineEvent): void {
    const { log } = this.options;
    const { atUs } = event;
    if (event.type === "stepBegun") log.add({ atUs, kind: "step", name: nameOf(STEP_KIND, event.kind) });
    else if (event.type === "cardOut")
      log.add({ atUs, kind: "card", name: event.card.place, text: event.card.quality });
    else if (event.type === "stepEnded" && event.fault !== 0) this.stepFault(atUs, event.fault);
    else if (event.type === "power") log.add({ atUs, kind: "power", name: event.on ? "on" : "off" });
  }

  /** Compares with what was last seen. */
  look(view: PrinterView): void {
    const { log } = this.options;
    const atUs = this.now();
    const standing = new Set<string>(view.faults.map(({ fault }) => fault));
    for (const fault of standing) {
      if (this.faults.has(fault)) continue;
      log.add({ atUs, kind: "fault", name: fault });
      this.onFault?.(fault);
    }
    for (const fault of this.faults) if (!standing.has(fault)) log.add({ atUs, kind: "cleared", name: fault });
    this.faults = standing;
    // After the faults: they are why.
    if (view.path !== this.path) {
      this.path = view.path;
      this.states.add(view.path);
      log.add({ atUs, kind: "state", name: view.path });
      this.onStateChange?.(view.path);
    }
    if (this.options.events) this.events();
  }

  /** A step may fail without leaving a fault that stands. */
  private stepFault(atUs: Micros, code: number): void {
    const name = faultName(code);
    if (name !== undefined && !this.faults.has(name)) this.options.log.add({ atUs, kind: "fault", name });
  }

  private now(): Micros {
    return this.options.clock().now();
  }

  private message(json: string): void {
    const { dir, name, text, values } = JSON.parse(json) as {
      dir: string;
      name: string;
      text: string;
      values: Record<string, number>;
    };
    if (dir === "!") return;
    this.options.log.add({ atUs: this.now(), kind: "message", name, text: `${dir} ${text}`, values });
    this.onMessage?.(name);
  }

  private events(): void {
    for (const { id, code } of this.options.journal().newestEvents(EVENTS_A_LOOK_MAX)) {
      if (id <= this.eventId) continue;
      this.eventId = id;
      this.options.log.add({ atUs: this.now(), kind: "event", name: code });
    }
  }
}
