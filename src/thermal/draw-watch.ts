/**
 * How much heat do cards take from the roller? Seen in the reading around each transfer, card by card. A card that draws more may be a larger one, which
 * leaves no warmer, or one that takes up more heat, which does: no sensor of a standard machine tells them apart, so the warmer one is reckoned with.
 */
import { cardSurfaceWatt } from "./card-law.ts";
import {
  AFTER,
  addWindow,
  BEFORE,
  BIN_SECONDS,
  DRAW_EQUATIONS,
  LOOKS,
  mostLikelyDraw,
  newDrawWindow,
} from "./draw-fit.ts";
import type { ThermalProfile } from "./profiles.ts";
import { ROLLER } from "./roller-model.ts";
import type { RollerSight } from "./roller-sight.ts";

/** Readings that come further apart tell of no window, s. */
const GAP_SECONDS_MAX = 0.25;
const KEPT_PER_LOOK = 5;
/** The first window counts for so many, the next for half of that, and so on: a host that meets a hot machine has one card to learn from before the next. */
const FIRST_WEIGHT = 4;
/** Of what is known this share is kept at each card: the newest ten count, so that small errors of the model do not add up. */
const KEPT = 0.9;
/** Each of so many cards is learnt from, later each so-many-th: what they tell of changes slowly if at all. */
const EACH_CARDS = 30;
const LATER_EACH = 4;
/** No card is believed to draw more than this over the profile's. */
const DRAW_MAX = 0.15;

/**
 * Cards that draw more than the profile's by so little are reckoned with as they should be: as far as the draw is known. More is taken for true, though a
 * soft rubber looks like a third of a tenth: of cards that take up a twentieth more heat no more than that third is found [C]. What is found of a tenth
 * falls short of the truth by up to a share [C: full stack, pauses between the cards].
 */
const DRAW_TOLERATED = 0.01;
const DRAW_SHORT = 0.08;
/** Before so many cards were watched they are held to draw so much more than was found: a host that meets a hot machine has no cool cards to learn from. */
const DRAW_DOUBT = [0.075, 0.03, 0.01] as const;

/** Numbers of a memory: windows learnt from, then the normal equations. */
export const DRAW_MEMORY_LENGTH = 1 + DRAW_EQUATIONS;
/** Remembered cards are no longer doubted, yet each of the next ones is learnt from: it may be another batch. */
const REMEMBERED_MAX = DRAW_DOUBT.length;

/** Filled and used within one call. */
const window = newDrawWindow();

export class DrawWatch {
  /** A card draws so much more than the profile's, relative; at most {@link DRAW_MAX}, below 0 less. */
  draw = 0;
  /** Windows learnt from. */
  #cards = 0;
  readonly #profile: ThermalProfile;
  /** What all windows tell of the parameters: normal equations, a row each with its right side. Made with the first window, as the ring is with the first card. */
  #known: Float64Array | undefined;
  /** Reading, heater, nip, core and surface of the newest looks, a ring. */
  #ring: Float64Array | undefined;
  #next = 0;
  /** Looks in a row without a gap, with everything turning; and since the nip's beginning, -1: no card. */
  #inRow = 0;
  #sinceNip = -1;
  #inNip = false;
  #passed = 0;
  #zoneCelsius = 0;
  #cardWatt = 0;
  /** Of the look that is being filled. */
  #seconds = 0;
  #heat = 0;
  #nip = 0;

  constructor(profile: ThermalProfile) {
    this.#profile = profile;
  }

