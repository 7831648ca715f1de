/** A shift as an office has it: station, controller and engine with the engine link between them, in virtual time; judged by the engine's truth. */
import { faultText } from "../../../src/protocol/index.ts";
import { batchCsv, Operator, parseSimUrl, SimStation, syntheticPeople } from "../../../src/rig/index.ts";
import { parseJobFile } from "../../../src/station/index.ts";
import { NODE, type NodeName, Plant, SHIFT_SECONDS, THERMAL_PROFILES } from "../../../src/thermal/index.ts";
import { HEAT_ALARMS, shiftCards } from "../../heat/full-stack.ts";
import { airflowAt, HOT_CHASSIS_KELVIN, HOT_START, mainsAt, roomAt, type ShiftPlan, trueProfile } from "./plan.ts";
import { judgeShift, type ShiftRun } from "./shift-run.ts";

/** More than any machine makes in a shift. */
const JOBS = 700;
/** Room, air and mains follow the plan in steps of this. */
const WEATHER_US = 60_000_000;
/** Same plan, same shift. The sensor has no noise here but the converter's; the true plant differs in its network only. */
export function shiftOnStack(plan: ShiftPlan): ShiftRun {
  const { machine, seed } = plan;
  const profile = THERMAL_PROFILES[machine];
  const url = `sim:${machine}?room=${plan.roomCelsius}&fan=${airflowAt(plan, 0)}&supplies=unlimited&operator=none&seed=${seed}`;
  const station = new SimStation({ printers: [parseSimUrl(url)], seed });
  const { office, clock, printers } = station;
  const { engine, name } = printers[0]!;
  const { core } = engine.truth;
  // The firmware keeps the profile; only what obeys the laws of heat is another.
  Object.assign(core, { plant: otherPlant(plan) });
  core.state.world.rollerSensor.offsetKelvin = plan.offsetKelvin;

  let isOpen = false;
  const operator = new Operator({ clock, office: () => office, name, engine, present: () => !isOpen });
  const alarms = new Set<string>();
  office.onChange((printer, urgent) => {
    if (printer === undefined || !urgent) return;
    for (const { fault } of office.controller(name).view().faults) {
      if (HEAT_ALARMS.has(fault)) alarms.add(faultText(fault, "en").title);
    }
    operator.look();
  });
  office.addJobs(parseJobFile(Buffer.from(batchCsv(syntheticPeople(JOBS, 1))), "heat.csv", "WIB").rows);
  office.start();
  const bootUs = profile.bootSeconds * 1e6;
  const endUs = bootUs + SHIFT_SECONDS * 1e6;
  office.controller(name).workEndsAt(endUs);

  const weather = clock.timer(() => {
    const seconds = Math.max(0, clock.now() - bootUs) / 1e6;
    engine.lab.setRoom(roomAt(plan, seconds));
    engine.lab.setAirflow(airflowAt(plan, seconds));
    engine.lab.setMains(mainsAt(plan, seconds));
    weather.armAfter(WEATHER_US);
  });
  weather.armAfter(0);
  if (plan.doorSeconds > 0) {
    const door = (open: boolean): void => {
      isOpen = open;
      if (open) engine.lab.openCover();
      else engine.lab.closeCover();
      operator.look();
    };
    clock.timer(() => door(true)).armAt(bootUs + plan.doorAtSeconds * 1e6);
    clock.timer(() => door(false)).armAt(bootUs + (plan.doorAtSeconds + plan.doorSeconds) * 1e6);
  }
  clock.advance(endUs);
  const cell = { machine, roomCelsius: plan.roomCelsius, airflow: plan.airflow };
  const cards = shiftCards({ cell, station });
  const broken = station.violations().map((words) => `invariant: ${words}`);
  station.stop();
  return judgeShift(plan, "full stack", cards, profile, [...alarms], broken);
}

function otherPlant(plan: ShiftPlan): Plant {
  const plant = new Plant(trueProfile(plan), plan.roomCelsius);
  if (plan.start === "hot") {
    for (const [node, celsius] of Object.entries(HOT_START)) plant.celsius[NODE[node as NodeName]] = celsius;
    plant.celsius[NODE.chassis] = plan.roomCelsius + HOT_CHASSIS_KELVIN;
  }
  return plant;
}
