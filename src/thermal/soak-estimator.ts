/**
 * How soaked is the machine? From what a real one's sensors can say (roller, head, duty, mains, fan, what it is doing)
 * a filter over the reduced model estimates platen, hot zone, chassis, room and the fan's effectiveness, and in
 * what the machine is not as its profile says. Every plan of the pace begins with its temperatures.
 */
import { clamp, type Micros, US_PER_S } from "../base/index.ts";
import { cardEntryCelsius, cardExitCelsius, cardSurfaceWatt } from "./card-law.ts";
import { DrawWatch } from "./draw-watch.ts";
import { ExitLesson } from "./exit-lesson.ts";
import { drawPart, HEAT_MEMORY_LENGTH, type HeatMemory, soakPart } from "./heat-memory.ts";
import { heatUpSeconds } from "./heat-up.ts";
import { HeaterWatch } from "./heater-watch.ts";
import { CONTROL_PERIOD_SECONDS } from "./pid.ts";
import { heaterWatts, type ThermalProfile } from "./profiles.ts";
import { advanceSight, newRollerSight, stepRollerSight } from "./roller-sight.ts";
import { SoakFilter } from "./soak-filter.ts";
import { SOAK, SOAK_COUNT, SOAK_STEP_SECONDS, type SoakInputs, soakSlopes } from "./soak-model.ts";
import { clearSums, emptySums } from "./soak-sums.ts";
import type { SoakReading, SoakView } from "./soak-view.ts";

/** Head readings outside are no readings, degC. */
const HEAD_PLAUSIBLE_LOW = -20;
const HEAD_PLAUSIBLE_HIGH = 150;
/** A head warms by 0.2 K/s at most and cools slower: what jumps further is a sensor, or a hand, not the machine's heat [E]. */
const HEAD_JUMP_KELVIN = 3;
const HEAD_DOUBT_KELVIN_PER_SECOND = 0.05;
/** After a silence longer than this, s, what the machine did meanwhile is unknown: start again. */
const SILENCE_SECONDS_MAX = 120;

/** Surface at nip entry that a card's uptake is reckoned with, K over the window's lower edge. */
const ENTRY_ABOVE_KELVIN = 3;

const slopes = new Float64Array(SOAK_COUNT);
/** What acts, while it is worked with. */
const inputs: SoakInputs = {
  coreCelsius: 0,
  surfaceCelsius: 0,
  fan: 0,
  imagingShare: 0,
  nipShare: 0,
  printingShare: 0,
};

export class SoakEstimator {
  readonly profile: ThermalProfile;
  readonly #soak: SoakFilter;
  readonly #heater: HeaterWatch;
  readonly #sight = newRollerSight();
  readonly #exits = new ExitLesson();
  readonly #draws: DrawWatch;
  /** Cards seen to enter the nip, and the roller's surface when the newest one did, degC. */
  transfers = 0;
  entryCelsius = 0;
  readonly #sums = emptySums();
  /** Of the last report. */
  #ready = false;
  #lastUs: Micros = 0;
  #heaterWatt = 0;
  #imaging = false;
  #transferring = false;
  #working = false;
  /** The last head temperature that was believed, degC, and when; not a number before any was. */
  #headCelsius = Number.NaN;
  #headAtUs = 0;
  #surface = 0;
  /** Of the picture that is printed, s. */
  #imaged = 0;
  #mainsVolt = 0;
  #fan = 1;
  /** To begin with. */
  #memory: HeatMemory | undefined;

  constructor(profile: ThermalProfile) {
    this.profile = profile;
    this.#mainsVolt = profile.mainsVolt;
    this.#soak = new SoakFilter(profile);
    this.#heater = new HeaterWatch(profile);
    this.#draws = new DrawWatch(profile);
  }

  /** True once a first reading has come. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Roller surface as last read, degC. */
  get rollerCelsius(): number {
    return this.#surface;
  }

