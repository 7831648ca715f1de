import { createStore } from "@xstate/store";
import { assign, createActor, createMachine, initialTransition, transition } from "xstate";
import type { Row } from "../harness.ts";

/** A card's way through a printer, twelve events, two of them refused by a guard: what each contestant is driven with. */
const EVENTS = [
  { type: "take" },
  { type: "done" },
  { type: "done" },
  { type: "cover" },
  { type: "closed" },
  { type: "take" },
  { type: "done" },
  { type: "done" },
  { type: "hot" },
  { type: "done" },
  { type: "done" },
  { type: "rest" },
] as const;
type Event = (typeof EVENTS)[number];
const CARDS = 200;
const UNITS = CARDS * EVENTS.length;
const STEPS = ["feeding", "encoding", "imaging", "transferring", "ejecting"] as const;
type Step = (typeof STEPS)[number];

interface Cards {
  readonly issued: number;
  readonly covers: number;
}

const machine = createMachine({
  types: {} as { context: Cards; events: Event },
  initial: "idle",
  context: { issued: 0, covers: 0 },
  on: { rest: { guard: ({ context }) => context.issued < 0, target: ".idle" } },
  states: {
    idle: { on: { take: "printing" } },
    printing: {
      initial: "feeding",
      on: { cover: { target: "held", actions: assign({ covers: ({ context }) => context.covers + 1 }) } },
      states: {
        feeding: { on: { done: "encoding" } },
        encoding: { on: { done: "imaging" } },
        imaging: { on: { done: "transferring" } },
        transferring: {
          on: { hot: { guard: ({ context }) => context.covers < 0, target: "ejecting" }, done: "ejecting" },
        },
        ejecting: {
          on: { done: { target: "#machine.idle", actions: assign({ issued: ({ context }) => context.issued + 1 }) } },
        },
        remembered: { type: "history" },
      },
    },
    held: { on: { closed: "printing.remembered" } },
  },
  id: "machine",
});

/** The same by hand, without a library: where the floor is. */
interface Plain extends Cards {
  readonly at: "idle" | "held" | Step;
  readonly before: Step;
}

const START: Plain = { at: "idle", before: "feeding", issued: 0, covers: 0 };

function reduced(state: Plain, event: Event): Plain {
  const { at } = state;
  if (at === "idle") return event.type === "take" ? { ...state, at: "feeding" } : state;
  if (at === "held") return event.type === "closed" ? { ...state, at: state.before } : state;
  if (event.type === "cover") return { ...state, at: "held", before: at, covers: state.covers + 1 };
  if (event.type !== "done") return state;
  if (at === "ejecting") return { ...state, at: "idle", issued: state.issued + 1 };
  return { ...state, at: STEPS[STEPS.indexOf(at) + 1]! };
}

function proved(issued: number): void {
  if (issued !== CARDS) throw new Error(`a machine of the bench issued ${issued} of ${CARDS} cards`);
}

/** What an event costs: a live actor, beside other ways to run the same chart. */
export function statechart(): Row {
  return {
    title: "statechart, 12 events a card",
    unit: "events",
    contestants: [
      { name: "XState actor", units: UNITS, run: byActor },
      { name: "XState pure transition()", units: UNITS, run: byTransition },
      { name: "@xstate/store (flat, the chart by hand)", units: UNITS, run: byStore },
      { name: "plain reducer (flat, the chart by hand)", units: UNITS, run: byReducer },
    ],
    goals: [1],
    limit: "the plain reducer, which has no hierarchy, history or delays",
  };
}

function byActor(): void {
  const actor = createActor(machine).start();
  for (let card = 0; card < CARDS; card++) for (const event of EVENTS) actor.send(event);
  proved(actor.getSnapshot().context.issued);
  actor.stop();
}

function byTransition(): void {
  let [snapshot] = initialTransition(machine);
  for (let card = 0; card < CARDS; card++)
    for (const event of EVENTS) [snapshot] = transition(machine, snapshot, event);
  proved(snapshot.context.issued);
}

function byStore(): void {
  const by =
    <T extends Event["type"]>(type: T) =>
    (state: Plain): Plain =>
      reduced(state, { type } as Event);
  const store = createStore({
    context: START,
    on: {
      take: by("take"),
      done: by("done"),
      cover: by("cover"),
      closed: by("closed"),
      hot: by("hot"),
      rest: by("rest"),
    },
  });
  for (let card = 0; card < CARDS; card++) for (const event of EVENTS) store.send(event);
  proved(store.getSnapshot().context.issued);
}

function byReducer(): void {
  let state = START;
  for (let card = 0; card < CARDS; card++) for (const event of EVENTS) state = reduced(state, event);
  proved(state.issued);
}
