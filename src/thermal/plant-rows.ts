/** One step of one plant, written out: the products of its propagator in the order in which they are used. */
import { NODE, NODE_COUNT } from "./network.ts";

/** Nodes that act on others and are driven, in the order of the sums; the thermistor takes no heat and acts on nothing. */
const ACTING = [NODE.core, NODE.surface, NODE.platen, NODE.hotZone, NODE.chassis, NODE.head] as const;
/** A pair (phi, psi) for each of them. */
const WIDTH = 2 * ACTING.length;
/** Rows of the six, then the thermistor's with one number more: what it keeps of itself. */
const COUNT = 7 * WIDTH + 1;

/** The coefficients of {@link stepRows}. */
export function packRows(phi: Float64Array, psi: Float64Array): Float64Array {
  const k = new Float64Array(COUNT);
  const row = (node: number, to: number): void =>
    ACTING.forEach((from, i) => {
      k[to + 2 * i] = phi[node * NODE_COUNT + from]!;
      k[to + 2 * i + 1] = psi[node * NODE_COUNT + from]!;
    });
  ACTING.forEach((node, i) => {
    row(node, i * WIDTH);
  });
  row(NODE.thermistor, ACTING.length * WIDTH);
  k[COUNT - 1] = phi[NODE.thermistor * NODE_COUNT + NODE.thermistor]!;
  return k;
}

/** x = phi x + psi q in place, with `q` in node order. */
export function stepRows(x: Float64Array, k: Float64Array, q: Float64Array): void {
  const core = x[0]!;
  const surface = x[1]!;
  const platen = x[3]!;
  const zone = x[4]!;
  const chassis = x[5]!;
  const head = x[6]!;
  const q0 = q[0]!;
  const q1 = q[1]!;
  const q3 = q[3]!;
  const q4 = q[4]!;
  const q5 = q[5]!;
  const q6 = q[6]!;
  x[2] =
    k[72]! * core +
    k[73]! * q0 +
    (k[74]! * surface + k[75]! * q1) +
    k[84]! * x[2]! +
    (k[76]! * platen + k[77]! * q3) +
    (k[78]! * zone + k[79]! * q4) +
    (k[80]! * chassis + k[81]! * q5) +
    (k[82]! * head + k[83]! * q6);
  x[0] =
    k[0]! * core +
    k[1]! * q0 +
    (k[2]! * surface + k[3]! * q1) +
    (k[4]! * platen + k[5]! * q3) +
    (k[6]! * zone + k[7]! * q4) +
    (k[8]! * chassis + k[9]! * q5) +
    (k[10]! * head + k[11]! * q6);
  x[1] =
    k[12]! * core +
    k[13]! * q0 +
    (k[14]! * surface + k[15]! * q1) +
    (k[16]! * platen + k[17]! * q3) +
    (k[18]! * zone + k[19]! * q4) +
    (k[20]! * chassis + k[21]! * q5) +
    (k[22]! * head + k[23]! * q6);
  x[3] =
    k[24]! * core +
    k[25]! * q0 +
    (k[26]! * surface + k[27]! * q1) +
    (k[28]! * platen + k[29]! * q3) +
    (k[30]! * zone + k[31]! * q4) +
    (k[32]! * chassis + k[33]! * q5) +
    (k[34]! * head + k[35]! * q6);
  x[4] =
    k[36]! * core +
    k[37]! * q0 +
    (k[38]! * surface + k[39]! * q1) +
    (k[40]! * platen + k[41]! * q3) +
    (k[42]! * zone + k[43]! * q4) +
    (k[44]! * chassis + k[45]! * q5) +
    (k[46]! * head + k[47]! * q6);
  x[5] =
    k[48]! * core +
    k[49]! * q0 +
    (k[50]! * surface + k[51]! * q1) +
    (k[52]! * platen + k[53]! * q3) +
    (k[54]! * zone + k[55]! * q4) +
    (k[56]! * chassis + k[57]! * q5) +
    (k[58]! * head + k[59]! * q6);
  x[6] =
    k[60]! * core +
    k[61]! * q0 +
    (k[62]! * surface + k[63]! * q1) +
    (k[64]! * platen + k[65]! * q3) +
    (k[66]! * zone + k[67]! * q4) +
    (k[68]! * chassis + k[69]! * q5) +
    (k[70]! * head + k[71]! * q6);
}