  /** Core, surface, platen, hot zone, chassis and head as estimated now, degC, into `out`, in the order of the plans. */
  heatInto(out: Float64Array): void {
    // The filter goes by steps: what has come since the newest one is added.
    const { x } = this.#soak;
    const since = this.#sums.seconds;
    if (since > 0) {
      this.#means(inputs);
      soakSlopes(slopes, x, this.#soak.learnt, inputs);
    }
    const now = (state: number): number => x[state]! + (since > 0 ? since * slopes[state]! : 0);
    out[0] = this.#sight.coreCelsius;
    out[1] = this.#sight.surfaceCelsius;
    out[2] = now(SOAK.platen);
    out[3] = now(SOAK.hotZone);
    out[4] = now(SOAK.chassis);
    out[5] = now(SOAK.head);
  }

  /** Airflow as it is now: fan speed x effectiveness, 0..1. */
  get airflow(): number {
    return this.#fan * this.#soak.x[SOAK.effectiveness]!;
  }

  get roomCelsius(): number {
    return this.#soak.x[SOAK.room]!;
  }

  /** Hot zone and platen as the roller feels them while cards move: by what they take from it, degC. */
  get aroundCelsius(): number {
    return this.#aroundOf(true);
  }

  #aroundOf(moving: boolean): number {
    const { x } = this.#soak;
    const p = this.profile;
    const toZone = p.coreToHotZone + p.surfaceToHotZone;
    const toPlaten = moving ? p.surfaceToPlatenPrinting : p.surfaceToPlatenIdle;
    return (toZone * x[SOAK.hotZone]! + toPlaten * x[SOAK.platen]!) / (toZone + toPlaten);
  }

  /** Of a card before the nip, degC. */
  get cardCelsius(): number {
    const { x } = this.#soak;
    return cardEntryCelsius(x[SOAK.hotZone]!, x[SOAK.chassis]!);
  }

  /** Standard deviation of the exit temperature of a card now, K. */
  get exitSigmaKelvin(): number {
    return this.#soak.exitSigma();
  }

  /** Standard deviation of the airflow effectiveness, 0..1. */
  get airflowSigma(): number {
    return this.#soak.effectivenessSigma();
  }

  /**
   * Cards leave so much warmer than foreseen, K. By the sensor at the exit; where there is none by the heat that they draw from the roller, as if all
   * that is more than usual stayed in a card of the usual size.
   */
  get exitWarmerKelvin(): number {
    if (this.#exits.seen) return this.#exits.warmerKelvin;
    return this.#draws.moreTakenUp * this.#perDraw();
  }

  /** They may leave so much warmer than that, K, as long as too few were watched; 0 where a sensor at the exit tells. */
  get exitDoubtKelvin(): number {
    return this.#exits.seen ? 0 : this.#draws.doubt * this.#perDraw();
  }

  /** How much warmer a card leaves that takes up twice the heat, K. */
  #perDraw(): number {
    const p = this.profile;
    return p.cardShareSurface * (p.gateLowCelsius + ENTRY_ABOVE_KELVIN - this.cardCelsius);
  }

  /** Cards draw so much more heat from the roller than the profile's, relative: 0.1 a tenth. */
  get cardDraw(): number {
    return this.#draws.draw;
  }

  /** The machine as it is believed to be. */
  get learnt(): ThermalProfile {
    return this.#soak.learnt;
  }

