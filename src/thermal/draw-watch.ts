/**
 * How much heat do cards take from the roller? Seen in the reading around each transfer: a window of it is held against the roller's model, and what
 * does not fit is shared among the parameters that could be otherwise in the true machine. Of a machine that differs in one of them the fit finds
 * which (a prior that would rather have one of them wrong than all a little). A card that draws more may be a larger one, which leaves no warmer, or one
 * that takes up more heat, which does: no sensor of a standard machine tells them apart, so the warmer one is reckoned with.
 */
import { cardSurfaceWatt } from "./card-law.ts";
import { perProfile } from "./per-profile.ts";
import type { ThermalProfile } from "./profiles.ts";
import { ROLLER, type RollerModel, rollerModel } from "./roller-model.ts";
import type { RollerSight } from "./roller-sight.ts";

/** The reading is looked at this often, s; so many looks before the card enters and from then on, all within one card cycle. */
const BIN_SECONDS = 0.5;
const BEFORE = 46;
const AFTER = 17;
const LOOKS = BEFORE + AFTER;
/** Readings that come further apart tell of no window, s. */
const GAP_SECONDS_MAX = 0.25;
const KEPT_PER_LOOK = 5;
const N = 3;
const { core: CORE, surface: SURFACE, reading: READING } = ROLLER;
/** What may be otherwise, relative: the card's draw and the heater's power, which are inputs; then the model's own. */
const DRAW = 0;
const HEATER = 1;
const DOUBTED = ["surfaceJoulePerKelvin", "coreToSurface", "thermistorLagSeconds", "coreJoulePerKelvin"] as const;
const PARAMETERS = 2 + DOUBTED.length;
/** The answers to a change of a parameter are taken over so much of it. */
const CHANGE = 0.1;
/**
 * Of each window by itself: core, surface and reading at its beginning, K, heat that nobody explains, W, and how much earlier than reported the card was in
 * the nip, s: a report tells of the moment, the card comes between two. Their standard deviations.
 */
const OWN_SIGMA = [5, 2, 0.5, 20, 0.1] as const;
const UNEXPLAINED = 3;
const EARLIER = 4;
const COLUMNS = PARAMETERS + OWN_SIGMA.length;
/** Error of one look, K: noise and what the model has not. Looks close to each other share most of it; were they believed more, a report that is a tenth of a second late would look like a quick thermistor [C]. */
const LOOK_SIGMA_KELVIN = 0.2;
/** The first window counts for so many, the next for half of that, and so on: a host that meets a hot machine has one card to learn from before the next. */
const FIRST_WEIGHT = 4;
/** A parameter differs by about so much when it is first asked; then by about what was found, and this for one that does not. */
const FIRST_SIGMA = 0.08;
const SMALL_SIGMA = 0.02;
const ROUNDS = 6;
/** A reading that far from the model's is of a broken thermistor, not of a roller: the window is not learnt from, K [E: a machine with every parameter a tenth off, 3]. */
const ODD_KELVIN = 8;
/** Of what is known this share is kept at each card: the newest ten count, so that small errors of the model do not add up. */
const KEPT = 0.9;
/** Each of so many cards is learnt from, later each so-many-th: what they tell of changes slowly if at all. */
const EACH_CARDS = 30;
const LATER_EACH = 4;
/** No card is believed to draw more than this over the profile's. */
const DRAW_MAX = 0.15;

const modelOf = (p: ThermalProfile): RollerModel => rollerModel(p, N, true, BIN_SECONDS);

/** The profile's model, those with one parameter changed, and the columns that are the same in each window: its own doubts. */
const modelsOf = perProfile((p) => {
  const usual = modelOf(p);
  const changed = DOUBTED.map((name) => modelOf({ ...p, [name]: p[name] * (1 + CHANGE) }));
  const own = Array.from({ length: EARLIER }, (_, i) => {
    const from = Float64Array.from({ length: N }, (__, j) => (j === i ? 1 : 0));
    const column = new Float64Array(LOOKS);
    follow(column, usual, from, i === UNEXPLAINED ? ONE_WATT : NO_INPUT, NO_INPUT, 0);
    return column;
  });
  return { usual, changed, own };
});

