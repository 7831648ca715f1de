/** The day as a list of moments: what changes when. Both models of a day walk through it. */
import { type DayPlan, ROOM_EVERY_US } from "./day-plan.ts";
import { isIn, type Span, US_PER_DAY, US_PER_MINUTE } from "./office-calendar.ts";

/** After the last session the cards in work are finished, then everything is switched off. */
export const CLOSING_US = 10 * US_PER_MINUTE;

/** What holds at an instant of the day. */
export interface DayState {
  /** People are there. */
  readonly open: boolean;
  /** They are switched on, logged in. */
  readonly started: boolean;
  /** Printers and PC stand switched on, with or without mains. */
  readonly switchedOn: boolean;
  readonly mains: boolean;
  readonly host: boolean;
  /** Why no record can come; the first of power, link, centre. */
  readonly noWay: "power" | "link" | "centre" | undefined;
}

export function stateAt(plan: DayPlan, at: number): DayState {
  const first = plan.sessions[0];
  const last = plan.sessions.at(-1);
  const switchedOn = first !== undefined && at >= first.from && at < last!.to + CLOSING_US;
  const { power, link, centre } = plan.noWay;
  return {
    open: isIn(plan.sessions, at),
    started: at >= plan.startedAt,
    switchedOn,
    mains: switchedOn && !isIn(plan.mainsOff, at),
    host: switchedOn && !isIn(plan.hostOff, at),
    noWay: isIn(power, at) ? "power" : isIn(link, at) ? "link" : isIn(centre, at) ? "centre" : undefined,
  };
}

/** The instants at which something may change, in order, each once, from midnight to midnight. */
export function momentsOf(plan: DayPlan): number[] {
  const moments = new Set<number>([0, plan.startedAt]);
  const edges = (spans: readonly Span[]): void => {
    for (const { from, to } of spans) {
      moments.add(from);
      moments.add(to);
    }
  };
  edges(plan.sessions);
  edges(plan.mainsOff);
  edges(plan.hostOff);
  for (const spans of Object.values(plan.noWay)) edges(spans);
  const last = plan.sessions.at(-1);
  if (last !== undefined) {
    moments.add(last.to + CLOSING_US);
    for (let at = plan.sessions[0]!.from; at < last.to; at += ROOM_EVERY_US) moments.add(at);
  }
  return [...moments].filter((at) => at >= 0 && at < US_PER_DAY).sort((a, b) => a - b);
}
