import { workOff } from "../heat/on-workers.ts";
import { type FleetOrder, fleet } from "./points.ts";

workOff<FleetOrder, string[]>(fleet);
