/**
 * A printer's heat in a loop, for tests: plant, quantised sensors, roller control at 10 Hz and card cycles as the golden
 * conditions describe them. No engine, no link: only what src/thermal holds.
 */

import { type CardApproach, NO_CARD } from "../../src/thermal/card-feed-forward.ts";
import {
  cardEntryCelsius,
  cardExitCelsius,
  cardPlatenWatt,
  cardQuality,
  cardSurfaceWatt,
  filmSurfaceCelsius,
} from "../../src/thermal/card-law.ts";
import { newSurfaceEstimate, stepSurfaceEstimate } from "../../src/thermal/gate.ts";
import {
  type HostHint,
  heldDuty,
  heldGateOpen,
  justInTimeGateOpen,
  NO_HINT,
  newJustInTime,
  noteRollerHeat,
  stepJustInTime,
  watchRoller,
} from "../../src/thermal/just-in-time.ts";
import { NODE, type PlantInputs, plantAtRest } from "../../src/thermal/network.ts";
import { Plant } from "../../src/thermal/plant.ts";
import { heaterWatts, type ThermalProfile } from "../../src/thermal/profiles.ts";
import { newRollerControl, resetRollerControl, stepRollerControl } from "../../src/thermal/roller-control.ts";
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
  /** What the machine is really like, when the firmware's profile is wrong about it. */
  truth?: ThermalProfile;
  /** What a sensor shows of its node's temperature; sound ones when absent. */
  sense?: (celsius: number, sensor: "roller" | "head") => number;
}

const soundly = (celsius: number): number => readCelsius(healthyThermistor(), celsius);

export class Machine {
  readonly plant: Plant;
  readonly inputs: PlantInputs;
  control = newRollerControl();
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
  /** Just-in-time heat: the tick at which the next card is announced at the nip, -1 for none; undefined: the set-point is held. */
  announcedTick: number | undefined;
  readonly justInTime = newJustInTime();
  /** False where heat never comes just in time: nobody follows the roller for it then. */
  watches = true;
  hint: HostHint = NO_HINT;
  readonly #truth: ThermalProfile;
  readonly #sense: (celsius: number, sensor: "roller" | "head") => number;
  /** The nip in ticks of the cycle. */
  readonly #nipStart: number;
  readonly #nipEnd: number;
  readonly #approach = { secondsToNip: -1, inNipSeconds: -1 };
  #card: CardRecord | undefined;

  constructor(o: MachineOptions) {
    this.o = o;
    this.#truth = o.truth ?? o.profile;
    this.#sense = o.sense ?? soundly;
    this.#nipStart = Math.round((o.profile.cycleSeconds - o.profile.nipEntryBeforeEndSeconds) * 10);
    this.#nipEnd = this.#nipStart + Math.round(this.#truth.nipSeconds * 10);
    this.mainsVolt = o.mainsVolt ?? o.profile.mainsVolt;
    this.plant = new Plant(this.#truth, o.roomCelsius);
    this.inputs = { ...plantAtRest(o.roomCelsius), airflow: o.airflow, chassisWatt: this.#truth.chassisIdleWatt };
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
  get working(): boolean {
    return this.inputs.printing;
  }
  startCard(): void {
    this.cycle = 0;
  }

  #nip(): void {
    const p = this.#truth;
    const u = this.inputs;
    if (this.cycle === this.#nipStart) {
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
    } else if (this.cycle === this.#nipEnd) {
      u.surfaceLoadWatt = 0;
      u.platenLoadWatt = 0;
      this.#card = undefined;
    }
  }

  step(): void {
    const p = this.o.profile;
    const u = this.inputs;
    this.reading = this.#sense(this.plant.celsius[NODE.thermistor]!, "roller");
    this.headReading = this.#sense(this.plant.celsius[NODE.head]!, "head");
    stepSurfaceEstimate(this.estimate, p, this.reading, 0.1);
    if (this.watches) watchRoller(this.justInTime, p, this.reading, this.headReading, this.mainsVolt, this.hint);
    if (this.o.headPause) {
      if (this.headReading >= p.headPauseCelsius) this.headPaused = true;
      else if (this.headReading < p.headResumeCelsius) this.headPaused = false;
    }
    const nipStart = this.#nipStart;
    const nipEnd = this.#nipEnd;
    const held = this.gate && this.cycle === nipStart && !this.#gateOpen();
    if (held) this.gateTicks++;
    else this.#nip();
    const c = this.cycle;
    this.#approach.secondsToNip = c >= 0 && (c < nipStart || held) ? (nipStart - c) / 10 : -1;
    this.#approach.inNipSeconds = !held && c >= nipStart && c < nipEnd ? (c - nipStart) / 10 : -1;
    this.#heat(this.#approach);
    if (this.watches)
      noteRollerHeat(this.justInTime, p, heaterWatts(p, this.duty, this.mainsVolt), this.transferring, this.cycle >= 0);
    const truth = this.#truth;
    u.heaterWatt = heaterWatts(truth, this.duty, this.mainsVolt) * (this.o.powerFactor ?? 1);
    u.printing = c >= 0;
    u.motorsWatt = c >= 0 ? truth.motorsWatt : 0;
    u.chassisWatt = truth.chassisIdleWatt + (c >= 0 ? truth.chassisPrintingWatt : 0);
    u.headWatt = this.imaging ? truth.headJoulePerCard / p.imagingSeconds : 0;
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

  #gateOpen(): boolean {
    const p = this.o.profile;
    const { justInTime, estimate } = this;
    return this.announcedTick === undefined
      ? heldGateOpen(justInTime, estimate, p, p.gateLowCelsius, p.gateHighCelsius)
      : justInTimeGateOpen(justInTime, p, p.gateLowCelsius, p.gateHighCelsius);
  }

  /** Held at the set-point, or as late as the card that is coming allows. */
  #heat(approach: CardApproach): void {
    const p = this.o.profile;
    if (this.announcedTick !== undefined) {
      const announced = this.announcedTick < this.tick ? -1 : (this.announcedTick - this.tick) / 10;
      if (approach.inNipSeconds < 0 && approach.secondsToNip < 0) this.#approach.secondsToNip = announced;
      this.duty = stepJustInTime(this.justInTime, p, approach, p.gateLowCelsius);
      resetRollerControl(this.control);
      return;
    }
    this.duty = stepRollerControl(this.control, p, {
      setpointCelsius: this.setpoint,
      readingCelsius: this.reading,
      mainsVolt: this.mainsVolt,
      card: this.feedForward ? approach : NO_CARD,
    });
    if (approach.secondsToNip === 0) this.duty = Math.max(this.duty, heldDuty(this.justInTime, p, this.setpoint));
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
