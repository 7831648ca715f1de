/**
 * The plant: seven temperatures stepped exactly. Inputs are constant within a step, so the step is the solution of the
 * differential equation itself at any length: a tenth of a second or ten hours cost the same and agree.
 */
import { carveFloat64, type Micros } from "../base/index.ts";
import { driveInto, NODE, NODE_COUNT, type NodeName, type PlantInputs } from "./network.ts";
import { type Extremum, findCrossing, findExtremum } from "./plant-roots.ts";
import { stepRows } from "./plant-rows.ts";
import type { ThermalProfile } from "./profiles.ts";
import { type PlantMode, plantMode } from "./propagator-cache.ts";

/** What each node is fed: within one call only. */
const drive = new Float64Array(NODE_COUNT);

export class Plant {
  readonly profile: ThermalProfile;
  /** Temperatures in the order of {@link NODE}, degC. Read it; only tests and fault injection write to it. */
  readonly celsius: Float64Array;
  #mode: PlantMode;

  /** All nodes at one temperature, degC. */
  constructor(profile: ThermalProfile, initialCelsius: number) {
    if (!Number.isFinite(initialCelsius)) throw new RangeError("initial temperature is not a number");
    this.profile = profile;
    this.celsius = carveFloat64(NODE_COUNT).fill(initialCelsius);
    this.#mode = plantMode(profile, 0, false);
  }

  /** Advances by `dtUs` (integer microseconds, at least 0) under constant inputs. Throws RangeError on nonsense. */
  step(dtUs: Micros, inputs: PlantInputs): void {
    if (dtUs === 0) return;
    if (!(Number.isSafeInteger(dtUs) && dtUs > 0)) throw new RangeError(`step of ${dtUs} us`);
    const rows = this.#modeOf(inputs).rows(dtUs);
    driveInto(drive, this.profile, inputs);
    stepRows(this.celsius, rows, drive);
  }

  /** dT/dt of every node, K/s, into `out`. */
  slopesInto(out: Float64Array, inputs: PlantInputs): void {
    const a = this.#modeOf(inputs).matrix;
    driveInto(drive, this.profile, inputs);
    for (let i = 0; i < NODE_COUNT; i++) {
      let sum = drive[i]!;
      for (let k = 0; k < NODE_COUNT; k++) sum += a[i * NODE_COUNT + k]! * this.celsius[k]!;
      out[i] = sum;
    }
  }

  /**
   * First time from now, within `horizonUs`, at which the node has reached `levelCelsius` from either side: whole
   * microseconds, rounded up; 0 when it stands exactly on the level; -1 when it does not reach it. Changes nothing.
   */
  crossing(node: NodeName, levelCelsius: number, inputs: PlantInputs, horizonUs: Micros): Micros | -1 {
    const mode = this.#modeOf(inputs);
    driveInto(drive, this.profile, inputs);
    return findCrossing(mode, this.celsius, drive, NODE[node], levelCelsius, horizonUs);
  }

  /** Lowest and highest temperature of the node within the next `horizonUs`, ends included, and when. Changes nothing. */
  extremum(node: NodeName, inputs: PlantInputs, horizonUs: Micros): Extremum {
    const mode = this.#modeOf(inputs);
    driveInto(drive, this.profile, inputs);
    return findExtremum(mode, this.celsius, drive, NODE[node], horizonUs);
  }

  /** The state as plain numbers. */
  save(): number[] {
    return Array.from(this.celsius);
  }

  /** A plant that goes on from what `save` returned, bit for bit. Throws RangeError on a wrong length or not finite numbers. */
  static restore(profile: ThermalProfile, saved: readonly number[]): Plant {
    if (saved.length !== NODE_COUNT || !saved.every(Number.isFinite)) throw new RangeError("not a saved plant");
    const plant = new Plant(profile, 0);
    plant.celsius.set(saved);
    return plant;
  }

  #modeOf(inputs: PlantInputs): PlantMode {
    const mode = this.#mode;
    if (mode.airflow === inputs.airflow && mode.printing === inputs.printing) return mode;
    this.#mode = plantMode(this.profile, inputs.airflow, inputs.printing);
    return this.#mode;
  }
}
