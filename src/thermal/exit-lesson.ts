/**
 * What a temperature sensor at the exit tells, where there is one: by how much cards leave warmer than foreseen. The share of the roller's heat
 * that a card takes up shows nowhere else. A sensor that says colder is not believed: were it broken, cards would be spoilt.
 */
import { clamp, type Micros, US_PER_S } from "../base/index.ts";

/** The sensor has its value this long after the transfer. */
const SETTLED_US = US_PER_S;
/** Share of the newest card in what is learnt, and the most that is believed, K. */
const SHARE = 0.3;
const WARMER_KELVIN_MAX = 5;

export class ExitLesson {
  /** Cards leave so much warmer than the model says, K; 0 without a sensor. */
  warmerKelvin = 0;
  #foreseenCelsius = Number.NaN;
  #leftAtUs: Micros = -1;
  /** A sensor has told of a card. */
  seen = false;

  /** A card goes into the nip, and should leave with this temperature. */
  enters(foreseenCelsius: number): void {
    this.#foreseenCelsius = foreseenCelsius;
    this.#leftAtUs = -1;
  }

  leaves(nowUs: Micros): void {
    this.#leftAtUs = nowUs;
  }

  /** What the sensor says. The last card's own value is taken once. */
  look(nowUs: Micros, exitCelsius: number): void {
    if (this.#leftAtUs < 0 || nowUs - this.#leftAtUs < SETTLED_US) return;
    this.#leftAtUs = -1;
    const kelvin = exitCelsius - this.#foreseenCelsius;
    if (!Number.isFinite(kelvin)) return;
    const share = this.seen ? SHARE : 1;
    this.seen = true;
    this.warmerKelvin = clamp(this.warmerKelvin + share * (kelvin - this.warmerKelvin), 0, WARMER_KELVIN_MAX);
  }
}