  /** Seconds that the roller needs to the set-point at full power from now; 0 when it is there. */
  heatUpSeconds(setpointCelsius: number): number {
    return heatUpSeconds(this.profile, this.#surface, setpointCelsius, this.#mainsVolt);
  }

  get view(): SoakView {
    const { x } = this.#soak;
    return {
      platenCelsius: x[SOAK.platen]!,
      hotZoneCelsius: x[SOAK.hotZone]!,
      chassisCelsius: x[SOAK.chassis]!,
      roomCelsius: x[SOAK.room]!,
      airflow: x[SOAK.effectiveness]!,
      heaterHealth: this.#heater.health,
      residualWatt: this.#heater.residualWatt,
      exitSigmaKelvin: this.#soak.exitSigma(),
    };
  }

  /** Heat into the roller that nobody commanded, W: `view.residualWatt`, for who asks with each reading. */
  get residualWatt(): number {
    return this.#heater.residualWatt;
  }

  /** Share of the commanded heat that arrives, over what it usually is on this machine: 1 sound. */
  get heaterShare(): number {
    return this.#heater.share;
  }

  /** Heat commanded at the newest report, W. */
  get heaterWatt(): number {
    return this.#heaterWatt;
  }

  /** Mains as last read, V. */
  get mainsVolt(): number {
    return this.#mainsVolt;
  }

  /** What outlasts a silence and a restart of the host, for {@link recall}; undefined: nothing has been read yet. */
  remember(): Float64Array | undefined {
    if (!this.#ready) return undefined;
    const numbers = new Float64Array(HEAT_MEMORY_LENGTH);
    this.#soak.remember(soakPart(numbers));
    this.#draws.remember(drawPart(numbers));
    return numbers;
  }

  /** Before the first report: this machine has been met before. What is known by its own readings stays. */
  recall(memory: HeatMemory): void {
    if (this.#ready) return;
    this.#memory = memory;
    this.#draws.recall(drawPart(memory.numbers));
  }

  /** Takes one report and does not keep it; any rate up to 10 Hz. Reports that do not move time on are ignored. */
  update(reading: SoakReading): void {
    const sinceUs = reading.nowUs - this.#lastUs;
    if (!this.#ready || sinceUs > SILENCE_SECONDS_MAX * US_PER_S) {
      if (reading.headCelsius <= HEAD_PLAUSIBLE_LOW || reading.headCelsius >= HEAD_PLAUSIBLE_HIGH) return;
      this.#start(reading);
      return;
    }
    const dt = sinceUs / US_PER_S;
    if (dt <= 0) return;
    const sums = this.#sums;
    sums.seconds += dt;
    sums.roller += dt * reading.rollerCelsius;
    this.#look(reading, dt);
    this.#watchCard(reading);
    sums.surface += dt * this.#sight.surfaceCelsius;
    sums.core += dt * this.#sight.coreCelsius;
    if (this.#headIsPlausible(reading)) {
      this.#believeHead(reading);
      sums.head += dt * reading.headCelsius;
      sums.headSeconds += dt;
    }
    const heaterWatt = heaterWatts(this.profile, reading.duty, reading.mainsVolt);
    sums.heaterWatt += dt * heaterWatt;
    sums.fan += (dt * reading.fanPermille) / 1000;
    sums.imaging += this.#imagedSeconds(reading, dt);
    sums.nip += reading.transferring ? dt : 0;
    sums.printing += reading.working ? dt : 0;
    sums.open ||= reading.coverOpen === true;
    this.#note(reading, heaterWatt);
    if (sums.seconds >= SOAK_STEP_SECONDS - 1e-9) this.#filter();
  }

  /** A picture takes the head's heat for as long as the profile says; what its step takes longer is waiting. */
  #imagedSeconds(reading: SoakReading, dt: number): number {
    if (!this.#imaging) this.#imaged = 0;
    const seconds = reading.imaging ? clamp(this.profile.imagingSeconds - this.#imaged, 0, dt) : 0;
    this.#imaged += seconds;
    return seconds;
  }

  #watchCard(reading: SoakReading): void {
    if (reading.transferring && !this.#transferring) {
      this.transfers++;
      this.entryCelsius = this.#sight.surfaceCelsius;
      const platen = this.#soak.x[SOAK.platen]!;
      this.#exits.enters(cardExitCelsius(this.profile, this.cardCelsius, this.entryCelsius, platen));
    }
    if (!reading.transferring && this.#transferring) this.#exits.leaves(reading.nowUs);
    if (reading.exitCelsius !== undefined) this.#exits.look(reading.nowUs, reading.exitCelsius);
  }

  /** Core and surface at the time of `reading`; since the last one the heater had the power that that one told of. */
  #look(reading: SoakReading, dt: number): void {
    const p = this.profile;
    const watt = this.#heaterWatt;
    const card = this.#transferring ? cardSurfaceWatt(p, this.cardCelsius, this.#sight.surfaceCelsius) : 0;
    const periods = Math.max(1, Math.round(dt / CONTROL_PERIOD_SECONDS));
    const moving = this.#working;
    const around = this.#aroundOf(moving);
    for (let i = 1; i < periods; i++) advanceSight(this.#sight, p, watt, card, around, moving);
    stepRollerSight(this.#sight, p, reading.rollerCelsius, watt, card, around, moving);
    this.#draws.look(
      dt,
      reading.rollerCelsius,
      this.#sight,
      watt,
      this.#transferring,
      moving,
      around,
      this.cardCelsius,
    );
  }

  /** Within its range, and no further from the last one believed than a head of that mass can have come meanwhile. */
  #headIsPlausible({ nowUs, headCelsius }: SoakReading): boolean {
    if (headCelsius <= HEAD_PLAUSIBLE_LOW || headCelsius >= HEAD_PLAUSIBLE_HIGH) return false;
    if (Number.isNaN(this.#headCelsius)) return true;
    const seconds = (nowUs - this.#headAtUs) / US_PER_S;
    return Math.abs(headCelsius - this.#headCelsius) <= HEAD_JUMP_KELVIN + HEAD_DOUBT_KELVIN_PER_SECOND * seconds;
  }

  #believeHead({ nowUs, headCelsius }: SoakReading): void {
    this.#headCelsius = headCelsius;
    this.#headAtUs = nowUs;
  }

  #start(reading: SoakReading): void {
    const memory = this.#ready ? { atUs: this.#lastUs, numbers: this.remember()! } : this.#memory;
    this.#memory = undefined;
    const seconds = memory === undefined ? 0 : (reading.nowUs - memory.atUs) / US_PER_S;
    this.#soak.start(reading.rollerCelsius, reading.headCelsius, memory && soakPart(memory.numbers), seconds);
    this.#heater.start(reading.rollerCelsius);
    this.#sight.primed = false;
    stepRollerSight(this.#sight, this.profile, reading.rollerCelsius, 0, 0, reading.headCelsius, false);
    this.#note(reading, heaterWatts(this.profile, reading.duty, reading.mainsVolt));
    this.#ready = true;
    this.#believeHead(reading);
    clearSums(this.#sums);
  }

  #note(reading: SoakReading, heaterWatt: number): void {
    this.#surface = reading.rollerCelsius;
    this.#mainsVolt = reading.mainsVolt;
    this.#fan = reading.fanPermille / 1000;
    this.#lastUs = reading.nowUs;
    this.#heaterWatt = heaterWatt;
    this.#imaging = reading.imaging;
    this.#transferring = reading.transferring;
    this.#working = reading.working;
  }

  /** What acted since the filter's newest step, into `u`. */
  #means(u: SoakInputs): void {
    const sums = this.#sums;
    u.surfaceCelsius = sums.surface / sums.seconds;
    u.coreCelsius = sums.core / sums.seconds;
    u.fan = clamp(sums.fan / sums.seconds, 0, 1);
    u.imagingShare = sums.imaging / sums.seconds;
    u.nipShare = sums.nip / sums.seconds;
    u.printingShare = sums.printing / sums.seconds;
  }

  #filter(): void {
    const sums = this.#sums;
    const u = inputs;
    this.#means(u);
    const roller = sums.roller / sums.seconds;
    const heater = sums.heaterWatt / sums.seconds;
    const headBefore = this.#soak.x[SOAK.head]!;
    for (let left = sums.seconds; left > 1e-9; left -= SOAK_STEP_SECONDS) {
      this.#soak.predict(u, Math.min(left, SOAK_STEP_SECONDS), sums.open);
    }
    if (sums.headSeconds > 0) this.#soak.measure(sums.head / sums.headSeconds, headBefore, sums.open);
    const { x } = this.#soak;
    this.#heater.step(
      sums.seconds,
      roller,
      heater,
      x[SOAK.hotZone]!,
      x[SOAK.platen]!,
      u.nipShare,
      u.printingShare >= 0.5,
    );
    clearSums(this.#sums);
  }
}
