import { createActor } from "xstate";
import { VirtualClock, xstateClock } from "../../src/base/index.ts";
import { ChartActor } from "../../src/controller/machine/chart-actor.ts";
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

interface Actor {
  start(): void;
  stop(): void;
  send(event: PrinterEvent): void;
  readonly takes: boolean;
}

/** One printer's actor, hot and reconciled, through all cards. */
function through(name: string, make: (onEffect: () => void) => Actor): Contestant {
  return {
    name,
    units: CARDS * CARD.length,
    run: () => {
      let effects = 0;
      const actor = make(() => effects++);
      actor.start();
      for (const type of ["ENGINE_READY", "RECOVERED"] as const) actor.send({ type });
      actor.send({ type: "HOT", hot: true });
      for (let card = 0; card < CARDS; card++) for (const event of CARD) actor.send(event);
      if (!actor.takes) throw new Error("the chart of the bench is not ready for the next card");
      if (effects < 2 * CARDS)
        throw new Error(`${effects} effects of ${CARDS} cards: the chart has not asked for heat`);
      actor.stop();
    },
  };
}

function ofPrinter(onEffect: () => void): Actor {
  const chart = new ChartActor(new VirtualClock(), {
    onEffect,
    onHeard: () => {},
    onError: (error) => {
      throw error;
    },
  });
  return {
    start: () => chart.start(),
    stop: () => chart.stop(),
    send: (event) => chart.send(event),
    get takes() {
      return chart.snapshot.hasTag("takes");
    },
  };
}

function ofXState(onEffect: () => void): Actor {
  const actor = createActor(printerMachine, { clock: xstateClock(new VirtualClock()) });
  actor.on("*", onEffect);
  return {
    start: () => void actor.start(),
    stop: () => void actor.stop(),
    send: (event) => actor.send(event),
    get takes() {
      return actor.getSnapshot().hasTag("takes");
    },
  };
}

/** The chart that a printer has: each move worked out once and remembered, beside XState alone. */
export function printerChart(): Row {
  return {
    title: "a printer's own statechart, 14 events a card",
    unit: "events",
    contestants: [
      through("moves of XState remembered (what a printer has)", ofPrinter),
      through("XState actor, each move worked out", ofXState),
    ],
    goals: [5],
    limit: "keys of events, calls of effects",
  };
}
