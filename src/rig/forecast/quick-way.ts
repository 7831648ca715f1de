/**
 * When the station's client can reach the centre, as the real one finds out: it notices a dead way by its next question and
 * comes back by growing pauses. Computed once a day, for all printers.
 */
import type { Random } from "../../base/index.ts";
import type { DayPlan } from "../day/day-plan.ts";
import { isIn, type Span, union } from "../day/office-calendar.ts";

const US = 1_000_000;
/** A dead way is noticed by the next question of any printer, within this, us. */
const NOTICE_US = 20 * US;
/** A question without a route fails after this, us. */
const NO_ROUTE_US = 3 * US;
/** The client's pauses: 2, 4, 8 ... 120 s, of each a half to the whole. */
const PAUSE_US_MIN = 2 * US;
const PAUSE_US_MAX = 120 * US;
/** What an answered question costs beyond the centre's own time, us. */
const ROUND_TRIP_US = Math.round(0.1 * US);

export class QuickWay {
  /** The client has no way, or believes so. */
  private readonly away: readonly Span[];
  private readonly hostDown: readonly Span[];
  private readonly linkDown: readonly Span[];
  private readonly patienceUs: number;

  constructor(plan: DayPlan, random: Random, patienceUs: number) {
    const { power, link, centre } = plan.noWay;
    this.hostDown = power;
    this.linkDown = link;
    this.patienceUs = patienceUs;
    const closed = union([...power, ...link, ...centre]);
    this.away = closed
      .map((span) => ({ from: span.from, to: comesBack(plan, span, random) }))
      .filter(({ from, to }) => to > from);
  }

  /** The first instant from `at` on at which the client may ask. */
  openAt(at: number): number {
    let now = at;
    for (const { from, to } of this.away) if (now >= from && now < to) now = to;
    return now;
  }

  /** When the answer to a question asked at `at` is there, if the centre takes `serviceUs` for it. */
  answered(at: number, serviceUs: number): number {
    const asked = this.openAt(at);
    const done = asked + serviceUs + ROUND_TRIP_US;
    // The centre has done it; the answer was lost, and comes at once when the same question is put again.
    if (isIn(this.hostDown, done)) return this.openAt(done) + ROUND_TRIP_US;
    // A station that still runs waits until its patience is over before it puts the question again.
    if (isIn(this.linkDown, done)) return this.openAt(Math.max(done, asked + this.patienceUs)) + ROUND_TRIP_US;
    return done;
  }
}

/** When the client finds the way open again that was closed during `span`. */
function comesBack(plan: DayPlan, span: Span, random: Random): number {
  const restarts = plan.hostOff.filter(({ to }) => to > span.from && to <= span.to).map(({ to }) => to);
  let tries = restarts.at(-1) ?? span.from + Math.round(random.next() * NOTICE_US);
  if (tries >= span.to) return span.from;
  let pause = PAUSE_US_MIN;
  while (tries < span.to) {
    tries += NO_ROUTE_US + Math.round(pause * random.between(0.5, 1));
    pause = Math.min(PAUSE_US_MAX, pause * 2);
  }
  return tries + ROUND_TRIP_US;
}
