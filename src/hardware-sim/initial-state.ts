/** A new machine, out of the box, cold, filled up and not yet switched on. */
import { BEHAVIOURS_USUAL } from "../firmware/index.ts";
import { healthyThermistor, newCutoff } from "../thermal/index.ts";
import type { Behaviours } from "./behaviours.ts";
import { FACTORY_VERSION } from "./boot/factory.ts";
import { noBoot } from "./boot/state.ts";
import { stateInFractions } from "./fractions.ts";
import type { ModelSpec } from "./models.ts";
import { emptyNvram } from "./nvram.ts";
import { freshRam, MAINS_NOMINAL_VOLT } from "./power.ts";
import type { EngineState } from "./state.ts";
import { freshSupplies } from "./supplies.ts";
import { emptyTruth } from "./truth.ts";

export function initialState(spec: ModelSpec, behaviours: Behaviours, seed: number, serial: string): EngineState {
  const state: EngineState = {
    schema: 1,
    model: spec.name,
    serial,
    seed,
    nowUs: 0,
    plantUs: 0,
    lookedUs: 0,
    nextTickUs: 0,
    world: {
      mainsVolt: MAINS_NOMINAL_VOLT,
      powered: false,
      coverOpen: false,
      bootJumper: false,
      roomCelsius: behaviours.roomCelsius,
      airflow: behaviours.airflow,
      ...freshSupplies(spec),
      hands: [],
      frameJob: "",
      frameBehind: "",
      filmMarks: 0,
      card: null,
      nipClosed: false,
      nipStillSinceUs: -1,
      cutoff: newCutoff(),
      rollerSensor: healthyThermistor(),
      roller2Sensor: healthyThermistor(),
      headSensor: healthyThermistor(),
      injections: {},
      plans: [],
      cardsFed: 0,
    },
    ram: freshRam(spec, 0),
    nvram: emptyNvram(),
    boot: noBoot(FACTORY_VERSION, BEHAVIOURS_USUAL),
    truth: emptyTruth(),
  };
  stateInFractions(state);
  return state;
}
