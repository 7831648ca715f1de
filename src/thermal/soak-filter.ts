/**
 * How soaked the machine is, and what machine it is: an extended Kalman filter over the reduced model, fed with the head's thermistor. Beside
 * the temperatures it carries room, airflow and a factor for each parameter of the profile that may be otherwise in the true machine.
 * What the readings cannot tell stays in its covariance, and so in the uncertainty of the exit temperature.
 */
import { carveFloat64, clamp } from "../base/index.ts";
import { HOT_ZONE_SHARE } from "./card-law.ts";
import { perProfile } from "./per-profile.ts";
import type { ThermalProfile } from "./profiles.ts";
import { CovarianceAway, STATES } from "./soak-covariance.ts";
import { DOUBT_COUNT, learnDoubted, soakByDoubt } from "./soak-doubts.ts";
import { recallMachine, recallRoom, recallSoak, rememberSoak } from "./soak-memory.ts";
import {
  SOAK,
  SOAK_COUNT,
  SOAK_STEP_SECONDS,
  type SoakInputs,
  soakJacobian,
  soakSlopes,
  soakStep,
} from "./soak-model.ts";
import { initialSoak } from "./soak-start.ts";

/**
 * Process noise per root second: platen, hot zone, chassis and head, K; then the random walks of the room, K, and of the fan's effectiveness:
 * a third of a kelvin and half a hundredth in an hour [E].
 */
const NOISE = [0.003, 0.003, 0.0003, 0.005, 0.005, 0.0001] as const;
/** Through an open cover air goes as it likes. */
const OPEN_NOISE = [0.3, 0.5, 0.05, 0.1, NOISE[4], NOISE[5]] as const;
/**
 * A room that warms fast, or a filter that clogs at a stroke, shows as readings that stay on one side of what is expected. Their mean over this time,
 * in units of what a sound estimate is off by, squared, widens both walks, up to these. Cooler than expected is no danger, and is so at the
 * beginning while the airflow is unknown: it counts less.
 */
const SURPRISE_SECONDS = 120;
const WARMER_KELVIN = 0.014;
const COOLER_KELVIN = 0.04;
const ROOM_NOISE_MAX = 0.4;
const EFFECTIVENESS_NOISE_MAX = 0.02;
/**
 * Readings that are off by so much over this short time, s and K, tell of air that was cut off or came back at a stroke: only that reaches the
 * head so soon [C: test/thermal/abrupt.test.ts]. Until they are explained, nothing is learnt from them of what cannot change at a stroke.
 */
const ABRUPT_SECONDS = 30;
const ABRUPT_KELVIN = 0.1;
/**
 * No longer, s: by then the air has explained what it did [C: within 400 s in abrupt.test.ts]. A room that is cooler than believed, around a fan that is
 * believed to do its utmost already, was held for ever, until the growing doubt made a cool machine rest for half its time [M, `... --only 5905`].
 */
const ABRUPT_SECONDS_MAX = 600;
/** Offices, degC; a cold machine that says otherwise is believed. */
const ROOM_CELSIUS_MIN = 10;
const ROOM_CELSIUS_MAX = 45;
/** What the head's reading is worth over a step, K: quantiser, model of the head, and errors that stay the same from step to step. */
const HEAD_NOISE_KELVIN = 1;
/** Standard deviation of a factor before anything was seen: evenly spread over +-10 %. */
const DOUBT_SIGMA = 0.058;
/** Factors that are believed at most. */
export const DOUBT_MAX = 0.2;

