/**
 * How soaked is the machine? From what a real one's sensors can say (roller, head, duty, mains, fan, what it is doing)
 * an extended Kalman filter over the reduced model estimates platen, hot zone, chassis, room and the fan's
 * effectiveness. It answers one question: how hot would a card come out that enters the nip some seconds from now.
 */
import { clamp, type Micros, US_PER_S } from "../base/index.ts";
import { ENTRY_RISE_KELVIN } from "./card-feed-forward.ts";
import { cardEntryCelsius, cardExitCelsius, HOT_ZONE_SHARE } from "./card-law.ts";
import { measureCovariance, predictCovariance } from "./kalman.ts";
import { heaterWatts, type ThermalProfile } from "./profiles.ts";
import { heatUpSeconds, predictSoak } from "./soak-forecast.ts";
import { SOAK, SOAK_COUNT, SOAK_STEP_SECONDS, type SoakInputs, soakJacobian, soakStep } from "./soak-model.ts";
import { initialSoak } from "./soak-start.ts";

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

/** Process noise per root second: temperatures K, effectiveness. */
const NOISE = { platen: 0.02, hotZone: 0.02, chassis: 0.004, head: 0.03, room: 0.03, effectiveness: 0.0005 } as const;
/** Quantiser (0.07-0.13 K) and model of the head, K. */
const HEAD_NOISE_KELVIN = 0.15;
/** Head readings outside are no readings, degC. */
const HEAD_PLAUSIBLE_LOW = -20;
const HEAD_PLAUSIBLE_HIGH = 150;
/** Printing goes on in the gaps between image, transfer and the next card, s. */
const PRINTING_HOLD_SECONDS = 5;
/** After a silence longer than this, s, what the machine did meanwhile is unknown: start again. */
const SILENCE_SECONDS_MAX = 120;
/**
 * Chassis and room cannot jump: what a reading may correct in them per hour, K. Without this a filter blocked or cleaned at
 * a stroke, which only the effectiveness explains, would for a while be taken for another room and another chassis.
 */
const CHASSIS_KELVIN_PER_HOUR_MAX = 1;
const ROOM_KELVIN_PER_HOUR_MAX = 5;
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
  /** Fan effectiveness 0..1. */
  effectiveness: number;
  exitSigmaKelvin: number;
}

const within = (value: number, limit: number): number => clamp(value, -limit, limit);

