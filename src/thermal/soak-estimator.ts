/**
 * How soaked is the machine? From what a real one's sensors can say (roller, head, duty, mains, fan, what it is doing)
 * an extended Kalman filter over the reduced model estimates platen, hot zone, chassis, room and the fan's
 * effectiveness. Every plan of the pace begins with its temperatures.
 */
import { clamp, US_PER_S } from "../base/index.ts";
import { cardEntryCelsius, cardSurfaceWatt } from "./card-law.ts";
import { heatUpSeconds } from "./heat-up.ts";
import { HeaterWatch } from "./heater-watch.ts";
import { CONTROL_PERIOD_SECONDS } from "./pid.ts";
import { heaterWatts, type ThermalProfile } from "./profiles.ts";
import { advanceSight, newRollerSight, stepRollerSight } from "./roller-sight.ts";
import { type SoakAssumption, SoakFilter } from "./soak-filter.ts";
import { SOAK, SOAK_STEP_SECONDS, type SoakInputs } from "./soak-model.ts";
import { emptySums } from "./soak-sums.ts";
import type { SoakReading, SoakView } from "./soak-view.ts";

/** Head readings outside are no readings, degC. */
const HEAD_PLAUSIBLE_LOW = -20;
const HEAD_PLAUSIBLE_HIGH = 150;
/** A head warms by 0.2 K/s at most and cools slower: what jumps further is a sensor, or a hand, not the machine's heat [E]. */
const HEAD_JUMP_KELVIN = 3;
const HEAD_DOUBT_KELVIN_PER_SECOND = 0.05;
/** After a silence longer than this, s, what the machine did meanwhile is unknown: start again. */
const SILENCE_SECONDS_MAX = 120;
/**
 * Opinions held at the same time. Both explain the readings, and they cannot be told apart by them: for the calm one room and airflow
 * hardly move, and it knows the soak to a few hundredths of a kelvin while that is so; for the other the room may change by many kelvin
 * an hour. As long as they agree the calm one counts; when the other one sees cards come out warmer, it does.
 */
const CALM: SoakAssumption = { roomNoise: 0.0005, effectivenessNoise: 0.00001, headNoiseKelvin: 1.2 };
const RESTLESS: SoakAssumption = { roomNoise: 0.1, effectivenessNoise: 0.0005, headNoiseKelvin: 0.3 };
/** The restless one wanders by so much for no reason, K of exit temperature; further off, the calm one must learn again. */
const WARMER_KELVIN = 0.1;
const COOLER_KELVIN = 0.8;
/**
 * Machines that differ from the profile in what moves the head's readings: a stronger head, one that gives its heat away more slowly, a
 * lighter hot zone. Each is followed by a filter of its own; one that fits the readings so much better than the profile, when the profile's fit is
 * no better than that, is believed where its cards come out warmer. [C: the kinds whose cards warped unnoticed when a tenth off.]
 */
const OTHER_MACHINES = [
  { headJoulePerCard: 1.1 },
  { headToHotZoneBase: 0.9 },
  { hotZoneJoulePerKelvin: 0.9 },
] as const satisfies readonly Partial<Record<keyof ThermalProfile, number>>[];
const BETTER_FIT = 0.6;
const POOR_FIT_KELVIN = 0.02;
/** Share of the estimate's own uncertainty added to every prediction. */
const SIGMAS = 0.1;

