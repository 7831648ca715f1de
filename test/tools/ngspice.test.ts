/** The plant against ngspice: an independent solver gets the same network and the same six hours. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NODE_COUNT, Plant, THERMAL_PROFILES, type ThermalProfile } from "../../src/thermal/index.ts";
import { SHIFT_START_CELSIUS, SHIFT_US, workingShift } from "./shift.ts";
import { NODE_NAMES, netlist, RAMP_SECONDS, type Segment } from "./spice-netlist.ts";

/** What the solver leaves, K: its error shrinks with the square of its step, the plant's steps are exact. */
const DEVIATION_KELVIN_MAX = 1e-3;
const INSTALL = "ngspice is missing; install it: apt-get install -y ngspice";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cetak-ngspice-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Trace {
  readonly seconds: Float64Array;
  /** One row of {@link NODE_COUNT} a point. */
  readonly celsius: Float64Array;
}

function solve(profile: ThermalProfile, segments: readonly Segment[]): Trace {
  const circuit = join(folder, `${profile.name}.cir`);
  const rawFile = join(folder, `${profile.name}.raw`);
  const options = { profile, segments, rawFile, endUs: SHIFT_US, startCelsius: SHIFT_START_CELSIUS };
  writeFileSync(circuit, netlist({ ...options, stepSecondsMax: 0.25, relativeTolerance: 1e-7 }));
  const { error, stderr } = spawnSync("ngspice", ["-b", circuit], { encoding: "utf8", timeout: 120_000 });
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") throw new Error(INSTALL);
  if (error !== undefined) throw error;
  return readRaw(readFileSync(rawFile), stderr);
}

/** ngspice's raw file: a text header, then rows of doubles: time and the saved nodes. */
function readRaw(raw: Buffer, stderr: string): Trace {
  const mark = "Binary:\n";
  const at = raw.indexOf(mark);
  const points = Number(/No\. Points:\s*(\d+)/.exec(raw.toString("latin1", 0, Math.max(0, at)))?.[1]);
  if (at < 0 || !(points > 0)) throw new Error(`ngspice gave no result: ${stderr}`);
  const header = raw.toString("latin1", 0, at);
  const columns = NODE_COUNT + 1;
  // The solver saves the nodes in an order of its own.
  const columnOf = NODE_NAMES.map((name) =>
    Number(new RegExp(`^\\s*(\\d+)\\s+v\\(${name}\\)`, "im").exec(header)?.[1]),
  );
  const seconds = new Float64Array(points);
  const celsius = new Float64Array(points * NODE_COUNT);
  for (let i = 0; i < points; i++) {
    const row = at + mark.length + i * columns * 8;
    seconds[i] = raw.readDoubleLE(row);
    for (let k = 0; k < NODE_COUNT; k++) celsius[i * NODE_COUNT + k] = raw.readDoubleLE(row + columnOf[k]! * 8);
  }
  return { seconds, celsius };
}

/** Largest difference of each node at the last point that the solver has inside each segment. */
function deviations(profile: ThermalProfile, segments: readonly Segment[], trace: Trace) {
  const worst = new Float64Array(NODE_COUNT);
  const plant = new Plant(profile, SHIFT_START_CELSIUS);
  let compared = 0;
  let point = 0;
  segments.forEach(({ fromUs, inputs }, i) => {
    const toUs = segments[i + 1]?.fromUs ?? SHIFT_US;
    while (point + 1 < trace.seconds.length && trace.seconds[point + 1]! <= toUs / 1e6 - RAMP_SECONDS / 2) point++;
    const atUs = Math.round(trace.seconds[point]! * 1e6);
    if (atUs > fromUs + RAMP_SECONDS * 1e6) {
      const there = Plant.restore(profile, plant.save());
      there.step(atUs - fromUs, inputs);
      for (let k = 0; k < NODE_COUNT; k++) {
        worst[k] = Math.max(worst[k]!, Math.abs(there.celsius[k]! - trace.celsius[point * NODE_COUNT + k]!));
      }
      compared++;
    }
    plant.step(toUs - fromUs, inputs);
  });
  return { worst, compared };
}

describe("the plant and ngspice agree", () => {
  test.each(Object.values(THERMAL_PROFILES))("$name: six hours of work, all seven nodes", (profile) => {
    const segments = workingShift(profile);
    const cards = segments.filter(({ inputs }) => inputs.surfaceLoadWatt > 0).length;
    expect(cards).toBeGreaterThan(300);
    const trace = solve(profile, segments);
    expect(trace.seconds.at(-1)!).toBeCloseTo(SHIFT_US / 1e6, 3);
    const { worst, compared } = deviations(profile, segments, trace);
    expect(compared).toBeGreaterThan(segments.length * 0.99);
    const figures = NODE_NAMES.map((name, k) => `${name} ${worst[k]!.toExponential(1)}`).join(", ");
    console.info(`${profile.name}: ${cards} cards, ${compared} instants, largest difference in K: ${figures}`);
    expect(Math.max(...worst)).toBeLessThan(DEVIATION_KELVIN_MAX);
  });
});
