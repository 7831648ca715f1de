/**
 * How soaked is the machine? From what a real one's sensors can say (roller, head, duty, mains, fan, what it is doing)
 * an extended Kalman filter over the reduced model estimates platen, hot zone, chassis, room and the fan's
 * effectiveness. It answers one question: how hot would a card come out that enters the nip some seconds from now.
 */
import { clamp, type Micros, US_PER_S } from "../base/index.ts";
import { cardEntryCelsius, cardExitCelsius } from "./card-law.ts";
import { HeaterWatch } from "./heater-watch.ts";
import type { PaceFrom } from "./pace-plan.ts";
import { heaterWatts, type ThermalProfile } from "./profiles.ts";
import { type SoakAssumption, SoakFilter } from "./soak-filter.ts";
import { EXPECTED_RISE_KELVIN, heatUpSeconds, predictSoak } from "./soak-forecast.ts";
import { SOAK, SOAK_COUNT, SOAK_STEP_SECONDS, type SoakInputs } from "./soak-model.ts";

/** One report of the printer's sensors. */
export interface SoakReading {
  nowUs: Micros;
  rollerCelsius: number;
  headCelsius: number;
  /** 0..1 */
  duty: number;
  mainsVolt: number;
  fanPermille: number;
  /** The head is printing. */
  imaging: boolean;
  /** A card is in the nip. */
  transferring: boolean;
}

/** Head readings outside are no readings, degC. */
const HEAD_PLAUSIBLE_LOW = -20;
const HEAD_PLAUSIBLE_HIGH = 150;
/** A head warms by 0.2 K/s at most and cools slower: what jumps further is a sensor, or a hand, not the machine's heat [E]. */
const HEAD_JUMP_KELVIN = 3;
const HEAD_DOUBT_KELVIN_PER_SECOND = 0.05;
/** Printing goes on in the gaps between image, transfer and the next card, s. */
const PRINTING_HOLD_SECONDS = 5;
/** After a silence longer than this, s, what the machine did meanwhile is unknown: start again. */
const SILENCE_SECONDS_MAX = 120;
/**
 * Opinions held at the same time; the more pessimistic one counts. Both explain the readings, and they cannot be told apart by them: for
 * the calm one chassis and room hardly move, so what changes is the airflow; for the other the room may change by many kelvin an hour.
 */
const CALM: SoakAssumption = {
  roomNoise: 0.03,
  effectivenessNoise: 0.0005,
  roomKelvinPerHourMax: 5,
  chassisKelvinPerHourMax: 1,
};
const RESTLESS: SoakAssumption = {
  roomNoise: 0.1,
  effectivenessNoise: 0.0005,
  roomKelvinPerHourMax: 100,
  chassisKelvinPerHourMax: 100,
};
/** Share of the estimate's own uncertainty added to every prediction. */
const SIGMAS = 0.5;

/** Running sums over one filter step. */
interface Sums {
  seconds: number;
  roller: number;
  head: number;
  headSeconds: number;
  heaterWatt: number;
  fan: number;
  imaging: number;
  nip: number;
  printing: number;
}

const emptySums = (): Sums => ({
  seconds: 0,
  roller: 0,
  head: 0,
  headSeconds: 0,
  heaterWatt: 0,
  fan: 0,
  imaging: 0,
  nip: 0,
  printing: 0,
});

/** Plain data of the estimate, for views and reports. */
export interface SoakView {
  platenCelsius: number;
  hotZoneCelsius: number;
  chassisCelsius: number;
  roomCelsius: number;
  /** Airflow effectiveness at full fan 0..1: dust, and the state of the rotor. */
  airflow: number;
  /** Heat that arrives in the roller over what is commanded: 1 sound, 0.9 a tenth weak. */
  heaterHealth: number;
  /** Heat into the roller that nobody commanded, W; negative: commanded heat that does not arrive. */
  residualWatt: number;
  /** Standard deviation of the exit temperature of a card now, K. */
  exitSigmaKelvin: number;
}

export class SoakEstimator {
  readonly profile: ThermalProfile;
  readonly #calm: SoakFilter;
  readonly #restless: SoakFilter;
  readonly #heater: HeaterWatch;
  readonly #forecast = new Float64Array(SOAK_COUNT);
  #sums = emptySums();
  #last: SoakReading | undefined;
  /** The last report whose head temperature was believed. */
  #head: SoakReading | undefined;
  #surface = 0;
  #busyUntilUs = 0;
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

