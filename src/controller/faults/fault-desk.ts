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

export interface FaultDeskOptions {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  clear(code: number, proof: number): boolean;
  onRaised(fault: FaultName, local: boolean): void;
  onCleared(fault: FaultName, local: boolean): void;
}

export class FaultDesk {
  private readonly o: FaultDeskOptions;
  private readonly standing = new Map<FaultName, StandingFault>();
  /** Grows with every change. */
  version = 0;
  private fresh = false;
  private low = 0;
  private high = 0;
  /** Faults whose hands proof a person gave; the engine may refuse until its sensors agree. */
  private readonly proved = new Map<FaultName, FaultProof>();
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
    for (const { fault, local } of [...this.standing.values()]) {
      if (!local && !names.has(fault)) this.remove(fault);
    }
    for (const fault of names) if (!this.standing.has(fault)) this.add(fault, false);
    return true;
  }

  /** The engine's words are unknown again; what stood is shown until fresh words say otherwise. */
  forget(): void {
    this.fresh = false;
    this.proved.clear();
  }

  /** A fault that the controller itself found. */
  raise(fault: FaultName): void {
    if (!this.standing.has(fault)) this.add(fault, true);
  }

  /** The controller itself found it gone. */
  drop(fault: FaultName): void {
    if (this.standing.get(fault)?.local === true) this.remove(fault);
  }

  /** The fault that stops the printer, the gravest and oldest first. */
  get stopping(): FaultName | undefined {
    let worst: StandingFault | undefined;
    for (const one of this.standing.values()) {
      if (one.fault === "linkLost" || (FAULTS[one.fault].severity !== "fault" && !one.local)) continue;
      if (worst === undefined || FAULTS[one.fault].priority < FAULTS[worst.fault].priority) worst = one;
    }
    return worst?.fault;
  }

  get all(): readonly StandingFault[] {
    return [...this.standing.values()];
  }

  has(fault: FaultName): boolean {
    return this.standing.has(fault);
  }

  /** A person's proof. Answers whether such a fault stands. The engine has the last word on its own. */
  prove(fault: FaultName): boolean {
    const one = this.standing.get(fault);
    if (one === undefined) return false;
    if (one.local) this.remove(fault);
    else {
      const proof = FAULTS[fault].proof;
      this.proved.set(fault, proof === "service" ? "service" : "hands");
      this.sendClears();
    }
    return true;
  }

  /** Clears what needs no proof, what a sensor proves, and what a person has proved; tries again while the engine refuses. */
  onTick(): void {
    if (this.standing.size > 0 && this.o.clock.now() - this.clearedAt >= CLEAR_AGAIN_US) this.sendClears();
  }

  private sendClears(): void {
    this.clearedAt = this.o.clock.now();
    for (const { fault, local } of this.standing.values()) {
      const row = FAULTS[fault];
      if (local || !row.latched) continue;
      const proof = this.proved.get(fault) ?? (this.proofBySensor(fault) ? row.proof : undefined);
      if (proof !== undefined) this.o.clear(FAULT_CODE[fault], FAULT_PROOF[proof]);
    }
  }

  private proofBySensor(fault: FaultName): boolean {
    if (FAULTS[fault].proof === "none") return true;
    return fault === "coverOpen" && !this.o.telemetry.senses("coverOpen");
  }

  private add(fault: FaultName, local: boolean): void {
    this.version++;
    this.standing.set(fault, { fault, since: this.o.clock.now(), local });
    this.o.onRaised(fault, local);
  }

  private remove(fault: FaultName): void {
    const local = this.standing.get(fault)?.local ?? false;
    this.version++;
    this.standing.delete(fault);
    this.proved.delete(fault);
    this.o.onCleared(fault, local);
  }
}