const N = STATES;
/** 1: a reading changes neither the value nor the doubt about it. */
const held = (isHeld: (state: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: N }, (_, i) => (isHeld(i) ? 1 : 0));
const NOTHING_HELD = held(() => false);
/** Through an open cover the readings tell of the draught, not of room, fan and machine. */
const OPEN_HELD = held((i) => i >= SOAK.room);
/** The chassis is slow, and the machine stays what it is. A room that jumps is found once the first surprise is over. */
const ABRUPT_HELD = held((i) => i === SOAK.chassis || i === SOAK.room || i >= SOAK_COUNT);
const jacobian = new Float64Array(SOAK_COUNT * SOAK_COUNT);
const byDoubt = new Float64Array(SOAK_COUNT * DOUBT_COUNT);
const column = new Float64Array(N);
const slopes = new Float64Array(SOAK_COUNT);
const rows = new Float64Array(SOAK_COUNT * N);
const block = new Float64Array(SOAK_COUNT * SOAK_COUNT);
const gain = new Float64Array(N);
const noise = Float64Array.from(NOISE);
const start = new Float64Array(SOAK_COUNT * SOAK_COUNT);
/** The covariance of the filter that is at work, as a whole matrix. */
const whole = new Float64Array(N * N);
type Learnt = { -readonly [K in keyof ThermalProfile]: ThermalProfile[K] };
let atWork: SoakFilter | undefined;
/** Of each profile one machine as it is believed to be: by the filter that was asked for it last. */
const machineOf = perProfile((profile): { learnt: Learnt; by: SoakFilter | undefined } => ({
  learnt: { ...profile },
  by: undefined,
}));

/**
 * What is not nothing in [F B], row by row: the shares, of which state or factor each is, and how many there are, made up to fours by
 * shares of 0.
 */
const SHARES_MAX = 4 * Math.ceil(N / 4);
const shares = new Float64Array(SOAK_COUNT * SHARES_MAX);
const shareOf = new Uint8Array(SOAK_COUNT * SHARES_MAX);
const shareCounts = new Uint8Array(SOAK_COUNT);

function gatherShares(): void {
  for (let i = 0; i < SOAK_COUNT; i++) {
    const from = i * SHARES_MAX;
    let to = from;
    for (let k = 0; k < N; k++) {
      const f = k < SOAK_COUNT ? jacobian[i * SOAK_COUNT + k]! : byDoubt[i * DOUBT_COUNT + k - SOAK_COUNT]!;
      if (f === 0) continue;
      shares[to] = f;
      shareOf[to++] = k;
    }
    for (; (to - from) % 4 !== 0; to++) {
      shares[to] = 0;
      shareOf[to] = 0;
    }
    shareCounts[i] = to - from;
  }
}

export class SoakFilter {
  /** Temperatures, room and effectiveness, then the factors' distances from 1. */
  readonly x = carveFloat64(N);
  /** The covariance as it was when another filter went to work. */
  readonly #away = new CovarianceAway();
  readonly #profile: ThermalProfile;
  /** Mean of what the head's readings were off by lately, K. */
  #surpriseKelvin = 0;
  /** The same over a short time. */
  #abruptKelvin = 0;
  /** Steps in a row in which it was too much. */
  #abruptSteps = 0;
  #roomMin = ROOM_CELSIUS_MIN;
  #roomMax = ROOM_CELSIUS_MAX;

  constructor(profile: ThermalProfile) {
    this.#profile = profile;
  }

