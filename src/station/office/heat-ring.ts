/**
 * The newest points of a printer's heat, oldest first: whole numbers in one typed array that grows as points come. Equal points at
 * an even pace are one row that counts them, for most printers stand still most of the time, and thousands of them are looked after.
 */
import { clamp, type Micros, roomOfInt16 } from "../../base/index.ts";
import type { HeatSight } from "../../controller/index.ts";
import type { HistoryColumns } from "../api-history.ts";

/** Rows more than the limit before the oldest go, so that they go many at once. */
const SLACK_ROWS = 64;
/** A row's time is so far from the first row's at most, ms: 12 days. The difference of two such times still fits. */
const OFFSET_MS_MAX = 2 ** 30;
/** Room at the beginning: enough for a printer that stands still. */
const FIRST_ROWS = 2;
/** A sensor that is absent or silent. */
const NO_VALUE = -32_768;
/** Largest number of a row, and smallest below 0: 327.67 degC. What a sensor says beyond is no temperature, and kept as this. */
const HUNDREDTHS_MAX = 32_767;
/** A row counts fewer points, and has at most so long between two, ms; a longer gap begins a row of its own. */
const COUNT_MAX = 65_535;

/** Hundredths of degrees (of the whole for the duty), in this order. */
const NUMBERS = ["roller", "head", "hotZone", "exit", "setpoint", "duty"] as const;
/**
 * Where a row has its first point's time (two places, the lower half first) and the time between its points, ms, how many they are, the
 * state word, the governor's reason, and the numbers. Half words: a printer that warms up has a row for each second.
 */
const ROW = { at: 0, every: 2, points: 3, word: 4, governor: 5, numbers: 6 } as const;
const WIDTH = ROW.numbers + NUMBERS.length;
/** A row that may or may not be needed. */
const next = new Int16Array(WIDTH);

/** State words and reasons of the governor by number: some dozens in all. */
const texts: string[] = [];
const numberOfText = new Map<string, number>();

function textNumber(text: string): number {
  const known = numberOfText.get(text);
  if (known !== undefined) return known;
  numberOfText.set(text, texts.length);
  return texts.push(text) - 1;
}

const NO_ROWS = new Int16Array(0);

const atOf = (rows: Int16Array, row: number): number => (rows[row + 1]! << 16) | (rows[row]! & 0xffff);

function setAt(rows: Int16Array, row: number, atMs: number): void {
  rows[row] = atMs & 0xffff;
  rows[row + 1] = atMs >> 16;
}

/** A number without a sign. */
const countIn = (rows: Int16Array, place: number): number => rows[place]! & 0xffff;

export class HeatRing {
  private readonly everyUs: Micros;
  private readonly max: number;
  private lastAt: Micros = Number.NEGATIVE_INFINITY;
  private length = 0;
  private points = 0;
  private baseMs = 0;
  private rows = NO_ROWS;
  /** Place of the first row: the first few are in a list that many share. */
  private from = 0;
  /** Rows for which there is room. */
  private room = 0;

  /** Holds the newest `max` points, one each `everyUs` at most. */
  constructor(everyUs: Micros, max: number) {
    this.everyUs = everyUs;
    this.max = max;
  }

  isDue(nowUs: Micros): boolean {
    return nowUs - this.lastAt >= this.everyUs;
  }

  push(nowUs: Micros, atMs: number, sight: HeatSight): void {
    this.lastAt = nowUs;
    if (this.length === 0) this.baseMs = atMs;
    // What is older by so much is not lately any more.
    if (Math.abs(atMs - this.baseMs) > OFFSET_MS_MAX) this.forget(atMs);
    const { numbers } = ROW;
    setAt(next, ROW.at, atMs - this.baseMs);
    next[ROW.every] = 0;
    next[ROW.points] = 1;
    next[ROW.word] = textNumber(sight.word);
    next[ROW.governor] = textNumber(sight.governor === undefined ? "" : String(sight.governor.code ?? "rest"));
    next[numbers] = hundredths(sight.rollerCelsius);
    next[numbers + 1] = hundredths(sight.headCelsius);
    next[numbers + 2] = hundredths(sight.hotZoneCelsius);
    next[numbers + 3] = hundredths(sight.exitCelsius);
    next[numbers + 4] = hundredths(sight.setpointCelsius);
    next[numbers + 5] = hundredths(sight.dutyPermille / 1000);
    this.points++;
    if (this.continues()) return;
    if (this.length === this.room) this.makeRoom();
    this.rows.set(next, this.placeOf(this.length));
    this.length++;
  }

