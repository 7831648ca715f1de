/**
 * One opinion of how soaked the machine is: an extended Kalman filter over the reduced model, fed with the head's thermistor. How
 * fast room and airflow may move is what the opinion assumes; the readings alone cannot tell one from the other.
 */
import { clamp } from "../base/index.ts";
import { cardEntryCelsius, HOT_ZONE_SHARE } from "./card-law.ts";
import { measureCovariance, predictCovariance } from "./kalman.ts";
import type { ThermalProfile } from "./profiles.ts";
import { SOAK, SOAK_COUNT, SOAK_STEP_SECONDS, type SoakInputs, soakJacobian, soakStep } from "./soak-model.ts";
import { initialSoak } from "./soak-start.ts";

/** What an opinion assumes of the things that nobody tells. */
export interface SoakAssumption {
  /** Random walk of the room, K per root second, and of the fan's effectiveness, per root second. */
  readonly roomNoise: number;
  readonly effectivenessNoise: number;
  /** What the head's reading is worth, K: quantiser, model of the head, and errors that stay the same from step to step. */
  readonly headNoiseKelvin: number;
}

/** Process noise of the rest, K per root second. */
const NOISE = { platen: 0.003, hotZone: 0.003, chassis: 0.0003, head: 0.005 } as const;
const scratch = new Float64Array(SOAK_COUNT * SOAK_COUNT);
const jacobian = new Float64Array(SOAK_COUNT * SOAK_COUNT);
const gain = new Float64Array(SOAK_COUNT);
const slopes = new Float64Array(SOAK_COUNT);

/** Memory of the misfit, as a share of each step: about ten minutes. */
const MISFIT_SHARE = SOAK_STEP_SECONDS / 600;

export class SoakFilter {
  /** Mean square of what the head's readings were off by lately, K2: a wrong model of the machine shows in it. */
  misfit = 0;
  readonly x = new Float64Array(SOAK_COUNT);
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
  }

  /** One step of the model under mean inputs. `doubt`: this opinion has been found wrong, and holds possible what the other one does. */
  predict(u: SoakInputs, dt: number, doubt?: SoakFilter): void {
    const p = this.#profile;
    soakJacobian(jacobian, this.x, p, u, dt);
    soakStep(this.x, p, u, dt, slopes);
    predictCovariance(this.#p, jacobian, SOAK_COUNT, (doubt ?? this).#noise, scratch);
  }

  /** The head's mean over the step that ended now; `headBefore` is its estimate when the step began. */
  measure(headMeanCelsius: number, headBefore: number): void {
    // The readings are averaged over the step: they belong to its middle, the state to its end.
    const error = headMeanCelsius + (this.x[SOAK.head]! - headBefore) / 2 - this.x[SOAK.head]!;
    this.misfit += MISFIT_SHARE * (error * error - this.misfit);
    measureCovariance(this.#p, SOAK_COUNT, SOAK.head, this.#assumed.headNoiseKelvin ** 2, gain);
    for (let i = 0; i < SOAK_COUNT; i++) this.x[i] = this.x[i]! + gain[i]! * error;
    this.x[SOAK.effectiveness] = clamp(this.x[SOAK.effectiveness]!, 0, 1);
  }

  /** What the soak adds to the exit temperature of a card that goes into the nip now, degC. */
  exitShare(): number {
    const { cardShareSurface, cardSharePlaten } = this.#profile;
    const entry = cardEntryCelsius(this.x[SOAK.hotZone]!, this.x[SOAK.chassis]!);
    return (1 - cardShareSurface - cardSharePlaten) * entry + cardSharePlaten * this.x[SOAK.platen]!;
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
