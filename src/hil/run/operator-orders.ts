/** What an operator may say at the station, as a scenario writes it. */
import type { FaultName } from "../../protocol/index.ts";
import type { Target } from "../targets/target.ts";

/** A sentence when the station refused. */
export function obey(target: Target, words: string): string | undefined {
  const { office, printer } = target;
  const controller = office.controller(printer);
  const answers: Readonly<Record<string, () => string | undefined>> = {
    pause: () => controller.pause(),
    resume: () => controller.resume(),
    stop: () => void controller.emergencyStop(),
    reset: () => controller.resetStop(),
    skip: () => office.skip(printer),
    cancel: () => office.cancel(printer),
    drain: () => void controller.drain(),
    clean: () => controller.clean(),
    "service begin": () => controller.beginService(),
    "service end": () => controller.endService(),
  };
  const fault = /^clear (\w+)$/.exec(words)?.[1];
  const answer = fault === undefined ? answers[words]?.() : controller.clearFault(fault as FaultName);
  return answer === "no" ? `the station refuses "${words}" in state ${controller.view().path}` : undefined;
}
