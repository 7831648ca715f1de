/** The lab's way back, as the station's commands see it: which saved states there are, and the order to go to one. */
import { US_PER_S } from "../base/index.ts";
import {
  type AuditHead,
  type Caller,
  CommandRefused,
  type LabObstacle,
  type LabPointView,
  type LabRewind,
  type LabRewindState,
  type LabWayBack,
  obstacle,
  obstacleText,
} from "../station/index.ts";
import type { LabHistory, LabPoint } from "./lab-history.ts";

/** The world goes back. */
export interface LabDeparture {
  readonly point: LabPoint;
  readonly way: LabWayBack;
  /** Seconds of the world that are undone. */
  readonly seconds: number;
  readonly caller: Caller;
  /** Newest entry of the audit that is left behind; known at the very end. */
  readonly left?: AuditHead;
}

export interface LabRewindOptions {
  readonly history: LabHistory;
  readonly worldUs: () => number;
  /** Why not now. */
  readonly busy: () => LabObstacle | undefined;
  readonly onGo: (departure: LabDeparture) => void;
}

/** Where nothing can be put back, and why. */
export function noRewind(code: LabObstacle["code"]): LabRewind {
  const why = obstacle(code);
  return {
    now: () => ({ problem: obstacleText(why), obstacle: why }),
    go: () => {
      throw new CommandRefused("refused", obstacleText(why));
    },
  };
}

export function labRewind({ history, worldUs, busy, onGo }: LabRewindOptions): LabRewind {
  let going = false;
  const pointOf = (way: LabWayBack): LabPoint | undefined =>
    ({ step: history.lastStep, fault: history.lastFault, again: history.here })[way];
  const view = ({ id, kind, printer, what, worldUs: at }: LabPoint): LabPointView => {
    const secondsAgo = Math.max(0, Math.round((worldUs() - at) / (US_PER_S / 10)) / 10);
    return { id, kind, printer, what, secondsAgo };
  };
  return {
    now: (): LabRewindState => {
      const [step, fault, again] = (["step", "fault", "again"] as const).map(pointOf);
      const why = history.problem ?? busy();
      return {
        ...(why === undefined ? { problem: "" } : { problem: obstacleText(why), obstacle: why }),
        ...(step === undefined ? {} : { step: view(step) }),
        ...(fault === undefined ? {} : { fault: view(fault) }),
        ...(again === undefined ? {} : { again: view(again) }),
      };
    },
    go: (way, wanted, caller) => {
      const why = going ? obstacle("goingBack") : busy();
      if (why !== undefined) throw new CommandRefused("refused", obstacleText(why));
      const point = wanted === undefined ? pointOf(way) : history.point(wanted);
      if (point === undefined) {
        const none = { step: "no earlier step", fault: "no fault", again: "nothing that was gone back to" }[way];
        throw new CommandRefused(
          "refused",
          wanted === undefined ? `there is ${none} to go back to` : `state ${wanted} is not kept any more`,
        );
      }
      const seen = view(point);
      going = true;
      onGo({ point, way, seconds: seen.secondsAgo, caller });
      return seen;
    },
  };
}
