/**
 * The heat of one printer in whole seconds and few steps: the same plant as the simulated engine's, with the roller held at
 * its set-point by hand instead of ten looks a second. For models that live through thousands of days.
 */
import {
  type CardQuality,
  cardEntryCelsius,
  cardExitCelsius,
  cardPlatenWatt,
  cardQuality,
  cardSurfaceWatt,
  filmSurfaceCelsius,
  NODE,
  Plant,
  type PlantInputs,
  plantAtRest,
  stalledCardCelsius,
  type ThermalProfile,
} from "../../thermal/index.ts";

/** A roller that waits hot is looked at this often, s. */
const HELD_STEP_SECONDS = 64;
/** Lengths of the long steps, s; what is left is one step of whole seconds. Few, so that their propagators are computed once. */
const LONG_STEPS_SECONDS = [256, 128, HELD_STEP_SECONDS] as const;
const US_PER_S = 1_000_000;
/** From this reading on a card is started without a governor; the image is printed meanwhile [E, as the controller]. */
const NEAR_CELSIUS = 150;
/** Surface at which it is held, and at nip entry with the feed-forward's rise, C [M: measured on the full stack]. */
const HELD_CELSIUS = 165;
const ENTRY_RISE_KELVIN = 2.2;
/** The fan goes on above this roller temperature without being asked. */
const FAN_CELSIUS = 60;
/** A heater that has not got there by then never will, s. */
const WARM_UP_SECONDS_MAX = 900;

/** What a card became that left the nip in time. */
export interface QuickCard {
  readonly exitCelsius: number;
  readonly quality: CardQuality;
}

export class QuickHeat {
  readonly profile: ThermalProfile;
  private readonly plant: Plant;
  private readonly inputs: PlantInputs;
  private readonly airflow: number;

  constructor(profile: ThermalProfile, airflow: number, roomCelsius: number) {
    this.profile = profile;
    this.airflow = airflow;
    this.plant = new Plant(profile, roomCelsius);
    this.inputs = plantAtRest(roomCelsius);
  }

  room(celsius: number): void {
    this.inputs.roomCelsius = celsius;
  }

  /** No mains. */
  dark(seconds: number): void {
    this.inputs.airflow = 0;
    this.inputs.chassisWatt = 0;
    this.go(seconds, 0, false);
  }

  /** Switched on, heater off. */
  idle(seconds: number): void {
    let left = seconds;
    while (left > 0) {
      const hot = this.at("surface") > FAN_CELSIUS;
      const part = hot ? Math.min(left, 256) : left;
      this.powered(hot);
      this.go(part, 0, false);
      left -= part;
    }
  }

  /** Full power until the thermistor shows enough; how long it took. */
  warmUp(limitSeconds = WARM_UP_SECONDS_MAX): number {
    this.powered(true);
    let seconds = 0;
    while (this.at("thermistor") < NEAR_CELSIUS && seconds < limitSeconds) {
      this.go(this.at("thermistor") < NEAR_CELSIUS - 20 ? 4 : 1, this.profile.heaterWatt, false);
      seconds += this.at("thermistor") < NEAR_CELSIUS - 20 ? 4 : 1;
    }
    return seconds;
  }

  get near(): boolean {
    return this.at("thermistor") >= NEAR_CELSIUS;
  }

  /** The roller stands hot and waits. */
  hold(seconds: number): void {
    this.powered(true);
    let left = seconds;
    while (left > 0) {
      const part = Math.min(left, HELD_STEP_SECONDS);
      this.pin();
      this.go(part, this.holdingWatt(), false);
      left -= part;
    }
    this.pin();
  }