  /** Where a plan starts from: the more pessimistic opinion, with its margin taken off the limit. */
  planFrom(setpointCelsius: number, restCelsius: number, exitCelsiusMax: number): PaceFrom {
    const calm = this.#exitBy(this.#calm, 0, setpointCelsius);
    const worse = this.#exitBy(this.#restless, 0, setpointCelsius) > calm ? this.#restless : this.#calm;
    return {
      soak: worse.x.slice(),
      rollerCelsius: this.#surface,
      fan: this.#fan,
      mainsVolt: this.#mainsVolt,
      setpointCelsius,
      restCelsius,
      exitCelsiusMax: exitCelsiusMax - SIGMAS * worse.exitSigma(),
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
    if (reading.imaging || reading.transferring) this.#busyUntilUs = reading.nowUs + PRINTING_HOLD_SECONDS * US_PER_S;
    const sums = this.#sums;
    sums.seconds += dt;
    sums.roller += dt * reading.rollerCelsius;
    if (this.#headIsPlausible(reading)) {
      this.#head = reading;
      sums.head += dt * reading.headCelsius;
      sums.headSeconds += dt;
    }
    sums.heaterWatt += dt * heaterWatts(this.profile, reading.duty, reading.mainsVolt);
    sums.fan += (dt * reading.fanPermille) / 1000;
    sums.imaging += reading.imaging ? dt : 0;
    sums.nip += reading.transferring ? dt : 0;
    sums.printing += reading.nowUs < this.#busyUntilUs ? dt : 0;
    this.#surface = reading.rollerCelsius;
    this.#mainsVolt = reading.mainsVolt;
    this.#fan = reading.fanPermille / 1000;
    this.#last = reading;
    if (sums.seconds >= SOAK_STEP_SECONDS - 1e-9) this.#filter();
  }

  /** Within its range, and no further from the last one believed than a head of that mass can have come meanwhile. */
  #headIsPlausible({ nowUs, headCelsius }: SoakReading): boolean {
    if (headCelsius <= HEAD_PLAUSIBLE_LOW || headCelsius >= HEAD_PLAUSIBLE_HIGH) return false;
    const believed = this.#head;
    if (believed === undefined) return true;
    const seconds = (nowUs - believed.nowUs) / US_PER_S;
    return Math.abs(headCelsius - believed.headCelsius) <= HEAD_JUMP_KELVIN + HEAD_DOUBT_KELVIN_PER_SECOND * seconds;
  }

  /**
   * Mean exit temperature, degC, of a card that enters the nip `aheadSeconds` from now, if the machine prints on (cards in
   * succession when `aheadSeconds` spans several) with the roller at `setpointCelsius`: the estimate plus its own uncertainty.
   */
  predictExit(aheadSeconds: number, setpointCelsius: number): number {
    return Math.max(
      this.#exitBy(this.#calm, aheadSeconds, setpointCelsius),
      this.#exitBy(this.#restless, aheadSeconds, setpointCelsius),
    );
  }

  #exitBy(opinion: SoakFilter, aheadSeconds: number, setpointCelsius: number): number {
    const x = this.#forecast;
    x.set(opinion.x);
    predictSoak(x, this.profile, {
      coreCelsius: opinion.coreCelsius,
      surfaceCelsius: this.#surface,
      fan: this.#fan,
      mainsVolt: this.#mainsVolt,
      setpointCelsius,
      seconds: aheadSeconds,
    });
    const entry = cardEntryCelsius(x[SOAK.hotZone]!, x[SOAK.chassis]!);
    const exit = cardExitCelsius(this.profile, entry, setpointCelsius + EXPECTED_RISE_KELVIN, x[SOAK.platen]!);
    return exit + SIGMAS * opinion.exitSigma();
  }

  #start(reading: SoakReading, known: boolean): void {
    this.#calm.start(reading.rollerCelsius, reading.headCelsius, known);
    this.#restless.start(reading.rollerCelsius, reading.headCelsius, known);
    this.#heater.start(reading.rollerCelsius);
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
    u.surfaceCelsius = roller;
    u.fan = clamp(sums.fan / sums.seconds, 0, 1);
    u.headWatt = ((sums.imaging / sums.seconds) * profile.headJoulePerCard) / profile.imagingSeconds;
    u.motorsWatt = printing * profile.motorsWatt;
    u.chassisWatt = profile.chassisIdleWatt + printing * profile.chassisPrintingWatt;
    u.nipShare = sums.nip / sums.seconds;
    u.printing = printing >= 0.5;
    this.#filterBy(this.#calm, heater);
    this.#filterBy(this.#restless, heater);
    const { x } = this.#calm;
    this.#heater.step(sums.seconds, roller, heater, x[SOAK.hotZone]!, x[SOAK.platen]!, u.nipShare, u.printing);
    this.#sums = emptySums();
  }

  #filterBy(opinion: SoakFilter, heaterWatt: number): void {
    const sums = this.#sums;
    const headBefore = opinion.x[SOAK.head]!;
    for (let left = sums.seconds; left > 1e-9; left -= SOAK_STEP_SECONDS) {
      opinion.predict(this.#inputs, heaterWatt, Math.min(left, SOAK_STEP_SECONDS));
    }
    if (sums.headSeconds > 0) opinion.measure(sums.head / sums.headSeconds, headBefore);
  }
}
