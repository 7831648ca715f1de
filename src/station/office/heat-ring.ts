/**
 * The newest points of a printer's heat. Equal points at an even pace are one row that counts them, for most printers stand still
 * most of the time. The newest row is there as it is; of each one before only what is otherwise in it than in the row after it is written
 * down, in a few bytes: thousands of printers are looked after, and each one's roller and head move a little all the time.
 */
import { BackLog, clamp, type Micros, roomOfInt16 } from "../../base/index.ts";
import type { HeatSight } from "../../controller/index.ts";
import type { HistoryColumns } from "../api-history.ts";

/** A longer time between two points, ms, 12 days, ends what is lately. */
const GAP_MS_MAX = 2 ** 30;
/** A sensor that is absent or silent. */
const NO_VALUE = -32_768;
/** Largest number of a row, and smallest below 0: 327.67 degC. What a sensor says beyond is no temperature, and kept as this. */
const HUNDREDTHS_MAX = 32_767;

/** Hundredths of degrees (of the whole for the duty), in this order. */
const NUMBERS = ["roller", "head", "hotZone", "exit", "setpoint", "duty"] as const;
/** Where a row has the numbers, the state word and the governor's reason. */
const ROW = { numbers: 0, word: NUMBERS.length, governor: NUMBERS.length + 1 } as const;
const WIDTH = NUMBERS.length + 2;
/** A row that may or may not be needed. */
const next = new Int16Array(WIDTH);
/** A row while one goes back through all of them. */
const past = new Int16Array(WIDTH);

/** A row is put down as how many points it has, what is otherwise in it, and bits that tell what that is: one each for the numbers and these. */
const TEXTS_CHANGED = 1 << NUMBERS.length;
const PACE_CHANGED = TEXTS_CHANGED << 1;
/** Of 32 bits the pace, of 17 at most how many points, the two texts, the numbers and the bits. */
const ROW_BYTES_MAX = 5 + (1 + 2 + NUMBERS.length + 1) * 3;
/** The oldest rows go when they are such a share of all that is written. */
const GONE_SHARE = 1 / 8;

/** State words and reasons of the governor by number: some dozens in all. */
const texts: string[] = [];
const numberOfText = new Map<string, number>();

function textNumber(text: string): number {
  const known = numberOfText.get(text);
  if (known !== undefined) return known;
  numberOfText.set(text, texts.length);
  return texts.push(text) - 1;
}

export class HeatRing {
  private readonly everyUs: Micros;
  private readonly max: number;
  private lastAt: Micros = Number.NEGATIVE_INFINITY;
  /** Of the newest point; of the newest row how many points there are, at most {@link max}, and the time before each of them. */
  private lastMs = 0;
  private points = 0;
  private paceMs = 0;
  /** The newest row, from a place on: in a list that many share. */
  private readonly row: Int16Array;
  private readonly from: number;
  /** The rows before. */
  private readonly older = new BackLog();

  /** Holds the newest `max` points, one each `everyUs` at most. */
  constructor(everyUs: Micros, max: number) {
    this.everyUs = everyUs;
    this.max = max;
    [this.row, this.from] = roomOfInt16(WIDTH);
  }

  isDue(nowUs: Micros): boolean {
    return nowUs - this.lastAt >= this.everyUs;
  }

  push(nowUs: Micros, atMs: number, sight: HeatSight): void {
    this.lastAt = nowUs;
    const { row, from } = this;
    next[ROW.numbers] = hundredths(sight.rollerCelsius);
    next[ROW.numbers + 1] = hundredths(sight.headCelsius);
    next[ROW.numbers + 2] = hundredths(sight.hotZoneCelsius);
    next[ROW.numbers + 3] = hundredths(sight.exitCelsius);
    next[ROW.numbers + 4] = hundredths(sight.setpointCelsius);
    next[ROW.numbers + 5] = hundredths(sight.dutyPermille / 1000);
    next[ROW.word] = textNumber(sight.word);
    next[ROW.governor] = textNumber(sight.governor === undefined ? "" : String(sight.governor.code ?? "rest"));
    const gapMs = this.points === 0 ? 0 : atMs - this.lastMs;
    this.lastMs = atMs;
    if (this.points > 0 && Math.abs(gapMs) <= GAP_MS_MAX) {
      if (gapMs === this.paceMs && this.isNext()) {
        // Nobody asks for what was before so many points.
        if (this.points < this.max && ++this.points === this.max) this.older.clear();
        return;
      }
      this.putDown(gapMs);
    } else this.older.clear();
    for (let i = 0; i < WIDTH; i++) row[from + i] = next[i]!;
    this.points = 1;
    this.paceMs = gapMs;
  }

