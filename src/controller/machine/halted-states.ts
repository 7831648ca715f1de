/** Life when the printer must not move. Entry acts first, then records, then explains. */
import { chart } from "./machine-setup.ts";

const heatOff = { type: "heat" as const, params: { wish: "off" as const } };
const stay = { actions: [] };

export const faulted = chart.createStateConfig({
  tags: ["halted"],
  meta: {
    description: "A fault stopped it. Heater off, fan on; sensor proofs clear themselves, the rest needs hands.",
  },
  entry: [heatOff, "recordFault", "explainFault"],
  exit: ["noteNoFault"],
  on: { FAULTS_CLEAR: "recovering" },
});

export const stopped = chart.createStateConfig({
  tags: ["halted"],
  meta: { description: "Emergency stop. Only the operator's reset leads out, also across a broken link." },
  entry: ["stopEngine", heatOff, { type: "blame", params: { cause: "people" } }],
  on: {
    STOP: stay,
    ENGINE_STOPPED: stay,
    ENGINE_READY: { actions: ["stopEngine"] },
    ENGINE_BOOTING: stay,
    LINK_DOWN: stay,
    FAULT: stay,
    STOP_RESET: "unknown",
  },
});

export const service = chart.createStateConfig({
  tags: [],
  meta: { description: "Cleaning or a technician's work. No job is taken, no alarm is raised." },
  entry: [heatOff],
  exit: [heatOff],
  on: { SERVICE_END: "recovering" },
});