export class SoakEstimator {
  readonly profile: ThermalProfile;
  readonly #calm: SoakFilter;
  readonly #restless: SoakFilter;
  readonly #others: readonly { readonly filter: SoakFilter; readonly profile: ThermalProfile }[];
  readonly #heater: HeaterWatch;
  readonly #sight = newRollerSight();
  /** Cards seen to enter the nip, and the roller's surface when the newest one did, degC. */
  transfers = 0;
  entryCelsius = 0;
  #sums = emptySums();
  #last: SoakReading | undefined;
  /** The last report whose head temperature was believed. */
  #head: SoakReading | undefined;
  #surface = 0;
  #mainsVolt: number;
  #fan = 1;
  readonly #inputs: SoakInputs = {
    coreCelsius: 0,
    surfaceCelsius: 0,
    fan: 0,
    headWatt: 0,
    motorsWatt: 0,
    chassisWatt: 0,
    nipShare: 0,
    printing: false,
  };

  constructor(profile: ThermalProfile) {
    this.profile = profile;
    this.#mainsVolt = profile.mainsVolt;
    this.#calm = new SoakFilter(profile, CALM);
    this.#restless = new SoakFilter(profile, RESTLESS);
    this.#others = OTHER_MACHINES.map((factors) => {
      const other = { ...profile };
      for (const [key, factor] of Object.entries(factors))
        Object.assign(other, { [key]: profile[key as "motorsWatt"] * factor });
      return { filter: new SoakFilter(other, CALM), profile: other };
    });
    this.#heater = new HeaterWatch(profile);
  }

  /** True once a first reading has come. */
  get ready(): boolean {
    return this.#last !== undefined;
  }

  /** Roller surface as last read, degC. */
  get rollerCelsius(): number {
    return this.#surface;
  }

  /** Core, surface, platen, hot zone, chassis and head as estimated now, degC, into `out`, in the order of the plans. */
  heatInto(out: Float64Array): void {
    const { x } = this.#calm;
    out[0] = this.#sight.coreCelsius;
    out[1] = this.#sight.surfaceCelsius;
    out[2] = x[SOAK.platen]!;
    out[3] = x[SOAK.hotZone]!;
    out[4] = x[SOAK.chassis]!;
    out[5] = x[SOAK.head]!;
  }

  /** Airflow as it is now: fan speed x effectiveness, 0..1. */
  get airflow(): number {
    return this.#fan * this.#calm.x[SOAK.effectiveness]!;
  }

  get roomCelsius(): number {
    return this.#calm.x[SOAK.room]!;
  }

  /** Hot zone and platen as the roller feels them: by what they take from it, degC. */
  get aroundCelsius(): number {
    const { x } = this.#calm;
    const p = this.profile;
    const toZone = p.coreToHotZone + p.surfaceToHotZone;
    const toPlaten = p.surfaceToPlatenPrinting;
    return (toZone * x[SOAK.hotZone]! + toPlaten * x[SOAK.platen]!) / (toZone + toPlaten);
  }

  /** Of a card before the nip, degC. */
  get cardCelsius(): number {
    const { x } = this.#calm;
    return cardEntryCelsius(x[SOAK.hotZone]!, x[SOAK.chassis]!);
  }

  /** To be kept below an exit limit for what the estimate does not know, K. */
  get marginKelvin(): number {
    return SIGMAS * this.#calm.exitSigma() + Math.max(0, this.#apartKelvin() - WARMER_KELVIN, this.#otherKelvin());
  }

  /** By how much cards come out warmer if this is another machine than the profile says, and its readings say so, K. */
  #otherKelvin(): number {
    const { misfit } = this.#calm;
    if (misfit < POOR_FIT_KELVIN ** 2) return 0;
    let kelvin = 0;
    for (const { filter } of this.#others) {
      if (filter.misfit < BETTER_FIT * misfit) kelvin = Math.max(kelvin, filter.exitShare() - this.#calm.exitShare());
    }
    return kelvin;
  }

  /** By how much cards come out warmer in the restless opinion, K. */
  #apartKelvin(): number {
    return this.#restless.exitShare() - this.#calm.exitShare();
  }

  /** Seconds that the roller needs to the set-point at full power from now; 0 when it is there. */
  heatUpSeconds(setpointCelsius: number): number {
    return heatUpSeconds(this.profile, this.#surface, setpointCelsius, this.#mainsVolt);
  }

  get view(): SoakView {
    const shown = this.#calm;
    const { x } = shown;
    return {
      platenCelsius: x[SOAK.platen]!,
      hotZoneCelsius: x[SOAK.hotZone]!,
      chassisCelsius: x[SOAK.chassis]!,
      roomCelsius: x[SOAK.room]!,
      airflow: x[SOAK.effectiveness]!,
      heaterHealth: this.#heater.health,
      residualWatt: this.#heater.residualWatt,
      exitSigmaKelvin: shown.exitSigma(),
    };
  }

  /** Mains as last read, V. */
  get mainsVolt(): number {
    return this.#mainsVolt;
  }

  /** Takes one report; any rate up to 10 Hz. Reports that do not move time on are ignored. */
  update(reading: SoakReading): void {
    const last = this.#last;
    if (last === undefined || reading.nowUs - last.nowUs > SILENCE_SECONDS_MAX * US_PER_S) {
      if (reading.headCelsius <= HEAD_PLAUSIBLE_LOW || reading.headCelsius >= HEAD_PLAUSIBLE_HIGH) return;
      this.#start(reading, last !== undefined);
      return;
    }
    const dt = (reading.nowUs - last.nowUs) / US_PER_S;
    if (dt <= 0) return;
    const sums = this.#sums;
    sums.seconds += dt;
    sums.roller += dt * reading.rollerCelsius;
    this.#look(reading, last, dt);
    if (reading.transferring && !last.transferring) {
      this.transfers++;
      this.entryCelsius = this.#sight.surfaceCelsius;
    }
    sums.surface += dt * this.#sight.surfaceCelsius;
    sums.core += dt * this.#sight.coreCelsius;
    if (this.#headIsPlausible(reading)) {
      this.#head = reading;
      sums.head += dt * reading.headCelsius;
      sums.headSeconds += dt;
    }
    sums.heaterWatt += dt * heaterWatts(this.profile, reading.duty, reading.mainsVolt);
    sums.fan += (dt * reading.fanPermille) / 1000;
    sums.imaging += reading.imaging ? dt : 0;
    sums.nip += reading.transferring ? dt : 0;
    sums.printing += reading.working ? dt : 0;
    this.#surface = reading.rollerCelsius;
    this.#mainsVolt = reading.mainsVolt;
    this.#fan = reading.fanPermille / 1000;
    this.#last = reading;
    if (sums.seconds >= SOAK_STEP_SECONDS - 1e-9) this.#filter();
  }

  /** Core and surface at the time of `reading`; since `last` the heater had the duty that `last` told of. */
  #look(reading: SoakReading, last: SoakReading, dt: number): void {
    const p = this.profile;
    const watt = heaterWatts(p, last.duty, last.mainsVolt);
    const card = last.transferring ? cardSurfaceWatt(p, this.cardCelsius, this.#sight.surfaceCelsius) : 0;
    const periods = Math.max(1, Math.round(dt / CONTROL_PERIOD_SECONDS));
    const around = this.aroundCelsius;
    for (let i = 1; i < periods; i++) advanceSight(this.#sight, p, watt, card, around);
    stepRollerSight(this.#sight, p, reading.rollerCelsius, watt, card, around);
  }

  /** Within its range, and no further from the last one believed than a head of that mass can have come meanwhile. */
  #headIsPlausible({ nowUs, headCelsius }: SoakReading): boolean {
    if (headCelsius <= HEAD_PLAUSIBLE_LOW || headCelsius >= HEAD_PLAUSIBLE_HIGH) return false;
    const believed = this.#head;
    if (believed === undefined) return true;
    const seconds = (nowUs - believed.nowUs) / US_PER_S;
    return Math.abs(headCelsius - believed.headCelsius) <= HEAD_JUMP_KELVIN + HEAD_DOUBT_KELVIN_PER_SECOND * seconds;
  }

  #start(reading: SoakReading, known: boolean): void {
    this.#calm.start(reading.rollerCelsius, reading.headCelsius, known);
    this.#restless.start(reading.rollerCelsius, reading.headCelsius, known);
    for (const { filter } of this.#others) filter.start(reading.rollerCelsius, reading.headCelsius, known);
    this.#heater.start(reading.rollerCelsius);
    this.#sight.primed = false;
    stepRollerSight(this.#sight, this.profile, reading.rollerCelsius, 0, 0, reading.headCelsius);
    this.#surface = reading.rollerCelsius;
    this.#mainsVolt = reading.mainsVolt;
    this.#fan = reading.fanPermille / 1000;
    this.#last = reading;
    this.#head = reading;
    this.#sums = emptySums();
  }

  #filter(): void {
    const profile = this.profile;
    const sums = this.#sums;
    const u = this.#inputs;
    const roller = sums.roller / sums.seconds;
    const heater = sums.heaterWatt / sums.seconds;
    const printing = sums.printing / sums.seconds;
    u.surfaceCelsius = sums.surface / sums.seconds;
    u.coreCelsius = sums.core / sums.seconds;
    u.fan = clamp(sums.fan / sums.seconds, 0, 1);
    u.headWatt = ((sums.imaging / sums.seconds) * profile.headJoulePerCard) / profile.imagingSeconds;
    u.motorsWatt = printing * profile.motorsWatt;
    u.chassisWatt = profile.chassisIdleWatt + printing * profile.chassisPrintingWatt;
    u.nipShare = sums.nip / sums.seconds;
    u.printing = printing >= 0.5;
    const apart = this.#apartKelvin();
    this.#filterBy(this.#calm, apart > WARMER_KELVIN || apart < -COOLER_KELVIN ? this.#restless : undefined);
    this.#filterBy(this.#restless);
    for (const { filter, profile: other } of this.#others) {
      const headWatt = u.headWatt;
      u.headWatt = ((sums.imaging / sums.seconds) * other.headJoulePerCard) / other.imagingSeconds;
      this.#filterBy(filter);
      u.headWatt = headWatt;
    }
    const { x } = this.#calm;
    this.#heater.step(sums.seconds, roller, heater, x[SOAK.hotZone]!, x[SOAK.platen]!, u.nipShare, u.printing);
    this.#sums = emptySums();
  }

  #filterBy(opinion: SoakFilter, doubt?: SoakFilter): void {
    const sums = this.#sums;
    const headBefore = opinion.x[SOAK.head]!;
    for (let left = sums.seconds; left > 1e-9; left -= SOAK_STEP_SECONDS) {
      opinion.predict(this.#inputs, Math.min(left, SOAK_STEP_SECONDS), doubt);
    }
    if (sums.headSeconds > 0) opinion.measure(sums.head / sums.headSeconds, headBefore);
  }
}
