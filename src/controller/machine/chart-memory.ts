/**
 * What the chart does next is a function of its state, of what it remembers and of what it hears, and all of that is plain data of
 * few values. So each move is worked out once, by XState, and then remembered for all printers: a card hears the same sixteen
 * events as the card before it. Moves that are not of this kind are worked out by XState each time.
 */
import type { ActorLogic, AnyActorScope, ExecutableActionObject, SnapshotFrom } from "xstate";
import type { PrinterEffect, PrinterEvent } from "./machine-types.ts";
import { printerMachine } from "./printer-machine.ts";

/** Moves remembered at most; a year of faults of all kinds makes some thousand. */
export const MOVES_MAX = 20_000;

type Snapshot = SnapshotFrom<typeof printerMachine>;
type AnySystem = AnyActorScope["system"];
export type PrinterLogic = ActorLogic<Snapshot, PrinterEvent, unknown, AnySystem, PrinterEffect>;

/** The one part of an actor's system that XState does not name in its types: where transitions are told to those who inspect. */
interface Inspected {
  _sendInspectionEvent(said: object): void;
}

/** What XState said or asked for while it worked a move out, in its order. */
type Said = { readonly inspection: object } | { readonly action: ExecutableActionObject; readonly carryOut: CarryOut };
type CarryOut = (scope: AnyActorScope, params: never) => void;

interface Move {
  /** Undefined: the event changes nothing. */
  readonly to: State | undefined;
  readonly said: readonly Said[];
}

interface State {
  readonly snapshot: Snapshot;
  readonly moves: Map<string, Move>;
}

/** The actions of XState itself that the chart consists of, done to an actor's own scope; an assignment is in the snapshot. */
const CARRY_OUT: Readonly<Record<string, CarryOut>> = {
  "xstate.emit": (scope, { event }: { event: PrinterEffect }) => scope.defer(() => scope.emit(event)),
  "xstate.raise": (scope, { event, delay, id }: { event: PrinterEvent; delay: number | undefined; id: string }) => {
    const { self, system } = scope;
    if (delay !== undefined) scope.defer(() => system.scheduler.schedule(self, self, event, delay, id));
  },
  "xstate.cancel": (scope, { sendId }: { sendId: string }) =>
    scope.defer(() => scope.system.scheduler.cancel(scope.self, sendId)),
};

const states = new Map<string, State>();
let movesKept = 0;

/** The printer's chart as one actor's logic: the same snapshots, effects, delays and inspections as `printerMachine`. */
export function printerLogic(): PrinterLogic {
  let snapshotNow: Snapshot | undefined;
  let stateNow: State | undefined;
  return {
    config: printerMachine.config,
    getInitialSnapshot: (scope) => printerMachine.getInitialSnapshot(scope),
    getPersistedSnapshot: (snapshot) => printerMachine.getPersistedSnapshot(snapshot),
    transition(snapshot, event, scope) {
      const state = snapshot === snapshotNow && stateNow !== undefined ? stateNow : stateOf(snapshot);
      const key = JSON.stringify(event);
      const move = state.moves.get(key);
      if (move === undefined) {
        snapshotNow = undefined;
        return workOut(state, key, snapshot, event, scope);
      }
      stateNow = move.to ?? state;
      // A new one each time, as XState makes it: who compares snapshots sees that something was heard.
      snapshotNow = move.to === undefined ? snapshot : { ...move.to.snapshot };
      repeat(move.said, event, scope);
      return snapshotNow;
    },
  };
}

/** For tests: how much is remembered. */
export const chartMemory = {
  get moves(): number {
    return movesKept;
  },
  forget(): void {
    states.clear();
    movesKept = 0;
  },
};

function stateOf(snapshot: Snapshot): State {
  const key = `${snapshot.status} ${snapshot._nodes.map(({ order }) => order).join()} ${JSON.stringify(snapshot.context)}`;
  const known = states.get(key);
  if (known !== undefined) return known;
  const state = { snapshot, moves: new Map<string, Move>() };
  if (movesKept < MOVES_MAX) states.set(key, state);
  return state;
}

function workOut(state: State, key: string, from: Snapshot, event: PrinterEvent, scope: AnyActorScope): Snapshot {
  const said: Said[] = [];
  let known = true;
  const inspected = scope.system as AnySystem & Inspected;
  const system = Object.assign(Object.create(inspected) as AnySystem, {
    _sendInspectionEvent(inspection: object): void {
      said.push({ inspection });
      inspected._sendInspectionEvent(inspection);
    },
  });
  const actionExecutor = (action: ExecutableActionObject): void => {
    const carryOut = CARRY_OUT[action.type];
    if (carryOut === undefined) known = false;
    else said.push({ action, carryOut });
    scope.actionExecutor(action);
  };
  const to = printerMachine.transition(from, event, { ...scope, system, actionExecutor });
  if (known && to.status === "active" && movesKept < MOVES_MAX) {
    movesKept++;
    state.moves.set(key, { to: to === from ? undefined : stateOf(to), said });
  }
  return to;
}

function repeat(said: readonly Said[], event: PrinterEvent, scope: AnyActorScope): void {
  const { self, system } = scope;
  for (const one of said) {
    if ("inspection" in one) {
      (system as AnySystem & Inspected)._sendInspectionEvent({ ...one.inspection, actorRef: self });
    } else {
      const { type, info, params } = one.action;
      const exec = (): void => one.carryOut(scope, params as never);
      scope.actionExecutor({ type, info: { ...info, event, self, system }, params, exec });
    }
  }
}
