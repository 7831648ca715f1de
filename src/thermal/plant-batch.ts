/**
 * Many plants of one kind stepped together: the same exact step as {@link Plant}'s, with the temperatures of a node side by side. All
 * plants of a batch share profile, room, airflow and mode; heater, head and card loads are each plant's own.
 */
import type { Micros } from "../base/index.ts";
import { driveInto, NODE, NODE_COUNT, type PlantInputs } from "./network.ts";
import type { ThermalProfile } from "./profiles.ts";
import { plantMode } from "./propagator-cache.ts";

/** Most plants of one batch. */
export const BATCH_PLANTS_MAX = 1_000_000;

const COLUMNS = [NODE.core, NODE.surface, NODE.platen, NODE.hotZone, NODE.chassis, NODE.head] as const;

/** Coefficients a node: a constant, six nodes, four inputs of each plant's own. */
const ROW = 11;

export class PlantBatch {
  readonly profile: ThermalProfile;
  readonly count: number;
  /** W, one number a plant, constant within a step. */
  readonly heaterWatt: Float64Array;
  readonly headWatt: Float64Array;
  readonly surfaceLoadWatt: Float64Array;
  readonly platenLoadWatt: Float64Array;
  #now: readonly Float64Array[];
  #next: readonly Float64Array[];
  readonly #drive = new Float64Array(NODE_COUNT);
  readonly #k = new Float64Array(NODE_COUNT * ROW + 1);

  /** All nodes of all plants at one temperature, degC. Throws RangeError on nonsense. */
  constructor(profile: ThermalProfile, count: number, initialCelsius: number) {
    if (!(Number.isSafeInteger(count) && count > 0 && count <= BATCH_PLANTS_MAX))
      throw new RangeError(`${count} plants`);
    if (!Number.isFinite(initialCelsius)) throw new RangeError("initial temperature is not a number");
    this.profile = profile;
    this.count = count;
    const column = (): Float64Array => new Float64Array(count);
    this.heaterWatt = column();
    this.headWatt = column();
    this.surfaceLoadWatt = column();
    this.platenLoadWatt = column();
    this.#now = Array.from({ length: NODE_COUNT }, () => column().fill(initialCelsius));
    this.#next = Array.from({ length: NODE_COUNT }, column);
  }

  /** Temperatures of one node, degC, by plant. Another array after each step. */
  celsius(node: keyof typeof NODE): Float64Array {
    return this.#now[NODE[node]]!;
  }

  /** Advances all plants by `dtUs`, at least 0. Of `shared`, heater, head and loads are not looked at. Throws RangeError on nonsense. */
  step(dtUs: Micros, shared: PlantInputs): void {
    if (dtUs === 0) return;
    if (!(Number.isSafeInteger(dtUs) && dtUs > 0)) throw new RangeError(`step of ${dtUs} us`);
    const { phi, psi } = plantMode(this.profile, shared.airflow, shared.printing).over(dtUs);
    driveInto(this.#drive, this.profile, {
      ...shared,
      heaterWatt: 0,
      headWatt: 0,
      surfaceLoadWatt: 0,
      platenLoadWatt: 0,
    });
    this.#coefficients(phi, psi);
    stepAll(
      this.#k,
      this.#now,
      [this.heaterWatt, this.headWatt, this.surfaceLoadWatt, this.platenLoadWatt],
      this.#next,
    );
    const done = this.#now;
    this.#now = this.#next;
    this.#next = done;
  }

  /** One row a node: a constant, then what each node but the thermistor and each plant's own watts add; last what the thermistor keeps. */
  #coefficients(phi: Float64Array, psi: Float64Array): void {
    const p = this.profile;
    const k = this.#k;
    for (let row = 0; row < NODE_COUNT; row++) {
      const at = row * NODE_COUNT;
      let constant = 0;
      for (let i = 0; i < NODE_COUNT; i++) constant += psi[at + i]! * this.#drive[i]!;
      const to = row * ROW;
      k[to] = constant;
      COLUMNS.forEach((node, i) => {
        k[to + 1 + i] = phi[at + node]!;
      });
      k[to + 7] = psi[at + NODE.core]! / p.coreJoulePerKelvin;
      k[to + 8] = psi[at + NODE.head]! / p.headJoulePerKelvin;
      k[to + 9] = -psi[at + NODE.surface]! / p.surfaceJoulePerKelvin;
      k[to + 10] = -psi[at + NODE.platen]! / p.platenJoulePerKelvin;
    }
    k[NODE_COUNT * ROW] = phi[NODE.thermistor * NODE_COUNT + NODE.thermistor]!;
  }
}

