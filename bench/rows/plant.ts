import { NODE, NODE_COUNT, HDP5000 as P, PlantBatch, type PlantInputs, plantAtRest } from "../../src/thermal/index.ts";
import type { Row } from "../harness.ts";

/** All temperatures and inputs of the batch fit into the cache next to the processor. */
const PLANTS = 500;
const STEP_SECONDS = 0.1;
const STEPS = 20;
const EULER_SECONDS = 0.001;
const EULER_PLANTS = 5;

const shared: PlantInputs = {
  ...plantAtRest(27),
  airflow: 0.6,
  chassisWatt: P.chassisIdleWatt + P.chassisPrintingWatt,
  motorsWatt: P.motorsWatt,
  printing: true,
};

/** One plant by explicit steps of a millisecond, each term written out: what the exact step replaces. */
function euler(x: Float64Array, heaterWatt: number, seconds: number): void {
  const dt = EULER_SECONDS;
  const toRoom = P.hotZoneToRoomBase + P.hotZoneToRoomPerAirflow * shared.airflow;
  const chassisToRoom = P.chassisToRoomBase + P.chassisToRoomPerAirflow * shared.airflow;
  const toHead = P.headToHotZoneBase + P.headToHotZonePerAirflow * shared.airflow;
  const room = shared.roomCelsius;
  let [core, surface, thermistor, platen, zone, chassis, head] = x as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let k = Math.round(seconds / dt); k > 0; k--) {
    const coreSurface = P.coreToSurface * (core - surface);
    const coreZone = P.coreToHotZone * (core - zone);
    const surfaceZone = P.surfaceToHotZone * (surface - zone);
    const surfacePlaten = P.surfaceToPlatenPrinting * (surface - platen);
    const platenZone = P.platenToHotZone * (platen - zone);
    const zoneChassis = P.hotZoneToChassis * (zone - chassis);
    const headZone = toHead * (head - zone);
    thermistor += (dt * (surface - thermistor)) / P.thermistorLagSeconds;
    core += (dt * (heaterWatt - coreSurface - coreZone)) / P.coreJoulePerKelvin;
    surface += (dt * (coreSurface - surfaceZone - surfacePlaten)) / P.surfaceJoulePerKelvin;
    platen += (dt * (surfacePlaten - platenZone)) / P.platenJoulePerKelvin;
    zone +=
      (dt * (coreZone + surfaceZone + platenZone + headZone - zoneChassis + toRoom * (room - zone) + P.motorsWatt)) /
      P.hotZoneJoulePerKelvin;
    chassis += (dt * (zoneChassis + chassisToRoom * (room - chassis) + shared.chassisWatt)) / P.chassisJoulePerKelvin;
    head -= (dt * headZone) / P.headJoulePerKelvin;
  }
  x.set([core, surface, thermistor, platen, zone, chassis, head]);
}

/** Heater, head and two card loads of each plant beside its temperatures. */
const INPUTS = 4;

/** The arrays that a step reads, each number multiplied and written once: the least that any step can cost. */
function copied(): () => void {
  const from = Array.from({ length: NODE_COUNT + INPUTS }, () => new Float64Array(PLANTS).fill(50));
  const to = Array.from({ length: NODE_COUNT + INPUTS }, () => new Float64Array(PLANTS));
  return () => {
    for (let step = 0; step < STEPS; step++) {
      for (let node = 0; node < from.length; node++) {
        const a = from[node]!;
        const b = to[node]!;
        const factor = 1 + step * 1e-9;
        for (let i = 0; i < PLANTS; i++) b[i] = a[i]! * factor;
      }
    }
  };
}

export function plants(): Row {
  const batch = new PlantBatch(P, PLANTS, 27);
  batch.heaterWatt.fill(40);
  const alone = Array.from({ length: EULER_PLANTS }, () => new Float64Array(NODE_COUNT).fill(27));
  const perRun = PLANTS * STEPS * STEP_SECONDS;
  return {
    title: `plant, ${PLANTS} machines in steps of ${STEP_SECONDS} s`,
    unit: "simulated s",
    contestants: [
      {
        name: "PlantBatch (exact)",
        units: perRun,
        run: () => {
          for (let i = 0; i < STEPS; i++) batch.step(STEP_SECONDS * 1e6, shared);
          if (!(batch.celsius("core")[0]! < P.cutoffCelsius))
            throw new Error(`the plant ran away at node ${NODE.core}`);
        },
      },
      { name: "the same arrays copied and multiplied", units: perRun, run: copied() },
      {
        name: `Euler, ${EULER_SECONDS * 1000} ms`,
        units: EULER_PLANTS * STEP_SECONDS,
        run: () => {
          for (const x of alone) euler(x, 40, STEP_SECONDS);
        },
      },
    ],
    goals: [0.125, 30],
    limit: "71 products a machine and step, where a copy has 11",
  };
}
