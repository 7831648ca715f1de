/**
 * A printer's heat in a loop, for tests: plant, quantised sensors, roller control at 10 Hz and card cycles as the golden
 * conditions describe them. No engine, no link: only what src/thermal holds.
 */
import {
  cardEntryCelsius,
  cardExitCelsius,
  cardPlatenWatt,
  cardQuality,
  cardSurfaceWatt,
  filmSurfaceCelsius,
} from "../../src/thermal/card-law.ts";
import { gateOpen, newSurfaceEstimate, stepSurfaceEstimate } from "../../src/thermal/gate.ts";
import { NODE, type PlantInputs, plantAtRest } from "../../src/thermal/network.ts";
import { Plant } from "../../src/thermal/plant.ts";
import { heaterWatts, type ThermalProfile } from "../../src/thermal/profiles.ts";
import { newRollerControl, stepRollerControl } from "../../src/thermal/roller-control.ts";
import { healthyThermistor, readCelsius } from "../../src/thermal/thermistor.ts";

export const TICK_US = 100_000;

export interface CardRecord {
  number: number;
  atSeconds: number;
  entrySurface: number;
  minSurface: number;
  maxSurface: number;
  estimateError: number;
  exit: number;
  film: number;
  quality: ReturnType<typeof cardQuality>;
}

export interface MachineOptions {
  profile: ThermalProfile;
  roomCelsius: number;
  airflow: number;
  mainsVolt?: number;
  /** Effective volts differ from what the firmware is told when set. */
  fan?: (machine: Machine) => number;
  powerFactor?: number;
  headPause?: boolean;
}

export class Machine {
  readonly plant: Plant;
  readonly inputs: PlantInputs;
  readonly control = newRollerControl();
  readonly estimate = newSurfaceEstimate();
  readonly cards: CardRecord[] = [];
  readonly o: MachineOptions;
  tick = 0;
  setpoint = 165;
  /** Ticks into the running cycle, -1 when none runs. */
  cycle = -1;
  feedForward = true;
  mainsVolt: number;
  reading: number;
  headReading: number;
  duty = 0;
  onTick: ((m: Machine) => void) | undefined;
  /** The card waits before the nip until the gate opens; ticks that it has waited. */
  gate = false;
  gateTicks = 0;
  headPaused = false;
  #card: CardRecord | undefined;

  constructor(o: MachineOptions) {
    this.o = o;
    this.mainsVolt = o.mainsVolt ?? o.profile.mainsVolt;
    this.plant = new Plant(o.profile, o.roomCelsius);
    this.inputs = { ...plantAtRest(o.roomCelsius), airflow: o.airflow, chassisWatt: o.profile.chassisIdleWatt };
    this.reading = o.roomCelsius;
    this.headReading = o.roomCelsius;
  }

  get seconds(): number {
    return this.tick / 10;
  }
  node(name: keyof typeof NODE): number {
    return this.plant.celsius[NODE[name]]!;
  }
  get imaging(): boolean {
    return this.cycle >= 0 && this.cycle < this.o.profile.imagingSeconds * 10 && !this.headPaused;
  }
  get transferring(): boolean {
    return this.inputs.surfaceLoadWatt > 0;
  }
  startCard(): void {
    this.cycle = 0;
  }

  #nip(): void {
    const p = this.o.profile;
    const nipStart = Math.round((p.cycleSeconds - p.nipEntryBeforeEndSeconds) * 10);
    const nipEnd = nipStart + Math.round(p.nipSeconds * 10);
    const u = this.inputs;
    if (this.cycle === nipStart) {
      const entry = cardEntryCelsius(this.node("hotZone"), this.node("chassis"));
      const surface = this.node("surface");
      const exit = cardExitCelsius(p, entry, surface, this.node("platen"));
      const film = filmSurfaceCelsius(entry, surface);
      u.surfaceLoadWatt = cardSurfaceWatt(p, entry, surface);
      u.platenLoadWatt = cardPlatenWatt(p, entry, this.node("platen"));
      this.#card = {
        number: this.cards.length + 1,
        atSeconds: this.seconds,
        entrySurface: surface,
        minSurface: surface,
        maxSurface: surface,
        estimateError: this.estimate.surfaceCelsius - surface,
        exit,
        film,
        quality: cardQuality(exit, film),
      };
      this.cards.push(this.#card);
    } else if (this.cycle === nipEnd) {
      u.surfaceLoadWatt = 0;
      u.platenLoadWatt = 0;
      this.#card = undefined;
    }
  }

  step(): void {
    const p = this.o.profile;
    const u = this.inputs;
    this.reading = readCelsius(healthyThermistor(), this.node("thermistor"));
    this.headReading = readCelsius(healthyThermistor(), this.node("head"));
    stepSurfaceEstimate(this.estimate, p, this.reading, 0.1);
    if (this.o.headPause) {
      if (this.headReading >= p.headPauseCelsius) this.headPaused = true;
      else if (this.headReading < p.headResumeCelsius) this.headPaused = false;
    }
    const nipStart = Math.round((p.cycleSeconds - p.nipEntryBeforeEndSeconds) * 10);
    const nipEnd = nipStart + Math.round(p.nipSeconds * 10);
    const held = this.gate && this.cycle === nipStart && !gateOpen(this.estimate, p);
    if (held) this.gateTicks++;
    else this.#nip();
    const c = this.cycle;
    const approach = {
      secondsToNip: c >= 0 && (c < nipStart || held) ? (nipStart - c) / 10 : -1,
      inNipSeconds: !held && c >= nipStart && c < nipEnd ? (c - nipStart) / 10 : -1,
    };
    this.duty = stepRollerControl(this.control, p, {
      setpointCelsius: this.setpoint,
      readingCelsius: this.reading,
      mainsVolt: this.mainsVolt,
      card: this.feedForward ? approach : { secondsToNip: -1, inNipSeconds: -1 },
    });
    u.heaterWatt = heaterWatts(p, this.duty, this.mainsVolt) * (this.o.powerFactor ?? 1);
    u.printing = c >= 0;
    u.motorsWatt = c >= 0 ? p.motorsWatt : 0;
    u.chassisWatt = p.chassisIdleWatt + (c >= 0 ? p.chassisPrintingWatt : 0);
    u.headWatt = this.imaging ? p.headJoulePerCard / p.imagingSeconds : 0;
    this.onTick?.(this);
    this.plant.step(TICK_US, u);
    if (this.#card !== undefined) {
      const s = this.node("surface");
      if (s < this.#card.minSurface) this.#card.minSurface = s;
      if (s > this.#card.maxSurface) this.#card.maxSurface = s;
    }
    this.tick++;
    // While the head is paused the image waits, and with it the whole cycle.
    if (c >= 0 && !held && !(this.headPaused && c < p.imagingSeconds * 10)) {
      this.cycle = c + 1;
      if (this.cycle === Math.round(p.cycleSeconds * 10)) this.cycle = -1;
    }
  }

  runSeconds(s: number): void {
    const end = this.tick + Math.round(s * 10);
    while (this.tick < end) this.step();
  }
  warmUp(maxSeconds = 600): void {
    const end = this.tick + maxSeconds * 10;
    while (this.tick < end && !(Math.abs(this.reading - this.setpoint) <= 3)) this.step();
  }
  /** Cards without a pause until `untilSeconds`. */
  printUntil(untilSeconds: number): void {
    while (this.seconds < untilSeconds) {
      if (this.cycle < 0) this.startCard();
      this.step();
    }
  }
}