/** All nodes of a plant in one go, each number read once. Written out: loops or calls for the rows take several times as long. */
function stepAll(k: Float64Array, now: Columns, own: Columns, next: Columns): void {
  const [core, surface, thermistor, platen, zone, chassis, head] = now as Seven;
  const [heaterWatt, headWatt, surfaceWatt, platenWatt] = own as Seven;
  const [o0, o1, o2, o3, o4, o5, o6] = next as Seven;
  const count = core.length;
  for (let i = 0; i < count; i++) {
    const x0 = core[i]!;
    const x1 = surface[i]!;
    const x2 = platen[i]!;
    const x3 = zone[i]!;
    const x4 = chassis[i]!;
    const x5 = head[i]!;
    const y0 = heaterWatt[i]!;
    const y1 = headWatt[i]!;
    const y2 = surfaceWatt[i]!;
    const y3 = platenWatt[i]!;
    const n0 = k[1]! * x0 + k[2]! * x1 + k[3]! * x2 + k[4]! * x3 + k[5]! * x4 + k[6]! * x5;
    o0[i] = k[0]! + n0 + k[7]! * y0 + k[8]! * y1 + k[9]! * y2 + k[10]! * y3;
    const n1 = k[12]! * x0 + k[13]! * x1 + k[14]! * x2 + k[15]! * x3 + k[16]! * x4 + k[17]! * x5;
    o1[i] = k[11]! + n1 + k[18]! * y0 + k[19]! * y1 + k[20]! * y2 + k[21]! * y3;
    const n2 = k[23]! * x0 + k[24]! * x1 + k[25]! * x2 + k[26]! * x3 + k[27]! * x4 + k[28]! * x5;
    o2[i] = k[22]! + n2 + k[29]! * y0 + k[30]! * y1 + k[31]! * y2 + k[32]! * y3 + k[77]! * thermistor[i]!;
    const n3 = k[34]! * x0 + k[35]! * x1 + k[36]! * x2 + k[37]! * x3 + k[38]! * x4 + k[39]! * x5;
    o3[i] = k[33]! + n3 + k[40]! * y0 + k[41]! * y1 + k[42]! * y2 + k[43]! * y3;
    const n4 = k[45]! * x0 + k[46]! * x1 + k[47]! * x2 + k[48]! * x3 + k[49]! * x4 + k[50]! * x5;
    o4[i] = k[44]! + n4 + k[51]! * y0 + k[52]! * y1 + k[53]! * y2 + k[54]! * y3;
    const n5 = k[56]! * x0 + k[57]! * x1 + k[58]! * x2 + k[59]! * x3 + k[60]! * x4 + k[61]! * x5;
    o5[i] = k[55]! + n5 + k[62]! * y0 + k[63]! * y1 + k[64]! * y2 + k[65]! * y3;
    const n6 = k[67]! * x0 + k[68]! * x1 + k[69]! * x2 + k[70]! * x3 + k[71]! * x4 + k[72]! * x5;
    o6[i] = k[66]! + n6 + k[73]! * y0 + k[74]! * y1 + k[75]! * y2 + k[76]! * y3;
  }
}

type Columns = readonly Float64Array[];
type Seven = readonly [
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
];
