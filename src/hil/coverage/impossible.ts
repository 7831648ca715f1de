/**
 * Transitions that the chart draws, for it may lead anywhere that a printer can belong, and that its driver never causes. They do not
 * count as missing. A test derives this list from the driver's rules; a run that takes one of them contradicts it and fails the gate.
 */
import type { ChartEdge } from "../../controller/index.ts";

interface Impossible {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly why: string;
}

const NO_JOB = "the head is waited for only with a job in hand, and there is none in this state";
const NO_HEAD = "a job that waits here needs no picture any more, so it does not wait for the head";
const NOT_IDLE = "idle is noted only in ready, and each job, pause and drain takes it back";
const UNSPENT = "a job that needs head and blank has spent nothing: it is given back before anything is waited for";
const RESUMED = "one order ends pause, drain and idleness together";
const NO_WORK = "no job is taken in this state";

export const IMPOSSIBLE: readonly Impossible[] = [
  { from: ["ready", "standby", "paused"], to: ["coolingDown.headHot"], why: NO_JOB },
  {
    from: ["supplyOut.blanks", "supplyOut.outputFull", "supplyOut.rejectFull"],
    to: ["coolingDown.headHot"],
    why: NO_HEAD,
  },
  {
    from: ["warming", "printing", "coolingDown.headHot", "coolingDown.ordered", "paused"],
    to: ["standby"],
    why: NOT_IDLE,
  },
  {
    from: ["coolingDown.headHot"],
    to: ["supplyOut.blanks", "supplyOut.outputFull", "supplyOut.rejectFull"],
    why: UNSPENT,
  },
  { from: ["coolingDown.ordered"], to: ["paused"], why: RESUMED },
  { from: ["coolingDown.ordered", "paused"], to: ["printing"], why: NO_WORK },
];

const WHY: ReadonlyMap<string, string> = new Map(
  IMPOSSIBLE.flatMap(({ from, to, why }) =>
    from.flatMap((one) => to.map((other) => [`life.${one} life.${other}`, why] as const)),
  ),
);

/** Why the driver never causes this transition; undefined when it can. */
export function whyImpossible({ from, to, event }: ChartEdge): string | undefined {
  return event === "always" ? WHY.get(`${from} ${to}`) : undefined;
}
