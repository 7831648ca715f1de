/**
 * The rules that people use, on the machine that all contestants get: real control loop, gate and quantised sensors. Each rule
 * may look at the true exit temperature that a card would have now, which no real machine can tell it.
 */
import { cardEntryCelsius, cardExitCelsius, ENTRY_RISE_KELVIN, type ThermalProfile } from "../../src/thermal/index.ts";
import { Machine } from "../../test/thermal/machine.ts";

export type RuleName = "none" | "hundred" | "hold165" | "setback";

/** Field rule: so many cards, then so long a rest, s. */
const HUNDRED_CARDS = 100;
const HUNDRED_REST_SECONDS = 3600;
/**
 * Hysteresis: stop when a card would leave within the first of the limit, go on when it would by the second, K. Best in
 * sum of three (hold165) and seven (setback) settings that were tried on six cells of the hdp5000.
 */
const STOP_KELVIN = 0.5;
const RESUME_KELVIN: Readonly<Record<"hold165" | "setback", number>> = { hold165: 1, setback: 4 };
/** Roller while resting with set-back, degC. */
const SET_BACK_CELSIUS = 60;
/** Ready again within this of the set-point, K. */
const READY_KELVIN = 3;

/** Exit temperature of a card that entered the nip now, the roller being at its set-point. */
export function exitNow(machine: Machine): number {
  const p = machine.o.profile;
  const entry = cardEntryCelsius(machine.node("hotZone"), machine.node("chassis"));
  return cardExitCelsius(p, entry, p.setpointCelsius + ENTRY_RISE_KELVIN, machine.node("platen"));
}

/** Roller temperature while resting; 0 when the next card may be fed. */
type Decide = (machine: Machine) => number;

function hundred(p: ThermalProfile): Decide {
  let restUntil = -1;
  let printed = 0;
  return (machine) => {
    if (machine.cards.length - printed >= HUNDRED_CARDS) {
      printed = machine.cards.length;
      restUntil = machine.seconds + HUNDRED_REST_SECONDS;
    }
    return machine.seconds < restUntil ? p.setpointCelsius : 0;
  };
}

function hysteresis(name: "hold165" | "setback", limitCelsius: number, restCelsius: number): Decide {
  let resting = false;
  return (machine) => {
    const exit = exitNow(machine);
    resting = exit > limitCelsius - (resting ? RESUME_KELVIN[name] : STOP_KELVIN);
    return resting ? restCelsius : 0;
  };
}

function decideOf(name: RuleName, p: ThermalProfile, exitCelsiusMax: number): Decide {
  if (name === "none") return () => 0;
  if (name === "hundred") return hundred(p);
  if (name === "hold165") return hysteresis(name, exitCelsiusMax, p.setpointCelsius);
  return hysteresis(name, exitCelsiusMax, SET_BACK_CELSIUS);
}

/** A shift under one of the rules. */
export function runRule(
  name: RuleName,
  profile: ThermalProfile,
  roomCelsius: number,
  airflow: number,
  exitCelsiusMax: number,
  seconds: number,
): Machine {
  const machine = new Machine({ profile, roomCelsius, airflow, headPause: true });
  machine.gate = true;
  const decide = decideOf(name, profile, exitCelsiusMax);
  while (machine.seconds < seconds) {
    if (machine.cycle < 0) {
      const rest = decide(machine);
      machine.setpoint = rest > 0 ? rest : profile.setpointCelsius;
      if (rest > 0 || Math.abs(machine.reading - machine.setpoint) > READY_KELVIN) {
        for (let i = 0; i < 10; i++) machine.step();
        continue;
      }
      machine.startCard();
    }
    machine.step();
  }
  return machine;
}
