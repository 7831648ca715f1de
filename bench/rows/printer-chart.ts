import { createActor } from "xstate";
import { VirtualClock, xstateClock } from "../../src/base/index.ts";
import { type PrinterLogic, printerLogic } from "../../src/controller/machine/chart-memory.ts";
import type { PrinterEvent } from "../../src/controller/machine/machine-types.ts";
import { printerMachine } from "../../src/controller/machine/printer-machine.ts";
import { STEP_KIND } from "../../src/protocol/index.ts";
import type { Contestant, Row } from "../harness.ts";

const begun = (kind: number): PrinterEvent => ({ type: "STEP_BEGUN", kind });
const ended = (kind: number): PrinterEvent => ({ type: "STEP_ENDED", kind, ok: true });

/** What the chart of a printer hears in the course of a card, in its usual order. */
const CARD: readonly PrinterEvent[] = [
  { type: "WORK" },
  begun(STEP_KIND.image),
  begun(STEP_KIND.feed),
  ended(STEP_KIND.feed),
  begun(STEP_KIND.encode),
  ended(STEP_KIND.encode),
  { type: "FILM", imaged: true },
  ended(STEP_KIND.image),
  begun(STEP_KIND.transfer),
  { type: "FILM", imaged: false },
  ended(STEP_KIND.transfer),
  begun(STEP_KIND.eject),
  ended(STEP_KIND.eject),
  { type: "WORK_DONE" },
];
const CARDS = 200;

/** One printer's actor, hot and reconciled, through all cards. */
function through(name: string, logic: () => PrinterLogic): Contestant {
  return {
    name,
    units: CARDS * CARD.length,
    run: () => {
      const actor = createActor(logic(), { clock: xstateClock(new VirtualClock()) });
      let effects = 0;
      actor.on("*", () => effects++);
      actor.start();
      for (const type of ["ENGINE_READY", "RECOVERED"] as const) actor.send({ type });
      actor.send({ type: "HOT", hot: true });
      for (let card = 0; card < CARDS; card++) for (const event of CARD) actor.send(event);
      if (!actor.getSnapshot().hasTag("takes"))
        throw new Error("the chart of the bench is not ready for the next card");
      if (effects < 2 * CARDS)
        throw new Error(`${effects} effects of ${CARDS} cards: the chart has not asked for heat`);
      actor.stop();
    },
  };
}

/** The chart that a printer has: each move worked out once and remembered, beside XState alone. */
export function printerChart(): Row {
  return {
    title: "a printer's own statechart, 14 events a card",
    unit: "events",
    contestants: [
      through("XState actor, moves remembered (what a printer has)", printerLogic),
      through("XState actor, each move worked out", () => printerMachine),
    ],
    goals: [5],
    limit: "XState's mailbox, effects and delays",
  };
}
