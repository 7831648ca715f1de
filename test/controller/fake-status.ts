/** What the fake engine says of itself. */
import { CARD_STOP, ENGINE_STATE, FAULT_CODE, FIELD, SENSOR } from "../../src/protocol/index.ts";
import type { FakeEngine, Values } from "./fake-engine.ts";

export function sayIdentity(engine: FakeEngine): void {
  engine.say("identity", {
    serial: engine.serial,
    // No known model: its heat follows no physics that the host could hold it to.
    model: "fake",
    firmware: "1.0.0",
    boots: engine.boots,
    ledger_high: engine.ledgerHigh,
    capabilities: 0,
  });
}

export function sayCard(engine: FakeEngine): void {
  engine.say("card_state", {
    stop: engine.card?.stop ?? CARD_STOP.none,
    flags: engine.card?.flags ?? 0,
    film_state: engine.film.state,
    card_job: engine.card?.job ?? "",
    film_job: engine.film.job,
    serial: `hex:${engine.card?.serial ?? ""}`,
  });
}

export function faultWords(engine: FakeEngine): { low: number; high: number } {
  const names = new Set(engine.bits);
  if (engine.blanks === 0) names.add("blanksEmpty");
  if (engine.ribbonLeft === 0) names.add("ribbonOut");
  if (engine.filmLeft === 0) names.add("filmOut");
  if (engine.filmTag === "wrong") names.add("filmNotRecognised");
  if (engine.outputFull) names.add("outputFull");
  if (engine.rejectFull) names.add("rejectFull");
  let low = 0;
  let high = 0;
  for (const one of names) {
    const code = FAULT_CODE[one];
    if (code < 32) low |= 1 << code;
    else high |= 1 << (code - 32);
  }
  return { low, high };
}

export function sayHeat(engine: FakeEngine): void {
  const values: Values = Object.fromEntries(Object.keys(FIELD.status_heat).map((field) => [field, 0]));
  engine.say("status_heat", {
    ...values,
    clock: engine.clock.now() % 2 ** 32,
    roller_centicelsius: Math.round(engine.rollerCelsius * 100),
    head_centicelsius: 3000,
    setpoint_centicelsius: engine.setpoint * 100,
    mains_decivolt: 2300,
    fan_permille: 1000,
  });
}

export function sayCounters(engine: FakeEngine): void {
  engine.say("status_counters", {
    clock: engine.clock.now() % 2 ** 32,
    ledger_high: engine.ledgerHigh,
    cards_rejected: engine.rejects.length,
    boots: engine.boots,
    cards_since_cleaning: engine.output.length,
    blanks_left: engine.blanks,
  });
}

export function sayPath(engine: FakeEngine): void {
  const { low, high } = faultWords(engine);
  const state = engine.state === ENGINE_STATE.ready && engine.faulted ? ENGINE_STATE.faulted : engine.state;
  engine.say("status_path", {
    clock: engine.clock.now() % 2 ** 32,
    state,
    step_id: engine.cardRun?.id ?? 0,
    step_kind: engine.cardRun?.kind ?? 0,
    step_phase: 0,
    done_id: engine.cardDone.id,
    done_result: engine.cardDone.result,
    done_fault: engine.cardDone.fault,
    film_step_id: engine.filmRun?.id ?? 0,
    film_done_id: engine.filmDone.id,
    film_done_result: engine.filmDone.result,
    film_done_fault: engine.filmDone.fault,
    card_stop: engine.card?.stop ?? CARD_STOP.none,
    card_flags: engine.card?.flags ?? 0,
    film_state: engine.film.state,
    sensors:
      (engine.coverOpen ? SENSOR.coverOpen : 0) |
      (engine.blanks === 0 ? SENSOR.hopperEmpty : 0) |
      (engine.outputFull ? SENSOR.outputFull : 0) |
      (engine.rejectFull ? SENSOR.rejectFull : 0),
    ribbon_type: 1,
    ribbon_left: engine.ribbonLeft,
    film_type: 1,
    film_left: engine.filmLeft,
    fault_low: low,
    fault_high: high,
    cards_out: engine.output.length,
  });
}
