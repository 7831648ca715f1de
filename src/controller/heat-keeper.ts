/** Keeps the engine's heat as the chart wants it: renews the lease each second while heat is wanted, asserts the set-point. */
import { type Clock, type Micros, US_PER_S } from "../base/index.ts";
import { ENGINE_STATE, FIELD, HEAT_FLAG } from "../protocol/index.ts";
import type { HeatWish } from "./machine/machine-types.ts";
import type { PaceCard } from "./pacer.ts";
import type { Telemetry } from "./telemetry.ts";

/** What each renewal asks for; the engine's own limit is the same. */
export const LEASE_MS = 5000;
/** A set-point that status does not show is asserted again after this long. */
const ASSERT_AGAIN_US = 1 * US_PER_S;
/** A card that was announced is announced again when its time has moved by more than this. */
const ANNOUNCED_OFF_US = US_PER_S / 4;

export interface HeatPort {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** `ENGINE_STATE` of the newest status. */
  engineState(): number;
  renewLease(ms: number): boolean;
  setRoller(decicelsius: number): boolean;
  announceCard(nipMs: number, zoneDecicelsius: number, cardDecicelsius: number): boolean;
}

export class HeatKeeper {
  /** What the chart wants; `service`: a technician's set-point, `lent`: somebody else keeps the heat. Both end with any wish. */
  wish: HeatWish | "service" | "lent" = "off";
  private readonly o: HeatPort;
  private printCelsius: number;
  private pacedCelsius: number;
  private serviceCelsius = 0;
  /** False until the engine is known to be the expected one: then no heat at all. */
  allowed = false;
  private assertedAt: Micros = -1;
  private asserted = Number.NaN;
  /** The card that heat comes just in time for; undefined: the set-point is held. */
  private card: PaceCard | undefined;
  private announcedNipAt: Micros = -1;
  private announcedAt: Micros = -1;
  /** False once this engine has not taken an announcement. */
  announces = true;

  constructor(port: HeatPort, printCelsius: number) {
    this.o = port;
    this.printCelsius = printCelsius;
    this.pacedCelsius = printCelsius;
  }

  /** Degrees; 0 = off. */
  get targetCelsius(): number {
    if (!this.allowed || this.wish === "off" || this.wish === "lent") return 0;
    if (this.wish === "service") return this.serviceCelsius;
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

  /** A technician's set-point, until the chart wishes anew. */
  serve(celsius: number): void {
    this.serviceCelsius = celsius;
    this.wish = "service";
    this.assert(true);
  }

  /** Somebody else renews lease and set-point: nothing is asserted here until the chart wishes anew. */
  lend(): void {
    this.wish = "lent";
  }

  /** The next card, for an engine that heats just in time; undefined: the set-point is held. */
  expect(card: PaceCard | undefined): void {
    this.card = card;
    this.announce();
  }

  /** Off now, whatever was sent before and whoever the engine is. */
  off(): void {
    this.wish = "off";
    this.put(0);
  }

  forget(): void {
    this.allowed = false;
    // Whoever served it does not see it any more: it must not go on heating by itself when it is back.
    if (this.wish === "service" || this.wish === "lent") this.wish = "off";
    this.asserted = Number.NaN;
    this.assertedAt = -1;
    this.card = undefined;
    this.announces = true;
    this.announcedAt = -1;
  }

  /** Each second of the printer's clock. */
  onTick(): void {
    if (this.targetCelsius > 0 && this.mayHeat()) this.o.renewLease(LEASE_MS);
    this.assert(false);
    this.announce();
  }

  private assert(now: boolean): void {
    if (
      this.wish === "lent" ||
      !this.allowed ||
      this.o.telemetry.heatAt < 0 ||
      (!this.mayHeat() && this.targetCelsius > 0)
    )
      return;
    const target = this.targetCelsius;
    if (Math.abs(this.o.telemetry.setpointCelsius - target) < 0.1 && (!now || this.asserted === target)) return;
    if (!now && this.o.clock.now() - this.assertedAt < ASSERT_AGAIN_US) return;
    if (target > 0 && now) this.o.renewLease(LEASE_MS);
    this.put(target);
  }

  /** Only on top of a set-point that stands: that one is the permission to heat. */
  private announce(): void {
    const { telemetry, clock } = this.o;
    if (telemetry.heatAt < 0 || this.wish === "lent") return;
    const target = this.targetCelsius;
    if (target === 0 || Math.abs(telemetry.setpointCelsius - target) >= 0.1 || !this.mayHeat()) return;
    const now = clock.now();
    const told = (telemetry.heat[FIELD.status_heat.flags]! & HEAT_FLAG.justInTime) !== 0;
    if (this.card === undefined || (this.wish !== "on" && this.wish !== "paced")) {
      if (told && now - this.assertedAt >= ASSERT_AGAIN_US) this.put(target);
      return;
    }
    const { nipAtUs, zoneCelsius, cardCelsius } = this.card;
    const moved = Math.abs(nipAtUs - this.announcedNipAt) > ANNOUNCED_OFF_US;
    if (!this.announces || !(moved || (!told && now - this.announcedAt >= ASSERT_AGAIN_US))) return;
    this.announcedNipAt = nipAtUs;
    this.announcedAt = now;
    const ms = Math.max(0, Math.round((nipAtUs - now) / 1000));
    this.announces = this.o.announceCard(ms, Math.round(zoneCelsius * 10), Math.round(cardCelsius * 10));
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