  columns(): HistoryColumns {
    const columns: number[][] = Array.from({ length: WIDTH }, () => []);
    const atMs: number[] = [];
    let at = this.lastMs;
    this.goBack((points, paceMs) => {
      for (let point = 0; point < points; point++) {
        atMs.push(at);
        for (let i = 0; i < WIDTH; i++) columns[i]!.push(past[i]!);
        at -= paceMs;
      }
    });
    for (const column of columns) column.reverse();
    const column = (name: (typeof NUMBERS)[number]): (number | null)[] =>
      columns[ROW.numbers + NUMBERS.indexOf(name)]!.map((value) => (value === NO_VALUE ? null : value / 100));
    return {
      atMs: atMs.reverse(),
      roller: column("roller"),
      head: column("head"),
      hotZone: column("hotZone"),
      exit: column("exit"),
      setpoint: column("setpoint"),
      duty: column("duty"),
      word: columns[ROW.word]!.map((number) => texts[number]!) as HistoryColumns["word"],
      governor: columns[ROW.governor]!.map((number) => texts[number]!),
    };
  }

  /** The newest row says the same as {@link next}. */
  private isNext(): boolean {
    const { row, from } = this;
    for (let i = 0; i < WIDTH; i++) if (row[from + i] !== next[i]) return false;
    return true;
  }

  /** The newest row becomes an older one: {@link next} comes `gapMs` after it. */
  private putDown(gapMs: number): void {
    const { row, from, older, points, paceMs } = this;
    this.makeRoom();
    older.put(points);
    let changed = 0;
    if (paceMs !== gapMs) {
      changed |= PACE_CHANGED;
      older.putSigned(paceMs);
    }
    const { word, governor } = ROW;
    if (row[from + word] !== next[word] || row[from + governor] !== next[governor]) {
      changed |= TEXTS_CHANGED;
      older.put(row[from + word]!);
      older.put(row[from + governor]!);
    }
    for (let i = NUMBERS.length - 1; i >= 0; i--) {
      const more = row[from + i]! - next[i]!;
      if (more === 0) continue;
      changed |= 1 << i;
      older.putSigned(more);
    }
    older.put(changed);
  }

  /** Shows each row in {@link past}, the newest first, until there are {@link max} points; returns the bytes of the rows behind. */
  private goBack(see: (points: number, paceMs: number) => void): number {
    const reader = this.older.reader();
    for (let i = 0; i < WIDTH; i++) past[i] = this.row[this.from + i]!;
    let { points, paceMs } = this;
    let wanted = this.max;
    for (;;) {
      const shown = Math.min(points, wanted);
      see(shown, paceMs);
      wanted -= shown;
      if (wanted === 0 || reader.left === 0) return reader.left;
      const changed = reader.take();
      for (let i = 0; i < NUMBERS.length; i++) if ((changed & (1 << i)) !== 0) past[i] = past[i]! + reader.takeSigned();
      if ((changed & TEXTS_CHANGED) !== 0) {
        past[ROW.governor] = reader.take();
        past[ROW.word] = reader.take();
      }
      if ((changed & PACE_CHANGED) !== 0) paceMs = reader.takeSigned();
      points = reader.take();
    }
  }

  /** For one more row. The oldest go first, many at once, or else there is more room. */
  private makeRoom(): void {
    const { older } = this;
    if (older.length + ROW_BYTES_MAX > older.room) {
      const gone = this.goBack(() => {});
      if (gone > older.length * GONE_SHARE) older.letGo(gone);
    }
    older.need(ROW_BYTES_MAX);
  }
}

const hundredths = (value: number | undefined): number =>
  value === undefined ? NO_VALUE : clamp(Math.round(value * 100), -HUNDREDTHS_MAX, HUNDREDTHS_MAX);