export class SoakEstimator {
  readonly profile: ThermalProfile;
  readonly #x = new Float64Array(SOAK_COUNT);
  readonly #p = new Float64Array(SOAK_COUNT * SOAK_COUNT);
  readonly #f = new Float64Array(SOAK_COUNT * SOAK_COUNT);
  readonly #gain = new Float64Array(SOAK_COUNT);
  readonly #slopes = new Float64Array(SOAK_COUNT);
  readonly #scratch = new Float64Array(SOAK_COUNT * SOAK_COUNT);
  readonly #noise = new Float64Array(SOAK_COUNT);
  readonly #forecast = new Float64Array(SOAK_COUNT);
  #sums = emptySums();
  #last: SoakReading | undefined;
  #core = 0;
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
    const noise = [NOISE.platen, NOISE.hotZone, NOISE.chassis, NOISE.head, NOISE.room, NOISE.effectiveness];
    noise.forEach((value, i) => {
      this.#noise[i] = value * value * SOAK_STEP_SECONDS;
    });
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
    const x = this.#x;
    return {
      platenCelsius: x[SOAK.platen]!,
      hotZoneCelsius: x[SOAK.hotZone]!,
      chassisCelsius: x[SOAK.chassis]!,
      roomCelsius: x[SOAK.room]!,
      effectiveness: x[SOAK.effectiveness]!,
      exitSigmaKelvin: this.#exitSigma(),
    };
  }

  /** Takes one report; any rate up to 10 Hz. Reports that do not move time on are ignored. */
  update(reading: SoakReading): void {
    const last = this.#last;
    const plausible = reading.headCelsius > HEAD_PLAUSIBLE_LOW && reading.headCelsius < HEAD_PLAUSIBLE_HIGH;
    if (last === undefined || reading.nowUs - last.nowUs > SILENCE_SECONDS_MAX * US_PER_S) {
      if (!plausible) return;
      this.#start(reading, last !== undefined);
      return;
    }
    const dt = (reading.nowUs - last.nowUs) / US_PER_S;
    if (dt <= 0) return;
    if (reading.imaging || reading.transferring) this.#busyUntilUs = reading.nowUs + PRINTING_HOLD_SECONDS * US_PER_S;
    const sums = this.#sums;
    sums.seconds += dt;
    sums.roller += dt * reading.rollerCelsius;
    if (plausible) {
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

  /**
   * Mean exit temperature, degC, of a card that enters the nip `aheadSeconds` from now, if the machine prints on (cards in
   * succession when `aheadSeconds` spans several) with the roller at `setpointCelsius`: the estimate plus its own uncertainty.
   */
  predictExit(aheadSeconds: number, setpointCelsius: number): number {
    const x = this.#forecast;
    x.set(this.#x);
    predictSoak(x, this.profile, {
      coreCelsius: this.#core,
      surfaceCelsius: this.#surface,
      fan: this.#fan,
      mainsVolt: this.#mainsVolt,
      setpointCelsius,
      seconds: aheadSeconds,
    });
    const entry = cardEntryCelsius(x[SOAK.hotZone]!, x[SOAK.chassis]!);
    const exit = cardExitCelsius(this.profile, entry, setpointCelsius + ENTRY_RISE_KELVIN, x[SOAK.platen]!);
    return exit + SIGMAS * this.#exitSigma();
  }

  #start(reading: SoakReading, known: boolean): void {
    const effectiveness = known ? this.#x[SOAK.effectiveness] : undefined;
    initialSoak(this.profile, reading.rollerCelsius, reading.headCelsius, this.#x, this.#p);
    // The dust in the filter did not change in the silence.
    if (effectiveness !== undefined) this.#x[SOAK.effectiveness] = effectiveness;
    this.#core = reading.rollerCelsius;
    this.#surface = reading.rollerCelsius;
    this.#mainsVolt = reading.mainsVolt;
    this.#fan = reading.fanPermille / 1000;
    this.#last = reading;
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
    const headBefore = this.#x[SOAK.head]!;
    for (let left = sums.seconds; left > 1e-9; left -= SOAK_STEP_SECONDS) {
      const dt = Math.min(left, SOAK_STEP_SECONDS);
      const zone = this.#x[SOAK.hotZone]!;
      const flow = profile.coreToSurface * (roller - this.#core) + profile.coreToHotZone * (zone - this.#core);
      this.#core += (dt * (heater + flow)) / profile.coreJoulePerKelvin;
      u.coreCelsius = this.#core;
      soakJacobian(this.#f, this.#x, profile, u, dt);
      soakStep(this.#x, profile, u, dt, this.#slopes);
      predictCovariance(this.#p, this.#f, SOAK_COUNT, this.#noise, this.#scratch);
    }
    // The readings are averaged over the step: they belong to its middle, the state to its end.
    const sinceMiddle = (this.#x[SOAK.head]! - headBefore) / 2;
    if (sums.headSeconds > 0) this.#measure(sums.head / sums.headSeconds + sinceMiddle);
    this.#sums = emptySums();
  }

  #measure(headCelsius: number): void {
    const error = headCelsius - this.#x[SOAK.head]!;
    measureCovariance(this.#p, SOAK_COUNT, SOAK.head, HEAD_NOISE_KELVIN ** 2, this.#gain);
    const hours = SOAK_STEP_SECONDS / 3600;
    for (let i = 0; i < SOAK_COUNT; i++) {
      let change = this.#gain[i]! * error;
      if (i === SOAK.chassis) change = within(change, CHASSIS_KELVIN_PER_HOUR_MAX * hours);
      else if (i === SOAK.room) change = within(change, ROOM_KELVIN_PER_HOUR_MAX * hours);
      this.#x[i] = this.#x[i]! + change;
    }
    this.#x[SOAK.effectiveness] = clamp(this.#x[SOAK.effectiveness]!, 0, 1);
  }

  /** Standard deviation of the exit temperature that a card would have now, K, from the filter's covariance. */
  #exitSigma(): number {
    const p = this.#p;
    const perEntry = 1 - this.profile.cardShareSurface - this.profile.cardSharePlaten;
    const zone = HOT_ZONE_SHARE * perEntry;
    const chassis = (1 - HOT_ZONE_SHARE) * perEntry;
    const platen = this.profile.cardSharePlaten;
    const at = (i: number, j: number): number => p[i * SOAK_COUNT + j]!;
    const variance =
      zone * zone * at(SOAK.hotZone, SOAK.hotZone) +
      chassis * chassis * at(SOAK.chassis, SOAK.chassis) +
      platen * platen * at(SOAK.platen, SOAK.platen) +
      2 * zone * chassis * at(SOAK.hotZone, SOAK.chassis) +
      2 * zone * platen * at(SOAK.hotZone, SOAK.platen) +
      2 * chassis * platen * at(SOAK.chassis, SOAK.platen);
    return Math.sqrt(Math.max(0, variance));
  }
}
