/** Names that the state files use: actions, guards and delays of the printer's statechart. */
import { assign, emit, setup } from "xstate";
import { FAULTS, STEP_KIND } from "../../protocol/index.ts";
import type { HeatWish, PrinterContext, PrinterEffect, PrinterEvent, PrinterTag, StateMeta } from "./machine-types.ts";
import { PLACES, type Place, placeOf } from "./place.ts";

/** A printer without work goes to standby after this long. [E] */
export const STANDBY_AFTER_MS = 30 * 60_000;
/** The roller stays hot this long while the printer waits for people. [E] */
export const HEAT_KEPT_MS = 10 * 60_000;
/** The host's own limit for a warm-up, far behind the engine's. [E] Cold to 165 degrees takes 167 s at nominal mains. */
export const WARM_UP_MS_MAX = 15 * 60_000;

const base = setup({
  types: {
    context: {} as PrinterContext,
    events: {} as PrinterEvent,
    emitted: {} as PrinterEffect,
    tags: {} as PrinterTag,
    meta: {} as StateMeta,
  },
  guards: {
    belongs: ({ context }, params: { place: Place }) => placeOf(context) === params.place,
    filmImaged: ({ context }) => context.filmImaged,
    filmBlank: ({ context }) => !context.filmImaged,
    mayServe: ({ context }) => !context.hasWork,
    isKind: ({ event }, params: { kind: keyof typeof STEP_KIND }) =>
      (event.type === "STEP_BEGUN" || event.type === "STEP_ENDED") && event.kind === STEP_KIND[params.kind],
    isKindOk: ({ event }, params: { kind: keyof typeof STEP_KIND }) =>
      event.type === "STEP_ENDED" && event.ok && event.kind === STEP_KIND[params.kind],
    linkIs: ({ event }, params: { state: string }) => event.type === "LINK" && event.state === params.state,
  },
  delays: { standbyAfter: STANDBY_AFTER_MS, heatKept: HEAT_KEPT_MS, warmUpMax: WARM_UP_MS_MAX },
});

export const chart = base.extend({
  actions: {
    noteHot: assign(({ context, event }) => ({ hot: event.type === "HOT" ? event.hot : context.hot })),
    noteBlocked: assign(({ context, event }) => ({ blocked: event.type === "BLOCKED" ? event.by : context.blocked })),
    noteRest: assign(({ context, event }) => ({ rest: event.type === "REST" ? event.rest : context.rest })),
    noteFilm: assign(({ context, event }) => ({
      filmImaged: event.type === "FILM" ? event.imaged : context.filmImaged,
    })),
    noteWork: assign({ hasWork: true, idle: false }),
    noteWorkDone: assign({ hasWork: false }),
    notePause: assign({ pausing: true }),
    noteResume: assign({ pausing: false, draining: false, idle: false }),
    noteDrain: assign({ draining: true }),
    noteIdle: assign({ idle: true }),
    noteFault: assign(({ context, event }) =>
      event.type === "FAULT" ? { fault: event.fault, because: FAULTS[event.fault].lost } : { fault: context.fault },
    ),
    noteNoFault: assign({ fault: "" }),
    blameWarmUp: assign({ fault: "warmUpTooSlow" }),
    blame: assign((_, params: { cause: PrinterContext["because"] }) => ({ because: params.cause })),
    heat: emit(({ context }, params: { wish: HeatWish }) => ({
      type: "heat",
      wish: context.draining && !context.hasWork ? "off" : params.wish,
    })),
    stopEngine: emit({ type: "stopEngine" }),
    recover: emit({ type: "recover" }),
    recordFault: emit(({ context }) => ({ type: "record", fault: context.fault === "" ? "linkLost" : context.fault })),
    explainFault: emit(({ context }) => ({
      type: "explain",
      fault: context.fault === "" ? "linkLost" : context.fault,
    })),
  },
});

/** Transitions out of a waiting state to wherever the printer belongs now; `stay` names the state itself. */
export function onwards(...stay: Place[]) {
  return PLACES.filter((place) => !stay.includes(place)).map((place) => ({
    guard: { type: "belongs" as const, params: { place } },
    target: `#${place}`,
  }));
}
