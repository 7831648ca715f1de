/**
 * One opinion of how soaked the machine is: an extended Kalman filter over the reduced model, fed with the head's thermistor. How
 * fast room and airflow may move is what the opinion assumes; the readings alone cannot tell one from the other.
 */
import { clamp } from "../base/index.ts";
import { HOT_ZONE_SHARE } from "./card-law.ts";
import { measureCovariance, predictCovariance } from "./kalman.ts";
import type { ThermalProfile } from "./profiles.ts";
import { SOAK, SOAK_COUNT, SOAK_STEP_SECONDS, type SoakInputs, soakJacobian, soakStep } from "./soak-model.ts";
import { initialSoak } from "./soak-start.ts";

/** What an opinion assumes of the things that nobody tells. */
export interface SoakAssumption {
  /** Random walk of the room, K per root second, and of the fan's effectiveness, per root second. */
  readonly roomNoise: number;
  readonly effectivenessNoise: number;
  /** What readings may correct in the room and in the chassis, K per hour. */
  readonly roomKelvinPerHourMax: number;
  readonly chassisKelvinPerHourMax: number;
}

/** Process noise of the rest, K per root second. */
const NOISE = { platen: 0.02, hotZone: 0.02, chassis: 0.004, head: 0.03 } as const;
/** Quantiser (0.07-0.13 K) and model of the head, K. */
const HEAD_NOISE_KELVIN = 0.15;

const within = (value: number, limit: number): number => clamp(value, -limit, limit);
const scratch = new Float64Array(SOAK_COUNT * SOAK_COUNT);
const jacobian = new Float64Array(SOAK_COUNT * SOAK_COUNT);
const gain = new Float64Array(SOAK_COUNT);
const slopes = new Float64Array(SOAK_COUNT);

export class SoakFilter {
  readonly x = new Float64Array(SOAK_COUNT);
  coreCelsius = 0;
  readonly #p = new Float64Array(SOAK_COUNT * SOAK_COUNT);
  readonly #noise = new Float64Array(SOAK_COUNT);
  readonly #profile: ThermalProfile;
  readonly #assumed: SoakAssumption;

  constructor(profile: ThermalProfile, assumed: SoakAssumption) {
    this.#profile = profile;
    this.#assumed = assumed;
    const { roomNoise, effectivenessNoise } = assumed;
    const noise = [NOISE.platen, NOISE.hotZone, NOISE.chassis, NOISE.head, roomNoise, effectivenessNoise];
    noise.forEach((value, i) => {
      this.#noise[i] = value * value * SOAK_STEP_SECONDS;
    });
  }

  /** First contact. The dust in the filter did not change in a silence: `keepAirflow` keeps what was learnt of it. */
  start(rollerCelsius: number, headCelsius: number, keepAirflow: boolean): void {
    const effectiveness = this.x[SOAK.effectiveness]!;
    initialSoak(this.#profile, rollerCelsius, headCelsius, this.x, this.#p);
    if (keepAirflow) this.x[SOAK.effectiveness] = effectiveness;
    this.coreCelsius = rollerCelsius;
  }

  /** One step of the model under mean inputs; `u.coreCelsius` is filled in. */
  predict(u: SoakInputs, heaterWatt: number, dt: number): void {
    const p = this.#profile;
    const roller = u.surfaceCelsius;
    const flow =
      p.coreToSurface * (roller - this.coreCelsius) + p.coreToHotZone * (this.x[SOAK.hotZone]! - this.coreCelsius);
    this.coreCelsius += (dt * (heaterWatt + flow)) / p.coreJoulePerKelvin;
    u.coreCelsius = this.coreCelsius;
    soakJacobian(jacobian, this.x, p, u, dt);
    soakStep(this.x, p, u, dt, slopes);
    predictCovariance(this.#p, jacobian, SOAK_COUNT, this.#noise, scratch);
  }

  /** The head's mean over the step that ended now; `headBefore` is its estimate when the step began. */
  measure(headMeanCelsius: number, headBefore: number): void {
    // The readings are averaged over the step: they belong to its middle, the state to its end.
    const error = headMeanCelsius + (this.x[SOAK.head]! - headBefore) / 2 - this.x[SOAK.head]!;
    measureCovariance(this.#p, SOAK_COUNT, SOAK.head, HEAD_NOISE_KELVIN ** 2, gain);
    const hours = SOAK_STEP_SECONDS / 3600;
    for (let i = 0; i < SOAK_COUNT; i++) {
      let change = gain[i]! * error;
      if (i === SOAK.chassis) change = within(change, this.#assumed.chassisKelvinPerHourMax * hours);
      else if (i === SOAK.room) change = within(change, this.#assumed.roomKelvinPerHourMax * hours);
      this.x[i] = this.x[i]! + change;
    }
    this.x[SOAK.effectiveness] = clamp(this.x[SOAK.effectiveness]!, 0, 1);
  }

  /** Standard deviation of the exit temperature that a card would have now, K, from the filter's covariance. */
  exitSigma(): number {
    const p = this.#p;
    const perEntry = 1 - this.#profile.cardShareSurface - this.#profile.cardSharePlaten;
    const zone = HOT_ZONE_SHARE * perEntry;
    const chassis = (1 - HOT_ZONE_SHARE) * perEntry;
    const platen = this.#profile.cardSharePlaten;
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
