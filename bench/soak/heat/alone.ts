/** A shift on plant, sensors, roller control, guards, estimator and governor: the code of the printer, without the wire. */
import { Random } from "../../../src/base/index.ts";
import {
  celsiusOfCount,
  celsiusToCounts,
  NODE,
  type NodeName,
  newGuards,
  SHIFT_SECONDS,
  shareIsOff,
  stepGuards,
  THERMAL_PROFILES,
} from "../../../src/thermal/index.ts";
import { Governed } from "../../../test/thermal/governed.ts";
import type { Machine } from "../../../test/thermal/machine.ts";
import { airflowAt, HOT_CHASSIS_KELVIN, HOT_START, mainsAt, roomAt, type ShiftPlan, trueProfile } from "./plan.ts";
import { judgeShift, type ShiftRun } from "./shift-run.ts";

/** Room, air and mains follow the plan in steps of this, ticks. */
const WEATHER_TICKS = 600;
/** Heat without a break for so long is a warm-up, as the engine's firmware sees it, s. */
const BURN_SECONDS = 2;

/** Same plan, same shift; `untilSeconds` cuts it short. `troubled`: in place of the door the power goes now and then, and the host starts anew with what it has written down. */
export function shiftAlone(plan: ShiftPlan, untilSeconds = SHIFT_SECONDS, troubled = false): ShiftRun {
  const profile = THERMAL_PROFILES[plan.machine];
  const truth = trueProfile(plan);
  const noise = new Random(plan.seed).fork("noise");
  const governed = new Governed({
    profile,
    truth,
    roomCelsius: plan.roomCelsius,
    airflow: airflowAt(plan, 0),
    mainsVolt: mainsAt(plan, 0),
    headPause: true,
    sense: (celsius, sensor) => {
      const error = sensor === "roller" ? plan.offsetKelvin + plan.noiseKelvin * noise.normal() : 0;
      return celsiusOfCount(celsiusToCounts(celsius + error));
    },
  });
  const { machine } = governed;
  if (plan.start === "hot") {
    for (const [node, celsius] of Object.entries(HOT_START)) machine.plant.celsius[NODE[node as NodeName]] = celsius;
    machine.plant.celsius[NODE.chassis] = plan.roomCelsius + HOT_CHASSIS_KELVIN;
    machine.reading = HOT_START.thermistor;
    machine.headReading = HOT_START.head;
    governed.restartHost();
  }
  const alarms = new Set<string>();
  const doorUntil = plan.doorAtSeconds + plan.doorSeconds;
  const isOpen = (seconds: number): boolean => !troubled && seconds >= plan.doorAtSeconds && seconds < doorUntil;
  let guards = guardsOf(alarms);
  machine.onTick = (m) => {
    if (m.tick % WEATHER_TICKS === 0) {
      m.inputs.roomCelsius = roomAt(plan, m.seconds);
      m.mainsVolt = mainsAt(plan, m.seconds);
      if (shareIsOff(governed.estimator.heaterShare) !== 0) alarms.add("the host: sensor drifts");
    }
    // An open door lets the heat out as the best of fans does.
    m.inputs.airflow = isOpen(m.seconds) ? 1 : airflowAt(plan, m.seconds);
    guards(m);
  };
  governed.tellsEnd = true;
  if (troubled) {
    for (const { atSeconds, seconds } of powerCuts(plan)) {
      if (atSeconds + seconds >= untilSeconds) break;
      governed.run(atSeconds);
      governed.powerCut(seconds, true, roomAt(plan, atSeconds + seconds));
      guards = guardsOf(alarms);
    }
  } else if (plan.doorSeconds > 0 && doorUntil < untilSeconds) {
    governed.run(plan.doorAtSeconds);
    governed.standStill(doorUntil);
  }
  governed.run(untilSeconds);
  return judgeShift(plan, "alone", machine.cards, profile, [...alarms]);
}

/** Every half hour to two hours, for half a minute to an hour and a half, the short ones more often. */
function powerCuts({ seed }: ShiftPlan): { atSeconds: number; seconds: number }[] {
  const random = new Random(seed).fork("power cuts");
  const all = [];
  let atSeconds = random.between(1800, 7200);
  while (atSeconds < SHIFT_SECONDS) {
    const seconds = Math.round(30 * 180 ** random.next());
    all.push({ atSeconds: Math.round(atSeconds), seconds });
    atSeconds += seconds + random.between(1800, 7200);
  }
  return all;
}

/** The firmware's guards, looking on: whatever they say here is a false alarm. */
function guardsOf(alarms: Set<string>): (machine: Machine) => void {
  const state = newGuards();
  const input = { counts: 0, setpointCelsius: 0, duty: 0, mainsVolt: 0, cardInNip: false, dtSeconds: 0.1 };
  let duty = 0;
  return (machine) => {
    input.counts = celsiusToCounts(machine.reading);
    const held = machine.announcedTick === undefined || machine.justInTime.burnSeconds > BURN_SECONDS;
    input.setpointCelsius = held ? machine.setpoint : 0;
    input.duty = duty;
    input.mainsVolt = machine.mainsVolt;
    input.cardInNip = machine.transferring;
    const verdict = stepGuards(state, machine.o.profile, input);
    duty = machine.duty;
    if (verdict !== "none") alarms.add(verdict);
  };
}
