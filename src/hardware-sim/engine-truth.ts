/** Read-only view of what is really the case inside the engine. For tests, reports and the simulator's own screen. */
import { CARD_STOP, nameOf } from "../protocol/index.ts";
import { NODE, type NodeName } from "../thermal/index.ts";
import type { Core } from "./core.ts";
import { nvSettle } from "./nvram.ts";
import type { CardState, CardTruth, EngineState } from "./state.ts";

export class EngineTruth {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Every card that left the hopper, oldest first; the newest 10,000. */
  get cards(): readonly CardTruth[] {
    return this.#core.state.truth.cards;
  }

  /** Counts: fed, output, reject, removed, good, curl, peelRisk, warp, peel, melt, marginal, spoilt, ejected. */
  get totals(): Readonly<Record<string, number>> {
    return this.#core.state.truth.totals;
  }

  /** The card inside, if any. */
  get card(): Readonly<CardState> | undefined {
    return this.#core.state.world.card ?? undefined;
  }

  /** Name of the stop at which the card inside is, `none` without one. */
  get cardPlace(): string {
    return nameOf(CARD_STOP, this.#core.state.world.card?.stop ?? CARD_STOP.none);
  }

  /** Job on the film frame before the nip; empty when clear. */
  get frameJob(): string {
    return this.#core.state.world.frameJob;
  }

  get nipClosed(): boolean {
    return this.#core.state.world.nipClosed;
  }

  get powered(): boolean {
    return this.#core.state.world.powered;
  }

  /** Electrical power in the heater now, W. */
  get heaterWatt(): number {
    return this.#core.inputs.heaterWatt;
  }

  /** Temperature of a node, C, as of the engine's last look. */
  celsius(node: NodeName): number {
    return this.#core.plant.celsius[NODE[node]]!;
  }

  /** Invariants that were broken since the engine was made, in words. */
  get breaches(): readonly string[] {
    return this.#core.state.truth.breaches;
  }

  /** The whole state. Not to be written to. */
  get state(): Readonly<EngineState> {
    nvSettle(this.#core.state.nvram);
    return this.#core.state;
  }

  /** For `checkEngineInvariants`. */
  get core(): Core {
    return this.#core;
  }
}
