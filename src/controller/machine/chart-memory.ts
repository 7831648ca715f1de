/**
 * What the chart does next is a function of its state, of what it remembers and of what it hears, and all of that is plain data of
 * few values. So each move is worked out once, by XState, and then remembered for all printers: a card hears the same sixteen
 * events as the card before it.
 */
import { type AnyActorScope, createActor, type ExecutableActionObject, type SnapshotFrom } from "xstate";
import { edgeIndex } from "../chart-doc.ts";
import type { PrinterEffect, PrinterEvent } from "./machine-types.ts";
import { printerMachine } from "./printer-machine.ts";

/** Moves remembered at most; a year of faults of all kinds makes some thousand. Others are worked out each time. */
export const MOVES_MAX = 20_000;

type Snapshot = SnapshotFrom<typeof printerMachine>;
type AnySystem = AnyActorScope["system"];

/** A delayed transition, by the event that XState makes of it. */
export interface Delayed {
  readonly type: string;
}
export type ChartEvent = PrinterEvent | Delayed;

/** What the chart asks for on its way: an effect, a delayed event, or that one of these is not wanted any more. */
export type Deed =
  | { readonly do: "tell"; readonly effect: PrinterEffect }
  | { readonly do: "delay"; readonly event: Delayed; readonly ms: number; readonly id: string }
  | { readonly do: "cancel"; readonly id: string };

/** One state of the chart, shared by all printers that are in it. */
export interface ChartState {
  readonly snapshot: Snapshot;
  readonly moves: Map<string, ChartMove>;
}

export interface ChartMove {
  /** Undefined: the event changes nothing. */
  readonly to: ChartState | undefined;
  /** In the chart's own order. */
  readonly deeds: readonly Deed[];
  /** Transitions taken that lead somewhere, as places in the edges of `chartJson`. */
  readonly edges: readonly number[];
}

/** The one part of an actor's system that XState does not name in its types: where transitions are told to those who inspect. */
interface Inspected {
  _sendInspectionEvent(said: { type: string; _transitions?: readonly object[] }): void;
}

const states = new Map<string, ChartState>();
let movesKept = 0;
let first: ChartMove | undefined;

/** Where every printer begins, and what is asked for there. */
export function firstMove(): ChartMove & { readonly to: ChartState } {
  first ??= workOut((scope) => printerMachine.getInitialSnapshot(scope));
  return first as ChartMove & { readonly to: ChartState };
}

/** What follows from an event. Throws what a guard or an assignment of the chart throws. */
export function nextMove(state: ChartState, event: ChartEvent): ChartMove {
  const key = JSON.stringify(event);
  const known = state.moves.get(key);
  if (known !== undefined) return known;
  const { snapshot } = state;
  const move = workOut((scope) => printerMachine.transition(snapshot, event as PrinterEvent, scope), snapshot);
  if (movesKept < MOVES_MAX) {
    movesKept++;
    state.moves.set(key, move);
  }
  return move;
}

/** For tests: how much is remembered. */
export const chartMemory = {
  get moves(): number {
    return movesKept;
  },
  forget(): void {
    states.clear();
    movesKept = 0;
    first = undefined;
  },
};

function stateOf(snapshot: Snapshot): ChartState {
  const key = `${snapshot.status} ${snapshot._nodes.map(({ order }) => order).join()} ${JSON.stringify(snapshot.context)}`;
  const known = states.get(key);
  if (known !== undefined) return known;
  const state = { snapshot, moves: new Map<string, ChartMove>() };
  if (movesKept < MOVES_MAX) states.set(key, state);
  return state;
}

/** Lets XState work a move out in a scope of its own that carries nothing out and writes down what is said and asked for. */
function workOut(move: (scope: AnyActorScope) => Snapshot, from?: Snapshot): ChartMove {
  const deeds: Deed[] = [];
  const edges: number[] = [];
  const self = createActor(printerMachine);
  const system = Object.assign(Object.create(self.system) as AnySystem & Inspected, {
    _sendInspectionEvent({ type, _transitions = [] }): void {
      if (type === "@xstate.microstep") edges.push(...edgesOf(_transitions));
    },
  } satisfies Inspected);
  const to = move({
    self,
    id: self.id,
    sessionId: self.sessionId,
    logger: () => {},
    system,
    defer: () => {},
    emit: () => {},
    stopChild: () => {},
    actionExecutor: (action) => {
      const deed = deedOf(action);
      if (deed !== undefined) deeds.push(deed);
    },
  });
  return { to: to === from ? undefined : stateOf(to), deeds, edges };
}

const edgesOf = (transitions: readonly object[]): number[] =>
  transitions.map(edgeIndex).filter((edge): edge is number => edge !== undefined);

/** The actions of XState itself that the chart consists of; an assignment is in the snapshot. Throws on another one: nobody would do it. */
function deedOf({ type, params }: ExecutableActionObject): Deed | undefined {
  const said = params as never;
  switch (type) {
    case "xstate.emit":
      return { do: "tell", effect: (said as { event: PrinterEffect }).event };
    case "xstate.raise": {
      const { event, delay, id } = said as { event: Delayed; delay: number | undefined; id: string };
      // Without a delay it is part of the same move.
      return delay === undefined ? undefined : { do: "delay", event, ms: delay, id };
    }
    case "xstate.cancel":
      return { do: "cancel", id: (said as { sendId: string }).sendId };
    default:
      throw new Error(`the chart asks for ${type}, which nobody does`);
  }
}