  /**
   * Takes a reading, with what is believed of core and surface then, and what acted over the `dt` seconds before it: heater, W, whether a card was in
   * the nip and whether everything turned. Around the roller `zoneCelsius`; a card before the nip has `cardCelsius`.
   */
  look(
    dt: number,
    readingCelsius: number,
    { coreCelsius, surfaceCelsius }: RollerSight,
    heaterWatt: number,
    inNip: boolean,
    moving: boolean,
    zoneCelsius: number,
    cardCelsius: number,
  ): void {
    if (!moving || dt > GAP_SECONDS_MAX) {
      this.#forgetWindow();
      return;
    }
    if (inNip && !this.#inNip) {
      this.#sinceNip = 0;
      this.#zoneCelsius = zoneCelsius;
      this.#cardWatt = cardSurfaceWatt(this.#profile, cardCelsius, surfaceCelsius);
    }
    this.#inNip = inNip;
    this.#seconds += dt;
    this.#heat += dt * heaterWatt;
    if (inNip) this.#nip += dt;
    if (this.#seconds < BIN_SECONDS - 1e-6) return;
    this.#store(readingCelsius, coreCelsius, surfaceCelsius);
    if (this.#sinceNip >= 0 && ++this.#sinceNip > AFTER) {
      this.#sinceNip = -1;
      if (this.#inRow > LOOKS && (this.#cards < EACH_CARDS || ++this.#passed % LATER_EACH === 0)) this.#learn();
    }
  }

  #forgetWindow(): void {
    this.#inRow = 0;
    this.#sinceNip = -1;
    this.#inNip = false;
    this.#seconds = this.#heat = this.#nip = 0;
  }

  #store(readingCelsius: number, coreCelsius: number, surfaceCelsius: number): void {
    this.#ring ??= new Float64Array(KEPT_PER_LOOK * (LOOKS + 1));
    const at = KEPT_PER_LOOK * this.#next;
    this.#ring[at] = readingCelsius;
    this.#ring[at + 1] = this.#heat / this.#seconds;
    this.#ring[at + 2] = this.#nip / this.#seconds;
    this.#ring[at + 3] = coreCelsius;
    this.#ring[at + 4] = surfaceCelsius;
    this.#next = this.#next === LOOKS ? 0 : this.#next + 1;
    this.#inRow++;
    this.#seconds = this.#heat = this.#nip = 0;
  }

  /** The window into the shared arrays. False: another card was in the nip at its beginning. */
  #unroll(): boolean {
    const ring = this.#ring!;
    const { start, readCelsius, heaterWatt, cardWatt } = window;
    let at = this.#next;
    start[ROLLER.reading] = ring[KEPT_PER_LOOK * at]!;
    start[ROLLER.core] = ring[KEPT_PER_LOOK * at + 3]!;
    start[ROLLER.surface] = ring[KEPT_PER_LOOK * at + 4]!;
    window.zoneCelsius = this.#zoneCelsius;
    for (let k = 0; k < LOOKS; k++) {
      at = at === LOOKS ? 0 : at + 1;
      readCelsius[k] = ring[KEPT_PER_LOOK * at]!;
      heaterWatt[k] = ring[KEPT_PER_LOOK * at + 1]!;
      cardWatt[k] = ring[KEPT_PER_LOOK * at + 2]! * this.#cardWatt;
      if (k < BEFORE - 1 && cardWatt[k]! > 0) return false;
    }
    return true;
  }

  #learn(): void {
    if (!this.#unroll()) return;
    this.#known ??= new Float64Array(DRAW_EQUATIONS);
    const weight = Math.max(1, FIRST_WEIGHT / (this.#cards + 1));
    if (!addWindow(this.#known, this.#profile, window, weight, KEPT)) return;
    this.#cards++;
    this.draw = Math.min(DRAW_MAX, mostLikelyDraw(this.#known));
  }

  /** What outlasts a restart of the host, into `out`: {@link DRAW_MEMORY_LENGTH} numbers. */
  remember(out: Float64Array): void {
    out[0] = this.#cards;
    if (this.#known === undefined) out.fill(0, 1);
    else out.set(this.#known, 1);
  }

  recall(memory: Float64Array): void {
    this.#cards = Math.min(REMEMBERED_MAX, memory[0]!);
    if (this.#cards === 0) return;
    this.#known = memory.slice(1);
    this.draw = Math.min(DRAW_MAX, mostLikelyDraw(this.#known));
  }

  /** What cards are reckoned to take up more, relative: as if all that they draw more stayed in a card of the usual size. */
  get moreTakenUp(): number {
    return Math.max(0, (1 + DRAW_SHORT) * this.draw - DRAW_TOLERATED);
  }

  /** They may take up so much more than that, as long as too few were watched. */
  get doubt(): number {
    return DRAW_DOUBT[this.#cards] ?? 0;
  }
}
