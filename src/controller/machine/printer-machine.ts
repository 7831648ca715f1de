/** The statechart of one printer, built once; every printer's actor runs on it. */
import { faulted, service, stopped } from "./halted-states.ts";
import { linkRegion } from "./link-states.ts";
import { chart } from "./machine-setup.ts";
import { printing } from "./printing-states.ts";
import {
  cold,
  coolingDown,
  paused,
  ready,
  recovering,
  standby,
  supplyOut,
  unknown,
  warming,
} from "./waiting-states.ts";

const blame = (cause: "link" | "power") => ({ type: "blame" as const, params: { cause } });

export const printerMachine = chart.createMachine({
  id: "printer",
  type: "parallel",
  context: {
    hasWork: false,
    hot: false,
    blocked: "",
    rest: "",
    pausing: false,
    draining: false,
    idle: false,
    filmImaged: false,
    fault: "",
    because: "link",
  },
  on: {
    HOT: { actions: "noteHot" },
    BLOCKED: { actions: "noteBlocked" },
    REST: { actions: "noteRest" },
    FILM: { actions: "noteFilm" },
    WORK: { actions: "noteWork" },
    WORK_DONE: { actions: "noteWorkDone" },
    PAUSE: { actions: "notePause" },
    RESUME: { actions: "noteResume" },
    DRAIN: { actions: "noteDrain" },
  },
  states: {
    link: linkRegion,
    life: {
      description: "What the printer is doing.",
      initial: "unknown",
      on: {
        LINK_DOWN: { target: ".unknown", actions: [blame("link")] },
        ENGINE_BOOTING: { target: ".cold", actions: [blame("power")] },
        ENGINE_STOPPED: ".stopped",
        STOP: ".stopped",
        FAULT: { target: ".faulted", actions: ["noteFault"] },
        SERVICE: { guard: "mayServe", target: ".service" },
      },
      states: {
        unknown,
        cold,
        recovering,
        warming,
        ready,
        printing,
        coolingDown,
        standby,
        supplyOut,
        paused,
        stopped,
        faulted,
        service,
      },
    },
  },
});