  columns(): HistoryColumns {
    const { rows } = this;
    const count = Math.min(this.points, this.max);
    const atMs: number[] = [];
    const places: number[] = [];
    for (let row = this.length - 1; row >= 0 && places.length < count; row--) {
      const at = this.placeOf(row);
      for (let point = countIn(rows, at + ROW.points) - 1; point >= 0 && places.length < count; point--) {
        atMs.push(this.baseMs + atOf(rows, at) + point * countIn(rows, at + ROW.every));
        places.push(at);
      }
    }
    atMs.reverse();
    places.reverse();
    const column = (name: (typeof NUMBERS)[number]): (number | null)[] =>
      places.map((at) => {
        const value = rows[at + ROW.numbers + NUMBERS.indexOf(name)]!;
        return value === NO_VALUE ? null : value / 100;
      });
    return {
      atMs,
      roller: column("roller"),
      head: column("head"),
      hotZone: column("hotZone"),
      exit: column("exit"),
      setpoint: column("setpoint"),
      duty: column("duty"),
      word: places.map((at) => texts[rows[at + ROW.word]!]!) as HistoryColumns["word"],
      governor: places.map((at) => texts[rows[at + ROW.governor]!]!),
    };
  }

  private placeOf(row: number): number {
    return this.from + row * WIDTH;
  }

  /** The newest row counts the next point too, when it is the same and comes in step. */
  private continues(): boolean {
    const { rows } = this;
    if (this.length === 0) return false;
    const at = this.placeOf(this.length - 1);
    for (let i = ROW.word; i < WIDTH; i++) if (rows[at + i] !== next[i]) return false;
    const points = countIn(rows, at + ROW.points);
    const since = atOf(next, 0) - atOf(rows, at);
    if (since < 0 || since > points * COUNT_MAX) return false;
    if (points === 1) rows[at + ROW.every] = since;
    else if (since !== points * countIn(rows, at + ROW.every)) return false;
    rows[at + ROW.points] = points + 1;
    if (points + 1 === COUNT_MAX) this.shorten(at);
    return true;
  }

  /** A row that counts many more points than anybody asks for lets the oldest go. */
  private shorten(at: number): void {
    const { rows } = this;
    const gone = countIn(rows, at + ROW.points) - this.max;
    setAt(rows, at, atOf(rows, at) + gone * countIn(rows, at + ROW.every));
    rows[at + ROW.points] = this.max;
    this.points -= gone;
  }

  private forget(atMs: number): void {
    this.length = 0;
    this.points = 0;
    this.baseMs = atMs;
  }

  /** More of it, up to the limit; from then on the oldest points go. */
  private makeRoom(): void {
    const { length, rows } = this;
    const most = this.max + SLACK_ROWS;
    if (this.room === 0) {
      this.room = FIRST_ROWS;
      [this.rows, this.from] = roomOfInt16(FIRST_ROWS * WIDTH);
      return;
    }
    if (length < most) {
      this.room = Math.min(most, 2 * length);
      this.rows = new Int16Array(this.room * WIDTH);
      this.rows.set(rows.subarray(this.from, this.from + length * WIDTH));
      this.from = 0;
      return;
    }
    // All of them are in a list of their own by now.
    let points = 0;
    let from = length;
    while (points < this.max) points += countIn(rows, --from * WIDTH + ROW.points);
    rows.copyWithin(0, from * WIDTH);
    this.length = length - from;
    this.points = points;
    const first = atOf(rows, 0);
    this.baseMs += first;
    setAt(next, 0, atOf(next, 0) - first);
    for (let row = 0; row < this.length; row++) setAt(rows, row * WIDTH, atOf(rows, row * WIDTH) - first);
  }
}

const hundredths = (value: number | undefined): number =>
  value === undefined ? NO_VALUE : clamp(Math.round(value * 100), -HUNDREDTHS_MAX, HUNDREDTHS_MAX);
