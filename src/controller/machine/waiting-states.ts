/** Life without a card in work: from first contact to ready, and the pauses that end by themselves or by an operator. */
import { chart, onwards } from "./machine-setup.ts";

const heatOn = { type: "heat" as const, params: { wish: "on" as const } };
const heatPaced = { type: "heat" as const, params: { wish: "paced" as const } };
const heatOff = { type: "heat" as const, params: { wish: "off" as const } };

export const unknown = chart.createStateConfig({
  tags: ["blind"],
  meta: { description: "Nothing is known until identity and status are read back. Nothing is ordered." },
  on: { ENGINE_READY: "recovering" },
});

export const cold = chart.createStateConfig({
  tags: [],
  meta: { description: "The engine starts up; heat is asked for as soon as it allows." },
  entry: [heatOn],
  on: { ENGINE_READY: "recovering", ENGINE_BOOTING: { actions: [] } },
});

export const recovering = chart.createStateConfig({
  tags: ["recovers"],
  meta: {
    description: "Journal, ledger and sensors are reconciled and strange cards removed before anything else moves.",
  },
  entry: ["recover"],
  on: { RECOVERED: onwards() },
});

export const warming = chart.createStateConfig({
  id: "warming",
  tags: ["plans"],
  meta: { description: "The roller heats up for the next card." },
  entry: [heatOn],
  always: onwards("warming"),
  after: { warmUpMax: { target: "faulted", actions: "blameWarmUp" } },
});

export const ready = chart.createStateConfig({
  id: "ready",
  tags: ["plans", "takes"],
  meta: { description: "Hot, supplied and without a job: takes the next one at once." },
  entry: [heatOn],
  always: onwards("ready"),
  after: { standbyAfter: { actions: "noteIdle" } },
});

export const standby = chart.createStateConfig({
  id: "standby",
  tags: ["plans", "takes"],
  meta: { description: "No work for half an hour: heater off. A job wakes it." },
  entry: [heatOff],
  always: onwards("standby"),
});

export const coolingDown = chart.createStateConfig({
  initial: "paced",
  meta: { description: "Resting so that the next card stays good." },
  states: {
    paced: {
      id: "paced",
      tags: ["plans"],
      meta: { description: "The governor rests: the next card would leave too hot. Roller lowered." },
      entry: [heatPaced],
      always: onwards("paced"),
    },
    headHot: {
      id: "headHot",
      tags: ["plans"],
      meta: { description: "The print head cools; imaging waits." },
      entry: [heatOn],
      always: onwards("headHot"),
    },
    ordered: {
      id: "ordered",
      tags: [],
      meta: { description: "Drained: the last card is done, the heater is off." },
      entry: [heatOff],
      always: onwards("ordered"),
    },
  },
});

const waitsFor = (id: "ribbon" | "film" | "blanks" | "outputFull" | "rejectFull", description: string) =>
  chart.createStateConfig({ id, tags: ["plans"], meta: { description }, always: onwards(id) });

export const supplyOut = chart.createStateConfig({
  initial: "ribbon",
  meta: { description: "Waits for people to load or empty something, and goes on by itself." },
  after: { heatKept: { actions: heatOff } },
  states: {
    ribbon: waitsFor("ribbon", "No ribbon set of the right type is proven present."),
    film: waitsFor("film", "No film frame of the right type is proven present."),
    blanks: waitsFor("blanks", "The hopper is empty."),
    outputFull: waitsFor("outputFull", "The output bin is full."),
    rejectFull: waitsFor("rejectFull", "The reject bin is full."),
  },
});

export const paused = chart.createStateConfig({
  id: "paused",
  tags: ["plans"],
  meta: { description: "An operator paused it, after the card in flight." },
  always: onwards("paused"),
  after: { heatKept: { actions: heatOff } },
});
