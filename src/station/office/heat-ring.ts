/**
 * The newest points of a printer's heat, oldest first: whole numbers in typed arrays that grow as points come. Thousands of
 * printers are looked after at the same time, and lists of numbers as objects would take three times as much.
 */
import type { Micros } from "../../base/index.ts";
import type { HeatSight } from "../../controller/index.ts";
import type { HistoryColumns } from "../api-history.ts";

/** Points more than the limit before the oldest go, so that they go many at once. */
const SLACK_POINTS = 64;
/** Room at the beginning. */
const FIRST_POINTS = 32;
/** A sensor that is absent or silent. */
const NO_VALUE = -2_147_483_648;

/** Hundredths of degrees (of the whole for the duty), in this order. */
const NUMBERS = ["roller", "head", "hotZone", "exit", "setpoint", "duty"] as const;
const WIDTH = NUMBERS.length;

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
  private length = 0;
  private atMs = new Float64Array(0);
  private numbers = new Int32Array(0);
  /** Of each point the state word and the governor's reason. */
  private words = new Uint16Array(0);

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
    if (this.length === this.atMs.length) this.makeRoom();
    const { length, numbers, words } = this;
    const at = length * WIDTH;
    this.atMs[length] = atMs;
    numbers[at] = hundredths(sight.rollerCelsius);
    numbers[at + 1] = hundredths(sight.headCelsius);
    numbers[at + 2] = hundredths(sight.hotZoneCelsius);
    numbers[at + 3] = hundredths(sight.exitCelsius);
    numbers[at + 4] = hundredths(sight.setpointCelsius);
    numbers[at + 5] = hundredths(sight.dutyPermille / 1000);
    words[2 * length] = textNumber(sight.word);
    words[2 * length + 1] = textNumber(sight.governor === undefined ? "" : String(sight.governor.code ?? "rest"));
    this.length++;
  }

  columns(): HistoryColumns {
    const { length, numbers, words } = this;
    const from = Math.max(0, length - this.max);
    const count = length - from;
    const column = (name: (typeof NUMBERS)[number]): (number | null)[] =>
      Array.from({ length: count }, (_, i) => {
        const value = numbers[(from + i) * WIDTH + NUMBERS.indexOf(name)]!;
        return value === NO_VALUE ? null : value / 100;
      });
    const word = (which: 0 | 1): string[] =>
      Array.from({ length: count }, (_, i) => texts[words[2 * (from + i) + which]!]!);
    return {
      atMs: Array.from(this.atMs.subarray(from, length)),
      roller: column("roller"),
      head: column("head"),
      hotZone: column("hotZone"),
      exit: column("exit"),
      setpoint: column("setpoint"),
      duty: column("duty"),
      word: word(0) as HistoryColumns["word"],
      governor: word(1),
    };
  }

  /** More of it, up to the limit; from then on the oldest points go. */
  private makeRoom(): void {
    const { length } = this;
    const most = this.max + SLACK_POINTS;
    if (length < most) {
      const room = Math.min(most, Math.max(FIRST_POINTS, 2 * length));
      this.atMs = grown(this.atMs, new Float64Array(room));
      this.numbers = grown(this.numbers, new Int32Array(room * WIDTH));
      this.words = grown(this.words, new Uint16Array(room * 2));
      return;
    }
    const from = length - this.max;
    this.atMs.copyWithin(0, from, length);
    this.numbers.copyWithin(0, from * WIDTH, length * WIDTH);
    this.words.copyWithin(0, from * 2, length * 2);
    this.length = this.max;
  }
}

function grown<Numbers extends { set(from: Numbers): void }>(old: Numbers, larger: Numbers): Numbers {
  larger.set(old);
  return larger;
}

const hundredths = (value: number | undefined): number => (value === undefined ? NO_VALUE : Math.round(value * 100));