const NO_INPUT = new Float64Array(LOOKS);
const ONE_WATT = new Float64Array(LOOKS).fill(1);
const AT_REST = new Float64Array(N);

/** The reading at each look by a model, from `start`, with heater and card in W, into `out`. */
function follow(
  out: Float64Array,
  { phi, perCoreWatt, perSurfaceWatt, perZoneKelvin }: RollerModel,
  start: Float64Array,
  heaterWatt: Float64Array,
  cardWatt: Float64Array,
  zoneCelsius: number,
): void {
  let core = start[CORE]!;
  let surface = start[SURFACE]!;
  let reading = start[READING]!;
  for (let k = 0; k < LOOKS; k++) {
    const watt = heaterWatt[k]!;
    const card = cardWatt[k]!;
    const next = (row: number): number =>
      phi[row * N]! * core +
      phi[row * N + 1]! * surface +
      phi[row * N + 2]! * reading +
      perCoreWatt[row]! * watt -
      perSurfaceWatt[row]! * card +
      perZoneKelvin[row]! * zoneCelsius;
    const nextCore = next(CORE);
    const nextSurface = next(SURFACE);
    reading = next(READING);
    core = nextCore;
    surface = nextSurface;
    out[k] = reading;
  }
}

/** One window, and the columns of its fit; shared by all, filled and used within one call. */
const start = new Float64Array(N);
const read = new Float64Array(LOOKS);
const heaterWatts = new Float64Array(LOOKS);
const cardWatts = new Float64Array(LOOKS);
const shifted = new Float64Array(LOOKS);
const base = new Float64Array(LOOKS);
const columns = Array.from({ length: COLUMNS }, () => new Float64Array(LOOKS));
const normal = new Float64Array(COLUMNS * (COLUMNS + 1));
const solving = new Float64Array(PARAMETERS * (PARAMETERS + 1));

export class DrawWatch {
  /** A card draws so much more than the profile's, relative; at most {@link DRAW_MAX}, below 0 less. */
  draw = 0;
  /** Windows seen. */
  cards = 0;
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
      if (this.#inRow > LOOKS && (this.cards < EACH_CARDS || ++this.#passed % LATER_EACH === 0)) this.#learn();
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
    let at = this.#next;
    start[READING] = ring[KEPT_PER_LOOK * at]!;
    start[CORE] = ring[KEPT_PER_LOOK * at + 3]!;
    start[SURFACE] = ring[KEPT_PER_LOOK * at + 4]!;
    for (let k = 0; k < LOOKS; k++) {
      at = at === LOOKS ? 0 : at + 1;
      read[k] = ring[KEPT_PER_LOOK * at]!;
      heaterWatts[k] = ring[KEPT_PER_LOOK * at + 1]!;
      cardWatts[k] = ring[KEPT_PER_LOOK * at + 2]! * this.#cardWatt;
      if (k < BEFORE - 1 && cardWatts[k]! > 0) return false;
    }
    return true;
  }

