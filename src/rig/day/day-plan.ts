/**
 * One day's weather, made before the day begins: when there are mains, a working PC, a line and a centre, and how warm the
 * room is. Plain data from the file, the seed and the date, so that the full stack and the quick model live through the
 * same day.
 */
import { Random } from "../../base/index.ts";
import {
  dateOfDay,
  lengthOf,
  type Span,
  sessionsOf,
  spanOf,
  timeOfDay,
  US_PER_DAY,
  US_PER_HOUR,
  US_PER_MINUTE,
  union,
  without,
} from "./office-calendar.ts";
import type { Failures, OfficeFile, Spread } from "./office-schema.ts";
import { kindsOf, ofKind, USUAL, type WorkingOffice } from "./remedies.ts";

/** The room's temperature is looked at this often. */
export const ROOM_EVERY_US = 15 * US_PER_MINUTE;
/** Failures of one kind on one day. */
const FAILURES_MAX = 2_000;

export interface DayPlan {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly date: string;
  /** `usual`, or the name of a variant of the file. */
  readonly kind: string;
  /** The office on this kind of day. */
  readonly office: WorkingOffice;
  /** When people are there. */
  readonly sessions: readonly Span[];
  /** No mains at the sockets (behind the battery, if there is one). */
  readonly mainsOff: readonly Span[];
  /** The print station's PC does not work: no mains, or it starts again. */
  readonly hostOff: readonly Span[];
  /** No way to the centre, by cause; they may overlap. */
  readonly noWay: { readonly power: readonly Span[]; readonly link: readonly Span[]; readonly centre: readonly Span[] };
  /** Temperature of the room, C, for each {@link ROOM_EVERY_US}. */
  readonly room: Float64Array;
  /** From the opening until this instant the staff switch on and log in. */
  readonly startedAt: number;
}

/** `kind`: one of the file's, or `drawn` by the variants' weights. */
export function planDay(office: WorkingOffice, day: number, seed: number, kind = USUAL): DayPlan {
  const date = dateOfDay(day);
  const random = new Random(seed).fork(`day ${date}`);
  const today = kind === "drawn" ? drawKind(office.file, random.fork("kind")) : kind;
  const ours = ofKind(office, today);
  const { power, line, centre, hours, people } = ours.file;
  const sessions = sessionsOf(hours, day);
  const opens = sessions[0]?.from ?? 0;
  const mainsOff = carried(fail(power.failures, random, "power"), power.upsMinutes * US_PER_MINUTE);
  const hostOff = union(mainsOff.map((span) => longer(span, power.pcRestartMinutes)));
  const vpnOff = union(hostOff.map((span) => longer(span, power.vpnMinutes)));
  const away = without([{ from: 0, to: US_PER_DAY }], [spanOf(centre.open)]);
  return {
    day,
    date,
    kind: today,
    office: ours,
    sessions,
    mainsOff,
    hostOff,
    noWay: {
      power: vpnOff,
      link: fail(line.failures, random, "line"),
      centre: union([...away, ...centre.unreachable.map(spanOf), ...fail(centre.failures, random, "centre")]),
    },
    room: roomOverDay(ours.file.room),
    startedAt: opens + Math.round(people.startMinutes * US_PER_MINUTE),
  };
}

/** Hours in which cards could be printed if nothing ever failed. */
export const openHours = ({ sessions }: DayPlan): number => lengthOf(sessions) / US_PER_HOUR;

/** Temperature of the room at a time of day, C. */
export function roomCelsius({ room }: DayPlan, at: number): number {
  return room[Math.min(room.length - 1, Math.floor(at / ROOM_EVERY_US))]!;
}

/** The file's points as one temperature for each quarter of an hour. */
function roomOverDay({ celsius }: OfficeFile["room"]): Float64Array {
  const points = Object.entries(celsius)
    .map(([time, value]) => ({ at: timeOfDay(time), value }))
    .sort((a, b) => a.at - b.at);
  return Float64Array.from({ length: US_PER_DAY / ROOM_EVERY_US }, (_, i) => {
    const at = i * ROOM_EVERY_US;
    const after = points.findIndex((point) => point.at > at);
    if (after === 0) return points[0]!.value;
    if (after < 0) return points.at(-1)!.value;
    const low = points[after - 1]!;
    const high = points[after]!;
    return low.value + ((high.value - low.value) * (at - low.at)) / (high.at - low.at);
  });
}

/** A figure that the file gives as a range, evenly spread. */
export const draw = (random: Random, { low, high }: Spread): number => random.between(low, high);

function drawKind(file: OfficeFile, random: Random): string {
  let at = random.next();
  for (const kind of kindsOf(file).slice(1)) {
    at -= file.variants[kind]!.weight;
    if (at < 0) return kind;
  }
  return USUAL;
}

/** What fails by chance, over the whole day: each kind goes on by itself. */
function fail(kinds: Failures, random: Random, what: string): Span[] {
  const spans: Span[] = [];
  kinds.forEach(({ everyHours, lastsMinutes }, at) => {
    const chance = random.fork(`${what} ${at}`);
    let now = 0;
    for (let i = 0; i < FAILURES_MAX; i++) {
      const from = now + Math.round(-Math.log(1 - chance.next()) * everyHours * US_PER_HOUR);
      if (from >= US_PER_DAY) break;
      now = Math.min(US_PER_DAY, from + Math.max(1, Math.round(draw(chance, lastsMinutes) * US_PER_MINUTE)));
      spans.push({ from, to: now });
    }
  });
  return union(spans);
}

/** A battery shortens what it cannot carry over. */
const carried = (spans: readonly Span[], batteryUs: number): Span[] =>
  spans.filter(({ from, to }) => to - from > batteryUs).map(({ from, to }) => ({ from: from + batteryUs, to }));

const longer = ({ from, to }: Span, minutes: number): Span => ({ from, to: to + Math.round(minutes * US_PER_MINUTE) });
