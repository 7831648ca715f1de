/** The door to the lab of simulated printers. */
import "./no-eval.ts";

export type {
  LabCentreState,
  LabEngine,
  LabHours,
  LabObstacle,
  LabPointView,
  LabRewindState,
  LabState,
  LabTime,
} from "../../src/station/api-lab.ts";
export { LAB_SPEED_MAX, LAB_SPEED_MIN, LAB_STEP_SECONDS_MAX, labStateSchema } from "../../src/station/api-lab.ts";
