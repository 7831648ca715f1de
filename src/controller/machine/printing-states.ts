/** Life with a card in work. The two sides show what runs; what comes next is chosen by the card plan. */
import { chart, onwards } from "./machine-setup.ts";

const begins = (kind: "feed" | "encode" | "image" | "transfer" | "eject" | "reject" | "filmAdvance" | "home") => ({
  type: "isKind" as const,
  params: { kind },
});
const endsOk = (kind: "eject" | "reject" | "image") => ({ type: "isKindOk" as const, params: { kind } });

const cardSteps = [
  { guard: begins("feed"), target: ".feeding" },
  { guard: begins("encode"), target: ".encoding" },
  { guard: begins("transfer"), target: ".transferring" },
  { guard: begins("eject"), target: ".ejecting" },
  { guard: begins("reject"), target: ".rejecting" },
  { guard: begins("home"), target: ".homing" },
];

const cardSide = chart.createStateConfig({
  description: "Where the card is.",
  initial: "waiting",
  on: {
    STEP_BEGUN: cardSteps,
    STEP_ENDED: [
      { guard: endsOk("eject"), target: ".done" },
      { guard: endsOk("reject"), target: ".done" },
      { guard: begins("image") },
      { guard: begins("filmAdvance") },
      { target: ".waiting" },
    ],
  },
  states: {
    waiting: { meta: { description: "No card step runs: the film side or the heat is awaited." } },
    feeding: { meta: { description: "A blank goes from hopper to encoder." } },
    encoding: { meta: { description: "The chip is bound to the job." } },
    transferring: { meta: { description: "Film and card are joined at 160-170 degrees." } },
    ejecting: { meta: { description: "The card cools, is straightened and handed out." } },
    rejecting: { meta: { description: "The card goes to the reject bin." } },
    homing: { meta: { description: "The engine looks for a card with its sensors." } },
    done: { meta: { description: "The card has left; its end is being written down." } },
  },
});

const filmSide = chart.createStateConfig({
  description: "What is on the film.",
  initial: "idle",
  states: {
    idle: {
      meta: { description: "The frame is blank." },
      always: { guard: "filmImaged", target: "imaged" },
      on: {
        STEP_BEGUN: [
          { guard: begins("image"), target: "imaging" },
          { guard: begins("filmAdvance"), target: "advancing" },
        ],
      },
    },
    imaging: {
      meta: { description: "Four panels are printed on the film." },
      on: {
        STEP_ENDED: [
          { guard: endsOk("image"), target: "imaged" },
          { guard: begins("image"), target: "idle" },
        ],
      },
    },
    imaged: {
      meta: { description: "The film carries the image of the job in hand." },
      on: {
        STEP_BEGUN: [
          { guard: begins("transfer"), target: "joined" },
          { guard: begins("filmAdvance"), target: "advancing" },
        ],
      },
    },
    joined: {
      meta: { description: "The image is going onto the card." },
      on: { STEP_ENDED: [{ guard: begins("transfer"), target: "idle" }] },
    },
    advancing: {
      meta: { description: "A spent or foreign frame is discarded." },
      on: { STEP_ENDED: [{ guard: begins("filmAdvance"), target: "idle" }] },
    },
  },
});

export const printing = chart.createStateConfig({
  id: "printing",
  type: "parallel",
  tags: ["plans", "prints"],
  meta: { description: "A card is in work." },
  entry: [{ type: "heat", params: { wish: "on" } }],
  always: onwards("printing"),
  states: { cardSide, filmSide },
});
