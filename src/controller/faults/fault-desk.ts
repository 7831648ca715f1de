/**
 * All faults that stand on one printer: the engine's fault words and the controller's own. Tells what changed, what stops the
 * printer, and clears what may be cleared.
 */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";
import {
  FAULT_CODE,
  FAULT_PROOF,
  FAULTS,
  type FaultName,
  type FaultProof,
  FIELD,
  faultNames,
} from "../../protocol/index.ts";
import type { Telemetry } from "../telemetry.ts";

const P = FIELD.status_path;
/** A refused `fault_clear` is tried again after this long. */
const CLEAR_AGAIN_US = 1 * US_PER_S;

export interface StandingFault {
  readonly fault: FaultName;
  readonly since: Micros;
  /** The controller's own: the engine does not know it. */
  readonly local: boolean;
}

/** Who says so: the engine, the controller, or both; and whether the controller stops the printer for it. */
interface Standing {
  readonly since: Micros;
  engine: boolean;
  own: boolean;
  stops: boolean;
}

export interface FaultDeskOptions {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  clear(code: number, proof: number): boolean;
  onRaised(fault: FaultName, local: boolean): void;
  onCleared(fault: FaultName, local: boolean): void;
}

/** On a sound printer nothing stands: all of them share these, which stay empty. */
const NOTHING_STANDS = new Map<FaultName, Standing>();
const NONE: readonly StandingFault[] = [];
const NOTHING_PROVED = new Map<FaultName, FaultProof>();

export class FaultDesk {
  private readonly o: FaultDeskOptions;
  private standing = NOTHING_STANDS;
  /** Grows with every change. */
  version = 0;
  private fresh = false;
  private low = 0;
  private high = 0;
  /** Faults whose hands proof a person gave; the engine may refuse until its sensors agree. */
  private proved = NOTHING_PROVED;
  private clearedAt: Micros = -1;

  constructor(options: FaultDeskOptions) {
    this.o = options;
  }

  /** Called with each fresh `status_path`. True when anything changed. */
  onPath(row: Int32Array): boolean {
    const low = row[P.fault_low]!;
    const high = row[P.fault_high]!;
    if (this.fresh && low === this.low && high === this.high) return false;
    this.fresh = true;
    this.low = low;
    this.high = high;
    const names = new Set(faultNames(low, high));
    for (const [fault, one] of [...this.standing]) {
      if (!one.engine || names.has(fault)) continue;
      one.engine = false;
      if (!one.own) this.remove(fault, false);
    }
    for (const fault of names) {
      const one = this.standing.get(fault);
      if (one === undefined) this.add(fault, { engine: true, own: false, stops: false });
      else one.engine = true;
    }
    return true;
  }

  /** The engine's words are unknown again; what stood is shown until fresh words say otherwise. */
  forget(): void {
    this.fresh = false;
    this.proved.clear();
  }

  /** A fault that the controller itself found. The printer stops for it, unless it is only a note. */
  raise(fault: FaultName, stops = true): void {
    const one = this.standing.get(fault);
    if (one === undefined) this.add(fault, { engine: false, own: true, stops });
    else {
      one.own = true;
      one.stops ||= stops;
    }
  }

  /** The controller itself found it gone. */
  drop(fault: FaultName): void {
    const one = this.standing.get(fault);
    if (one?.own !== true) return;
    one.own = false;
    one.stops = false;
    if (!one.engine) this.remove(fault, true);
  }

  /** The fault that stops the printer, the gravest and oldest first. */
  get stopping(): FaultName | undefined {
    // Asked with each status: an empty list is gone through at a price, too.
    if (this.standing.size === 0) return undefined;
    let worst: FaultName | undefined;
    for (const [fault, one] of this.standing) {
      const stops = one.stops || (one.engine && FAULTS[fault].severity === "fault");
      if (!stops || fault === "linkLost") continue;
      if (worst === undefined || FAULTS[fault].priority < FAULTS[worst].priority) worst = fault;
    }
    return worst;
  }

  get all(): readonly StandingFault[] {
    if (this.standing.size === 0) return NONE;
    return [...this.standing].map(([fault, { since, engine }]) => ({ fault, since, local: !engine }));
  }

  has(fault: FaultName): boolean {
    return this.standing.has(fault);
  }

  /** A person's proof. Answers whether such a fault stands. The engine has the last word on its own. */
  prove(fault: FaultName): boolean {
    const one = this.standing.get(fault);
    if (one === undefined) return false;
    this.drop(fault);
    if (one.engine) {
      const proof = FAULTS[fault].proof;
      if (this.proved === NOTHING_PROVED) this.proved = new Map();
      this.proved.set(fault, proof === "service" ? "service" : "hands");
      this.sendClears();
    }
    return true;
  }

  /** Clears what needs no proof, what a sensor proves, and what a person has proved; tries again while the engine refuses. */
  onTick(): void {
    if (this.standing.size === 0) this.standing = NOTHING_STANDS;
    if (this.proved.size === 0) this.proved = NOTHING_PROVED;
    if (this.standing.size > 0 && this.o.clock.now() - this.clearedAt >= CLEAR_AGAIN_US) this.sendClears();
  }

  private sendClears(): void {
    this.clearedAt = this.o.clock.now();
    for (const [fault, { engine }] of this.standing) {
      const row = FAULTS[fault];
      if (!engine || !row.latched) continue;
      const proof = this.proved.get(fault) ?? (this.proofBySensor(fault) ? row.proof : undefined);
      if (proof !== undefined) this.o.clear(FAULT_CODE[fault], FAULT_PROOF[proof]);
    }
  }

  private proofBySensor(fault: FaultName): boolean {
    if (FAULTS[fault].proof === "none") return true;
    return fault === "coverOpen" && !this.o.telemetry.senses("coverOpen");
  }

  private add(fault: FaultName, who: Omit<Standing, "since">): void {
    this.version++;
    if (this.standing === NOTHING_STANDS) this.standing = new Map();
    this.standing.set(fault, { since: this.o.clock.now(), ...who });
    this.o.onRaised(fault, !who.engine);
  }

  private remove(fault: FaultName, local: boolean): void {
    this.version++;
    this.standing.delete(fault);
    this.proved.delete(fault);
    this.o.onCleared(fault, local);
  }
}