  #learn(): void {
    if (!this.#unroll()) return;
    const { usual, changed, own } = modelsOf(this.#profile);
    const zone = this.#zoneCelsius;
    follow(base, usual, start, heaterWatts, cardWatts, zone);
    for (let k = 0; k < LOOKS; k++) if (!(Math.abs(read[k]! - base[k]!) < ODD_KELVIN)) return;
    follow(columns[DRAW]!, usual, AT_REST, NO_INPUT, cardWatts, 0);
    follow(columns[HEATER]!, usual, AT_REST, heaterWatts, NO_INPUT, 0);
    changed.forEach((model, i) => {
      const column = columns[2 + i]!;
      follow(column, model, start, heaterWatts, cardWatts, zone);
      for (let k = 0; k < LOOKS; k++) column[k] = (column[k]! - base[k]!) / CHANGE;
    });
    own.forEach((column, i) => {
      columns[PARAMETERS + i] = column;
    });
    // A card that came one look earlier, less the card as it was reported.
    const earlier = columns[PARAMETERS + EARLIER]!;
    shifted.set(cardWatts.subarray(1));
    follow(earlier, usual, AT_REST, NO_INPUT, shifted, 0);
    for (let k = 0; k < LOOKS; k++) earlier[k] = (earlier[k]! - columns[DRAW]![k]!) / BIN_SECONDS;
    fillNormal();
    this.#known ??= new Float64Array(PARAMETERS * (PARAMETERS + 1));
    const weight = Math.max(1, FIRST_WEIGHT / (this.cards + 1));
    for (let i = 0; i < PARAMETERS; i++) {
      for (let j = 0; j <= PARAMETERS; j++) {
        const to = i * (PARAMETERS + 1) + j;
        const from = i * (COLUMNS + 1) + (j === PARAMETERS ? COLUMNS : j);
        this.#known[to] = KEPT * this.#known[to]! + weight * normal[from]!;
      }
    }
    this.cards++;
    this.draw = Math.min(DRAW_MAX, mostLikelyDraw(this.#known));
  }
}

/** Normal equations of the window in `columns`, its own doubts taken out of them. */
function fillNormal(): void {
  const width = COLUMNS + 1;
  const weight = 1 / LOOK_SIGMA_KELVIN ** 2;
  for (let i = 0; i < COLUMNS; i++) {
    const mine = columns[i]!;
    for (let j = 0; j <= i; j++) {
      const other = columns[j]!;
      let sum = 0;
      for (let k = 0; k < LOOKS; k++) sum += mine[k]! * other[k]!;
      normal[i * width + j] = normal[j * width + i] = weight * sum;
    }
    let sum = 0;
    for (let k = 0; k < LOOKS; k++) sum += mine[k]! * (read[k]! - base[k]!);
    normal[i * width + COLUMNS] = weight * sum;
    if (i >= PARAMETERS) normal[i * width + i]! += 1 / OWN_SIGMA[i - PARAMETERS]! ** 2;
  }
  for (let gone = COLUMNS - 1; gone >= PARAMETERS; gone--) {
    for (let i = 0; i < gone; i++) {
      const share = normal[i * width + gone]! / normal[gone * width + gone]!;
      for (let j = 0; j < gone; j++) normal[i * width + j]! -= share * normal[gone * width + j]!;
      normal[i * width + COLUMNS]! -= share * normal[gone * width + COLUMNS]!;
    }
  }
}

/**
 * The draw of the most likely machine. In rounds: each parameter is held to what it was found to be, which leaves those alone that explain most and
 * lets the others go to nothing.
 */
function mostLikelyDraw(known: Float64Array): number {
  const width = PARAMETERS + 1;
  const found = new Float64Array(PARAMETERS);
  for (let round = 0; round < ROUNDS; round++) {
    solving.set(known);
    for (let i = 0; i < PARAMETERS; i++) {
      const variance = round === 0 ? FIRST_SIGMA ** 2 : found[i]! ** 2 + SMALL_SIGMA ** 2;
      solving[i * width + i]! += 1 / variance;
    }
    // Symmetric and positive: no pivots needed.
    for (let i = 0; i < PARAMETERS; i++) {
      for (let k = i + 1; k < PARAMETERS; k++) {
        const share = solving[k * width + i]! / solving[i * width + i]!;
        for (let j = i; j <= PARAMETERS; j++) solving[k * width + j]! -= share * solving[i * width + j]!;
      }
    }
    for (let i = PARAMETERS - 1; i >= 0; i--) {
      let value = solving[i * width + PARAMETERS]!;
      for (let j = i + 1; j < PARAMETERS; j++) value -= solving[i * width + j]! * found[j]!;
      found[i] = value / solving[i * width + i]!;
    }
  }
  return found[DRAW]!;
}