  /** One card from feed to output; its fate by the card law. `cycleSeconds` as it really takes. */
  card(cycleSeconds: number): QuickCard {
    const { profile, inputs } = this;
    this.powered(true);
    this.pin();
    inputs.chassisWatt += profile.chassisPrintingWatt;
    inputs.motorsWatt = profile.motorsWatt;
    inputs.headWatt = profile.headJoulePerCard / profile.imagingSeconds;
    const imaging = Math.round(profile.imagingSeconds);
    const before = Math.max(0, Math.round(cycleSeconds - profile.nipEntryBeforeEndSeconds) - imaging);
    this.once(imaging, this.holdingWatt());
    inputs.headWatt = 0;
    this.once(before, this.holdingWatt());
    this.pin();
    const surface = HELD_CELSIUS + ENTRY_RISE_KELVIN;
    const platen = this.at("platen");
    const inside = this.entryCelsius;
    const exitCelsius = cardExitCelsius(profile, inside, surface, platen);
    inputs.surfaceLoadWatt = cardSurfaceWatt(profile, inside, surface);
    inputs.platenLoadWatt = cardPlatenWatt(profile, inside, platen);
    this.once(7, this.holdingWatt() + inputs.surfaceLoadWatt);
    inputs.surfaceLoadWatt = 0;
    inputs.platenLoadWatt = 0;
    this.pin();
    this.once(3, this.holdingWatt());
    inputs.motorsWatt = 0;
    const film = filmSurfaceCelsius(inside, HELD_CELSIUS - 3);
    return { exitCelsius, quality: cardQuality(exitCelsius, film) };
  }

  /** What a card would come out with if it were started now. */
  get exitCelsius(): number {
    return cardExitCelsius(this.profile, this.entryCelsius, HELD_CELSIUS + ENTRY_RISE_KELVIN, this.at("platen"));
  }

  /** Temperature of a card that stands in the closed nip for so long. */
  stalledCelsius(seconds: number): number {
    return stalledCardCelsius(this.profile, this.entryCelsius, HELD_CELSIUS, this.at("platen"), seconds);
  }

  private get entryCelsius(): number {
    return cardEntryCelsius(this.at("hotZone"), this.at("chassis"));
  }

  private at(node: keyof typeof NODE): number {
    return this.plant.celsius[NODE[node]]!;
  }

  private powered(fan: boolean): void {
    this.inputs.airflow = fan ? this.airflow : 0;
    this.inputs.chassisWatt = this.profile.chassisIdleWatt;
  }

  /** Heat that leaves a roller at its set-point. */
  private holdingWatt(): number {
    const { profile: p } = this;
    const zone = this.at("hotZone");
    return this.surfaceWatt() + p.coreToHotZone * (HELD_CELSIUS + this.surfaceWatt() / p.coreToSurface - zone);
  }

  private surfaceWatt(): number {
    const { profile: p } = this;
    const conductance = this.inputs.printing ? p.surfaceToPlatenPrinting : p.surfaceToPlatenIdle;
    const toPlaten = conductance * (HELD_CELSIUS - this.at("platen"));
    return p.surfaceToHotZone * (HELD_CELSIUS - this.at("hotZone")) + toPlaten;
  }

  /** What the roller's control does all the time. */
  private pin(): void {
    const { celsius } = this.plant;
    celsius[NODE.surface] = HELD_CELSIUS;
    celsius[NODE.thermistor] = HELD_CELSIUS;
    celsius[NODE.core] = HELD_CELSIUS + this.surfaceWatt() / this.profile.coreToSurface;
  }

  /** One step of a length that is the same for every card, while the machine works. */
  private once(seconds: number, heaterWatt: number): void {
    this.inputs.heaterWatt = heaterWatt;
    this.inputs.printing = true;
    if (seconds > 0) this.plant.step(seconds * US_PER_S, this.inputs);
  }

  private go(seconds: number, heaterWatt: number, printing: boolean): void {
    this.inputs.heaterWatt = heaterWatt;
    this.inputs.printing = printing;
    let left = Math.round(seconds);
    for (const size of LONG_STEPS_SECONDS) {
      while (left >= size) {
        this.plant.step(size * US_PER_S, this.inputs);
        left -= size;
      }
    }
    if (left > 0) this.plant.step(left * US_PER_S, this.inputs);
  }
}
