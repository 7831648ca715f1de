/**
 * Who waits, and in which order they are served: first-time holders before changes before replacements, within each in the
 * order of asking. With ageing, nobody waits for ever.
 */
import { Random } from "../../base/index.ts";
import { JOB_CLASSES, type JobClass } from "../../station/index.ts";
import type { OfficeFile } from "../day/office-schema.ts";

/** People of a change or a replacement go before all others when they have waited this long [E, as the station's policy]. */
export const AGED_DAYS: Readonly<Record<Lane, number>> = { first: 0, change: 30, replacement: 60 };
const LANES = ["first", "change", "replacement"] as const;
type Lane = (typeof LANES)[number];

const laneOf = (kind: JobClass): Lane => (kind === "first" || kind === "change" ? kind : "replacement");

/** The chance that made the list: the same people wait in every run. */
const LIST_SEED = 1;

interface Group {
  readonly askedDay: number;
  left: number;
}

export class Backlog {
  private readonly lanes: Record<Lane, Group[]> = { first: [], change: [], replacement: [] };
  private readonly served: Record<Lane, number> = { first: 0, change: 0, replacement: 0 };
  private readonly initial: Record<Lane, number>;
  private readonly newcomers: Record<Lane, number>;
  private readonly owed: Record<Lane, number> = { first: 0, change: 0, replacement: 0 };
  private readonly ageing: boolean;

  constructor(file: OfficeFile, startDay: number, ageing: boolean) {
    this.ageing = ageing;
    const people = file.queue.records - file.queue.doubles;
    this.initial = counted(file, people).lanes;
    for (const lane of LANES) this.lanes[lane].push({ askedDay: startDay, left: this.initial[lane] });
    const share = (kind: JobClass): number => (file.queue.newPerDay * file.queue.percent[kind]) / 100;
    this.newcomers = { first: share("first"), change: share("change"), replacement: share("damaged") + share("lost") };
  }

  get waiting(): number {
    return LANES.reduce((sum, lane) => sum + this.lanes[lane].reduce((all, { left }) => all + left, 0), 0);
  }

  /** Everybody who stood on the list at the start has a card. */
  get cleared(): boolean {
    return LANES.every((lane) => this.served[lane] >= this.initial[lane]);
  }

  /** The first `place` of their lane have been served. */
  isServed(lane: Lane, place: number): boolean {
    return this.served[lane] >= place;
  }

  /** A working day's people ask. */
  arrive(day: number): void {
    for (const lane of LANES) {
      this.owed[lane] += this.newcomers[lane];
      const whole = Math.floor(this.owed[lane]);
      this.owed[lane] -= whole;
      if (whole > 0) this.lanes[lane].push({ askedDay: day, left: whole });
    }
  }

  serve(cards: number, day: number): void {
    let left = cards;
    if (this.ageing) {
      for (const lane of LANES) {
        if (AGED_DAYS[lane] > 0) left = this.take(lane, left, day - AGED_DAYS[lane]);
      }
    }
    for (const lane of LANES) left = this.take(lane, left, Number.POSITIVE_INFINITY);
  }

  private take(lane: Lane, cards: number, askedBefore: number): number {
    let left = cards;
    const groups = this.lanes[lane];
    while (left > 0 && groups.length > 0 && groups[0]!.askedDay < askedBefore) {
      const group = groups[0]!;
      const served = Math.min(left, group.left);
      group.left -= served;
      left -= served;
      this.served[lane] += served;
      if (group.left === 0) groups.shift();
    }
    return left;
  }
}

/** What card the person at this place of the list wants, and their place in its lane; places count from 1. */
export function placeInLane(file: OfficeFile, place: number): { kind: JobClass; lane: Lane; lanePlace: number } {
  const { lanes, last } = counted(file, place);
  const lane = laneOf(last);
  return { kind: last, lane, lanePlace: lanes[lane] };
}

function counted({ queue }: OfficeFile, people: number): { lanes: Record<Lane, number>; last: JobClass } {
  const random = new Random(LIST_SEED).fork("list");
  const lanes = { first: 0, change: 0, replacement: 0 };
  let last: JobClass = "first";
  for (let i = 0; i < people; i++) {
    let at = random.next() * 100;
    last =
      JOB_CLASSES.find((kind) => {
        at -= queue.percent[kind];
        return at < 0;
      }) ?? "first";
    lanes[laneOf(last)]++;
  }
  return { lanes, last };
}
