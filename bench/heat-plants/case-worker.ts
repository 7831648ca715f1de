/** A worker thread of the shifts on other machines: one case a message. */
import { workOff } from "../heat/on-workers.ts";
import { type PlantCase, type PlantResult, runCase } from "./cell.ts";

workOff<PlantCase, PlantResult>(runCase);
