/** A governed machine for tests: the loop of `machine.ts` with estimator and governor as the host would run them. */
import { Governor, type GovernorDecision, type GovernorSettings } from "../../src/thermal/governor.ts";
import type { HeatMemory } from "../../src/thermal/heat-memory.ts";
import { NO_HINT, newJustInTime } from "../../src/thermal/just-in-time.ts";
import { plantAtRest } from "../../src/thermal/network.ts";
import { newRollerControl } from "../../src/thermal/roller-control.ts";
import { SoakEstimator } from "../../src/thermal/soak-estimator.ts";
import type { SoakReading } from "../../src/thermal/soak-view.ts";
import { Machine, type MachineOptions } from "./machine.ts";

export interface GovernedResult {
  cards: number;
  maxExit: number;
  rests: number;
  restSeconds: number;
  firstRestAfterCards: number;
  /** Cards that the last look before the nip would have held back. */
  heldBeforeNip: number;
}

const newReading = (): SoakReading => ({
  nowUs: 0,
  rollerCelsius: Number.NaN,
  headCelsius: Number.NaN,
  duty: Number.NaN,
  mainsVolt: Number.NaN,
  fanPermille: 1000,
  imaging: false,
  transferring: false,
  working: false,
  coverOpen: false,
  exitCelsius: undefined,
});

export class Governed {
  readonly machine: Machine;
  estimator: SoakEstimator;
  governor: Governor;
  rests = 0;
  restSeconds = 0;
  firstRestAfterCards = -1;
  heldBeforeNip = 0;
  /** The governor is told when `run` ends. */
  tellsEnd = false;
  /** A sensor at the exit tells the last card's temperature. */
  exitSensor = false;
  #open = false;
  readonly #readings = [newReading(), newReading()] as const;
  /** What the machine was told last. */
  #obeyed: GovernorDecision | undefined;
  readonly #settings: GovernorSettings;

  constructor(o: MachineOptions, settings: GovernorSettings = {}) {
    this.machine = new Machine(o);
    this.estimator = new SoakEstimator(o.profile);
    this.governor = new Governor(o.profile, settings);
    this.#settings = settings;
    this.machine.gate = true;
    this.#report();
  }

  /** No power for so long, once the card in work is out: nothing heats, nothing blows, and host and engine start anew. The room may be another after it. */
  powerCut(seconds: number, remembers: boolean, roomCelsius = this.machine.inputs.roomCelsius): void {
    const m = this.machine;
    while (m.cycle >= 0) this.#step();
    const memory = this.#memory(remembers);
    m.inputs.roomCelsius = roomCelsius;
    m.plant.step(seconds * 1e6, plantAtRest(roomCelsius));
    m.tick += Math.round(seconds * 10);
    m.control = newRollerControl();
    Object.assign(m.justInTime, newJustInTime());
    Object.assign(m, { setpoint: 0, announcedTick: undefined, hint: NO_HINT, headPaused: false });
    this.#obeyed = undefined;
    m.reading = m.node("thermistor");
    m.headReading = m.node("head");
    this.#startHost(memory);
  }

  /** The host starts anew, and forgets everything, or all but what it has written down. */
  restartHost(remembers = false): void {
    this.#startHost(this.#memory(remembers));
  }

  #memory(remembers: boolean): HeatMemory | undefined {
    const numbers = remembers ? this.estimator.remember() : undefined;
    return numbers && { atUs: this.machine.tick * 100_000, numbers };
  }

  #startHost(memory: HeatMemory | undefined): void {
    this.estimator = new SoakEstimator(this.machine.o.profile);
    if (memory !== undefined) this.estimator.recall(memory);
    this.governor = new Governor(this.machine.o.profile, this.#settings);
  }

  #report(): void {
    const m = this.machine;
    // Two by turns: the estimator looks back at the one before.
    const reading = this.#readings[m.tick & 1]!;
    reading.nowUs = m.tick * 100_000;
    reading.rollerCelsius = m.reading;
    reading.headCelsius = m.headReading;
    reading.duty = m.duty;
    reading.mainsVolt = m.mainsVolt;
    reading.imaging = m.imaging;
    reading.transferring = m.transferring;
    reading.working = m.working;
    reading.coverOpen = this.#open;
    if (this.exitSensor) reading.exitCelsius = m.cards.at(-1)?.exit;
    this.estimator.update(reading);
  }

  #step(): void {
    const before = this.machine.cards.length;
    this.machine.step();
    if (this.machine.cards.length > before && !this.governor.mayTransfer(this.estimator)) this.heldBeforeNip++;
    this.#report();
  }

  /** Somebody stands at the open machine, once its card is out: no heat, nothing moves; sensors still report. */
  standStill(untilSeconds: number): void {
    const m = this.machine;
    while (m.cycle >= 0) this.#step();
    m.setpoint = 0;
    m.announcedTick = undefined;
    m.hint = NO_HINT;
    this.#obeyed = undefined;
    this.#open = true;
    while (m.seconds < untilSeconds) this.#step();
    this.#open = false;
  }

  #obey(decision: GovernorDecision): void {
    if (decision === this.#obeyed) return;
    this.#obeyed = decision;
    const { rollerCelsius, card } = decision;
    const m = this.machine;
    m.setpoint = rollerCelsius;
    m.announcedTick = card === undefined ? undefined : Math.round(card.nipAtUs / 100_000);
    m.hint = card === undefined ? NO_HINT : { ...card };
  }

  run(untilSeconds: number, cardsMax = Number.POSITIVE_INFINITY): GovernedResult {
    const m = this.machine;
    if (this.tellsEnd) this.governor.workEndsAtUs = untilSeconds * 1e6;
    let resting = false;
    while (m.seconds < untilSeconds && m.cards.length < cardsMax) {
      if (m.cycle >= 0) {
        this.#step();
        continue;
      }
      const decision = this.governor.decide(m.tick * 100_000, this.estimator);
      if (decision.action === "rest") {
        if (decision.reason.code === "soaked") {
          if (!resting) this.rests++;
          if (this.firstRestAfterCards < 0) this.firstRestAfterCards = m.cards.length;
          resting = true;
        }
        this.#obey(decision);
        this.#step();
        this.restSeconds += 0.1;
        continue;
      }
      resting = false;
      this.#obey(decision);
      m.startCard();
      this.#step();
    }
    return {
      cards: m.cards.length,
      maxExit: m.cards.reduce((worst, card) => Math.max(worst, card.exit), 0),
      rests: this.rests,
      restSeconds: this.restSeconds,
      firstRestAfterCards: this.firstRestAfterCards,
      heldBeforeNip: this.heldBeforeNip,
    };
  }
}
