/** A shift as an office has it: station, controller and engine with the engine link between them, in virtual time; judged by the engine's truth. */
import { Random } from "../../../src/base/index.ts";
import { faultText } from "../../../src/protocol/index.ts";
import { batchCsv, Operator, parseSimUrl, SimStation, syntheticPeople } from "../../../src/rig/index.ts";
import { parseJobFile } from "../../../src/station/index.ts";
import { NODE, type NodeName, Plant, SHIFT_SECONDS, THERMAL_PROFILES } from "../../../src/thermal/index.ts";
import { HEAT_ALARMS, shiftCards } from "../../heat/full-stack.ts";
import { airflowAt, HOT_CHASSIS_KELVIN, HOT_START, mainsAt, roomAt, type ShiftPlan, trueProfile } from "./plan.ts";
import { judgeShift, type ShiftRun } from "./shift-run.ts";
import { Troubles } from "./troubles.ts";

/** More than any machine makes in a shift. */
const JOBS = 700;
/** Room, air and mains follow the plan in steps of this. */
const WEATHER_US = 60_000_000;
/** Somebody looks at the printer this often in a shift with troubles. */
const LOOK_US = 5_000_000;

/**
 * Same plan, same shift. The sensor has no noise here but the converter's; the true plant differs in its network only. `troubled`: with
 * covers, power cuts, jams, cables and restarts besides; a card that one of them stopped in the nip is not judged.
 */
export function shiftOnStack(plan: ShiftPlan, troubled = false): ShiftRun {
  const { machine, seed } = plan;
  const profile = THERMAL_PROFILES[machine];
  const url = `sim:${machine}?room=${plan.roomCelsius}&fan=${airflowAt(plan, 0)}&supplies=unlimited&operator=none&seed=${seed}`;
  const alarms = new Set<string>();
  const site: Site = { doorOpen: false, troubles: undefined };
  const station: SimStation = new SimStation({
    printers: [parseSimUrl(url)],
    seed,
    onOffice: (office) =>
      office.onChange((printer, urgent) => {
        if (printer === undefined || !urgent) return;
        for (const { fault } of office.controller(name).view().faults) {
          if (HEAT_ALARMS.has(fault)) alarms.add(faultText(fault, "en").title);
        }
        operator.look();
      }),
  });
  const { clock, printers } = station;
  const { engine, name } = printers[0]!;
  const { core } = engine.truth;
  // The firmware keeps the profile; only what obeys the laws of heat is another.
  Object.assign(core, { plant: otherPlant(plan) });
  core.state.world.rollerSensor.offsetKelvin = plan.offsetKelvin;

  const present = (): boolean => !site.doorOpen && site.troubles?.coverOpen !== true;
  const operator = new Operator({ clock, office: () => station.office, name, engine, present });
  station.office.addJobs(parseJobFile(Buffer.from(batchCsv(syntheticPeople(JOBS, 1))), "heat.csv", "WIB").rows);
  station.office.start();
  const bootUs = profile.bootSeconds * 1e6;
  const endUs = bootUs + SHIFT_SECONDS * 1e6;
  station.office.controller(name).workEndsAt(endUs);
  const restoreMains = weather(plan, station, bootUs, site);
  if (troubled) {
    const random = new Random(seed).fork("troubles");
    site.troubles = new Troubles({ clock, engine, random, look: operator.look, restoreMains });
    workThrough(site.troubles, station, operator, endUs);
  } else {
    if (plan.doorSeconds > 0) door(plan, station, bootUs, site, operator);
    clock.advance(endUs);
  }
  const cell = { machine, roomCelsius: plan.roomCelsius, airflow: plan.airflow };
  const cards = shiftCards({ cell, station }).filter(
    ({ atSeconds }) => site.troubles?.spared(bootUs + atSeconds * 1e6, profile.nipSeconds) !== false,
  );
  const broken = station.violations().map((words) => `invariant: ${words}`);
  station.stop();
  return judgeShift(plan, "full stack", cards, profile, [...alarms], broken);
}

interface Site {
  doorOpen: boolean;
  troubles: Troubles | undefined;
}

/** Room, air and mains follow the plan from now on. Returns what sets the mains as they are at the time of the call. */
function weather(plan: ShiftPlan, { clock, printers }: SimStation, bootUs: number, site: Site): () => void {
  const { lab } = printers[0]!.engine;
  const seconds = (): number => Math.max(0, clock.now() - bootUs) / 1e6;
  const mains = (): void => lab.setMains(mainsAt(plan, seconds()));
  const timer = clock.timer(() => {
    lab.setRoom(roomAt(plan, seconds()));
    lab.setAirflow(airflowAt(plan, seconds()));
    if (site.troubles?.mainsOff !== true) mains();
    timer.armAfter(WEATHER_US);
  });
  timer.armAfter(0);
  return mains;
}

/** The door of the plan. */
function door(plan: ShiftPlan, { clock, printers }: SimStation, bootUs: number, site: Site, operator: Operator): void {
  const { lab } = printers[0]!.engine;
  const move = (open: boolean): void => {
    site.doorOpen = open;
    if (open) lab.openCover();
    else lab.closeCover();
    operator.look();
  };
  clock.timer(() => move(true)).armAt(bootUs + plan.doorAtSeconds * 1e6);
  clock.timer(() => move(false)).armAt(bootUs + (plan.doorAtSeconds + plan.doorSeconds) * 1e6);
}

function workThrough(troubles: Troubles, station: SimStation, operator: Operator, endUs: number): void {
  const { clock, printers } = station;
  while (clock.now() < endUs) {
    clock.runUntil(Math.min(endUs, clock.now() + LOOK_US));
    operator.look();
    if (!troubles.hostIsDown) continue;
    troubles.hostIsDown = false;
    station.restartHost().controller(printers[0]!.name).workEndsAt(endUs);
  }
}

function otherPlant(plan: ShiftPlan): Plant {
  const plant = new Plant(trueProfile(plan), plan.roomCelsius);
  if (plan.start === "hot") {
    for (const [node, celsius] of Object.entries(HOT_START)) plant.celsius[NODE[node as NodeName]] = celsius;
    plant.celsius[NODE.chassis] = plan.roomCelsius + HOT_CHASSIS_KELVIN;
  }
  return plant;
}