  /** The machine as it is believed to be. Good until another filter of the same profile is asked: not to be kept. */
  get learnt(): ThermalProfile {
    const machine = machineOf(this.#profile);
    if (machine.by !== this) {
      machine.by = this;
      learnDoubted(machine.learnt, this.#profile, this.x, SOAK_COUNT);
    }
    return machine.learnt;
  }

  /** The covariance, row by row. */
  get #p(): Float64Array {
    if (atWork !== this) {
      if (atWork !== undefined) atWork.#away.put(whole);
      atWork = this;
      if (!this.#away.take(whole)) for (let k = SOAK_COUNT; k < N; k++) whole[k * N + k] = DOUBT_SIGMA * DOUBT_SIGMA;
    }
    return whole;
  }

  /** First contact, with what is remembered of this machine and how old that is, s. */
  start(rollerCelsius: number, headCelsius: number, memory?: Float64Array, seconds = 0): void {
    const { x } = this;
    const p = this.#p;
    this.#surpriseKelvin = 0;
    this.#abruptKelvin = 0;
    this.#abruptSteps = 0;
    if (memory !== undefined) {
      recallMachine(memory, x);
      this.#learn();
    }
    const room = memory === undefined ? undefined : recallRoom(memory, seconds, this.#profile);
    const hot = initialSoak(this.learnt, rollerCelsius, headCelsius, x, start, room);
    this.#roomMin = Math.min(ROOM_CELSIUS_MIN, x[SOAK.room]!);
    this.#roomMax = Math.max(ROOM_CELSIUS_MAX, x[SOAK.room]!);
    for (let i = 0; i < SOAK_COUNT; i++) {
      for (let j = 0; j < N; j++) {
        const value = j < SOAK_COUNT ? start[i * SOAK_COUNT + j]! : 0;
        p[i * N + j] = value;
        p[j * N + i] = value;
      }
    }
    if (memory !== undefined) recallSoak(memory, seconds, hot, x, p);
  }

  /** What outlasts a silence, into `out`: {@link SOAK_MEMORY_LENGTH} numbers. */
  remember(out: Float64Array): void {
    rememberSoak(this.x, this.#p, out);
  }

  /** One step of the model under mean inputs. */
  predict(u: SoakInputs, dt: number, open: boolean): void {
    const machine = this.learnt;
    const { x } = this;
    soakJacobian(jacobian, x, machine, u, dt);
    soakSlopes(slopes, x, machine, u);
    soakByDoubt(byDoubt, x, machine, u, slopes);
    for (let i = 0; i < SOAK.room; i++) {
      for (let k = 0; k < DOUBT_COUNT; k++) {
        const moved = byDoubt[i * DOUBT_COUNT + k]!;
        if (moved !== 0) byDoubt[i * DOUBT_COUNT + k] = (dt * moved) / (1 + x[SOAK_COUNT + k]!);
      }
    }
    soakStep(x, machine, u, dt, slopes);
    this.#carry(dt, open ? OPEN_NOISE : this.#walks());
  }

  /** Process noise as far as the readings are explained. */
  #walks(): ArrayLike<number> {
    const off = this.#surpriseKelvin;
    const wider = Math.max(1, (off / (off > 0 ? WARMER_KELVIN : COOLER_KELVIN)) ** 2);
    noise[SOAK.room] = Math.min(ROOM_NOISE_MAX, NOISE[SOAK.room] * wider);
    noise[SOAK.effectiveness] = Math.min(EFFECTIVENESS_NOISE_MAX, NOISE[SOAK.effectiveness] * wider);
    return noise;
  }

  /** Covariance over one step: factors stay, temperatures move with them. */
  #carry(dt: number, noise: ArrayLike<number>): void {
    const p = this.#p;
    gatherShares();
    // rows = [F B] P, for the rows of the temperatures, four shares at a time; room and effectiveness stay as they are.
    for (let at = SOAK.room * N; at < SOAK_COUNT * N; at++) rows[at] = p[at]!;
    for (let i = 0; i < SOAK.room; i++) {
      const to = i * N;
      for (let j = 0; j < N; j++) rows[to + j] = 0;
      for (let s = i * SHARES_MAX; s < i * SHARES_MAX + shareCounts[i]!; s += 4) {
        const f0 = shares[s]!;
        const f1 = shares[s + 1]!;
        const f2 = shares[s + 2]!;
        const f3 = shares[s + 3]!;
        const k0 = shareOf[s]! * N;
        const k1 = shareOf[s + 1]! * N;
        const k2 = shareOf[s + 2]! * N;
        const k3 = shareOf[s + 3]! * N;
        for (let j = 0; j < N; j++) {
          rows[to + j] = rows[to + j]! + f0 * p[k0 + j]! + f1 * p[k1 + j]! + f2 * p[k2 + j]! + f3 * p[k3 + j]!;
        }
      }
    }
    for (let i = 0; i < SOAK_COUNT; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = i === j ? noise[i]! * noise[i]! * dt : 0;
        const end = j * SHARES_MAX + shareCounts[j]!;
        for (let s = j * SHARES_MAX; s < end; s++) sum += rows[i * N + shareOf[s]!]! * shares[s]!;
        block[i * SOAK_COUNT + j] = sum;
      }
    }
    for (let i = 0; i < SOAK_COUNT; i++) {
      for (let j = 0; j <= i; j++) p[i * N + j] = p[j * N + i] = block[i * SOAK_COUNT + j]!;
      for (let j = SOAK_COUNT; j < N; j++) p[i * N + j] = p[j * N + i] = rows[i * N + j]!;
    }
  }

  /** The head's mean over the step that ended now; `headBefore` is its estimate when the step began. */
  measure(headMeanCelsius: number, headBefore: number, open: boolean): void {
    // The readings are averaged over the step: they belong to its middle, the state to its end.
    const { x } = this;
    const error = headMeanCelsius + (x[SOAK.head]! - headBefore) / 2 - x[SOAK.head]!;
    const surprise = open ? 0 : error;
    this.#surpriseKelvin += (SOAK_STEP_SECONDS / SURPRISE_SECONDS) * (surprise - this.#surpriseKelvin);
    this.#abruptKelvin += (SOAK_STEP_SECONDS / ABRUPT_SECONDS) * (surprise - this.#abruptKelvin);
    this.#abruptSteps = Math.abs(this.#abruptKelvin) > ABRUPT_KELVIN ? this.#abruptSteps + 1 : 0;
    const p = this.#p;
    const total = p[SOAK.head * N + SOAK.head]! + HEAD_NOISE_KELVIN ** 2;
    const isAbrupt = this.#abruptSteps > 0 && this.#abruptSteps * SOAK_STEP_SECONDS <= ABRUPT_SECONDS_MAX;
    const holds = open ? OPEN_HELD : isAbrupt ? ABRUPT_HELD : NOTHING_HELD;
    for (let i = 0; i < N; i++) {
      column[i] = p[i * N + SOAK.head]!;
      gain[i] = column[i]! / total;
    }
    for (let i = 0; i < N; i++) {
      const stays = holds[i] === 1;
      for (let j = 0; j <= i; j++) {
        if (stays && holds[j] === 1) continue;
        p[i * N + j] = p[j * N + i] = p[i * N + j]! - gain[j]! * column[i]!;
      }
      if (!stays) x[i] = x[i]! + gain[i]! * error;
    }
    this.#keepRoom();
    x[SOAK.effectiveness] = clamp(x[SOAK.effectiveness]!, 0, 1);
    this.#learn();
  }

  /** A room that no office has is brought back, and what was believed because of it with it. */
  #keepRoom(): void {
    const { x } = this;
    const p = this.#p;
    const off = clamp(x[SOAK.room]!, this.#roomMin, this.#roomMax) - x[SOAK.room]!;
    if (off === 0) return;
    const share = off / p[SOAK.room * N + SOAK.room]!;
    for (let i = 0; i < SOAK.head; i++) x[i] = x[i]! + share * p[i * N + SOAK.room]!;
    x[SOAK.room] = x[SOAK.room]! + off;
  }

  #learn(): void {
    const { x } = this;
    for (let k = SOAK_COUNT; k < N; k++) x[k] = clamp(x[k]!, -DOUBT_MAX, DOUBT_MAX);
    const machine = machineOf(this.#profile);
    machine.by = this;
    learnDoubted(machine.learnt, this.#profile, x, SOAK_COUNT);
  }

  /** Standard deviation of the airflow effectiveness. */
  effectivenessSigma(): number {
    return Math.sqrt(this.#p[SOAK.effectiveness * N + SOAK.effectiveness]!);
  }

  /** Standard deviation of the exit temperature that a card would have now, K, from the filter's covariance. */
  exitSigma(): number {
    const p = this.#p;
    const perEntry = 1 - this.#profile.cardShareSurface - this.#profile.cardSharePlaten;
    const zone = HOT_ZONE_SHARE * perEntry;
    const chassis = (1 - HOT_ZONE_SHARE) * perEntry;
    const platen = this.#profile.cardSharePlaten;
    const at = (i: number, j: number): number => p[i * N + j]!;
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
