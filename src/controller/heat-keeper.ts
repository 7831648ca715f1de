/** Keeps the engine's heat as the chart wants it: renews the lease each second while heat is wanted, asserts the set-point. */
import { type Clock, type Micros, US_PER_S } from "../base/index.ts";
import { ENGINE_STATE } from "../protocol/index.ts";
import type { HeatWish } from "./machine/machine-types.ts";
import type { Telemetry } from "./telemetry.ts";

/** What each renewal asks for; the engine's own limit is the same. */
export const LEASE_MS = 5000;
/** A set-point that status does not show is asserted again after this long. */
const ASSERT_AGAIN_US = 1 * US_PER_S;

export interface HeatPort {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** `ENGINE_STATE` of the newest status. */
  engineState(): number;
  renewLease(ms: number): boolean;
  setRoller(decicelsius: number): boolean;
}

export class HeatKeeper {
  /** What the chart wants. */
  wish: HeatWish = "off";
  private readonly o: HeatPort;
  private printCelsius: number;
  private pacedCelsius: number;
  /** False until the engine is known to be the expected one: then no heat at all. */
  allowed = false;
  private assertedAt: Micros = -1;
  private asserted = Number.NaN;

  constructor(port: HeatPort, printCelsius: number) {
    this.o = port;
    this.printCelsius = printCelsius;
    this.pacedCelsius = printCelsius;
  }

  /** Degrees; 0 = off. */
  get targetCelsius(): number {
    if (!this.allowed || this.wish === "off") return 0;
    return this.wish === "paced" ? this.pacedCelsius : this.printCelsius;
  }

  want(wish: HeatWish): void {
    this.wish = wish;
    this.assert(true);
  }

  /** The governor's roller temperature while resting; 0 = heater off. */
  rest(celsius: number): void {
    if (celsius === this.pacedCelsius) return;
    this.pacedCelsius = celsius;
    if (this.wish === "paced") this.assert(true);
  }

  /** The governor's roller temperature for printing. */
  print(celsius: number): void {
    if (celsius === this.printCelsius) return;
    this.printCelsius = celsius;
    if (this.wish === "on") this.assert(true);
  }

  /** Off now, whatever was sent before and whoever the engine is. */
  off(): void {
    this.wish = "off";
    this.put(0);
  }

  forget(): void {
    this.allowed = false;
    this.asserted = Number.NaN;
    this.assertedAt = -1;
  }

  /** Each second of the printer's clock. */
  onTick(): void {
    if (this.targetCelsius > 0 && this.mayHeat()) this.o.renewLease(LEASE_MS);
    this.assert(false);
  }

  private assert(now: boolean): void {
    if (!this.allowed || this.o.telemetry.heatAt < 0 || (!this.mayHeat() && this.targetCelsius > 0)) return;
    const target = this.targetCelsius;
    if (Math.abs(this.o.telemetry.setpointCelsius - target) < 0.1 && (!now || this.asserted === target)) return;
    if (!now && this.o.clock.now() - this.assertedAt < ASSERT_AGAIN_US) return;
    if (target > 0 && now) this.o.renewLease(LEASE_MS);
    this.put(target);
  }

  private put(celsius: number): void {
    this.asserted = celsius;
    this.assertedAt = this.o.clock.now();
    this.o.setRoller(Math.round(celsius * 10));
  }

  private mayHeat(): boolean {
    const state = this.o.engineState();
    return state === ENGINE_STATE.filmInit || state === ENGINE_STATE.ready || state === ENGINE_STATE.busy;
  }
}
