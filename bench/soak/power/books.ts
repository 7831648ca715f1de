/** What each step truly spent in one machine, counted while it happens, so that at the end nothing is left over. */
import type { EngineEvent, EngineTruth } from "../../../src/hardware-sim/index.ts";
import { STEP_KIND, STEP_RESULT } from "../../../src/protocol/index.ts";

interface Stock {
  readonly kind: number;
  readonly fed: number;
  readonly hopper: number;
  readonly ribbon: number;
  readonly film: number;
}

export class Books {
  /** Steps that took a blank out of the hopper, and a ribbon set and a frame with it. */
  readonly fedBy = new Set<number>();
  readonly imagedBy = new Set<number>();
  /** Frames given up: by order, and one at each start of the machine. */
  private discards = 0;
  private readonly begun = new Map<number, Stock>();
  private readonly truth: EngineTruth;
  private readonly first: Stock;
  private readonly firstBins: { readonly output: number; readonly reject: number };
  private readonly firstTotals: Readonly<Record<string, number>>;
  private readonly bootsFirst: number;
  private readonly insideFirst: number;
  private found: string[] = [];

  constructor(truth: EngineTruth) {
    this.truth = truth;
    this.first = this.stock();
    const { output, reject } = truth.state.world;
    this.firstBins = { output, reject };
    this.firstTotals = { ...truth.totals };
    this.bootsFirst = truth.state.ram.keep.boots;
    this.insideFirst = truth.card === undefined ? 0 : 1;
    const { cardStep, filmStep } = truth.state.ram;
    for (const step of [cardStep, filmStep])
      if (step !== null) this.begun.set(step.id, { ...this.first, kind: step.kind });
  }

  readonly onEvent = (event: EngineEvent): void => {
    if (event.type === "stepBegun") this.begun.set(event.id, this.stock(event.kind));
    else if (event.type === "stepEnded") this.onEnded(event.id, event.kind, event.result);
    else if (event.type === "power" && !event.on) this.onPowerOff();
  };

  /** What does not add up now, in words. */
  problems(): string[] {
    const { first, truth } = this;
    const now = this.stock();
    const { world, ram } = truth.state;
    for (const [id, { kind }] of [...this.begun]) this.onEnded(id, kind, STEP_RESULT.begun);
    const same = (what: string, one: number, other: number): void => {
      if (one !== other) this.found.push(`${what}: ${one}, but ${other} are accounted for`);
    };
    const total = (name: string): number => (truth.totals[name] ?? 0) - (this.firstTotals[name] ?? 0);
    const inside = (world.card === null ? 0 : 1) - this.insideFirst;
    same("blanks gone from the hopper", first.hopper - now.hopper, this.fedBy.size);
    same("cards fed", now.fed - first.fed, total("output") + total("reject") + total("removed") + inside);
    same("cards in the output bin", world.output - this.firstBins.output, total("output"));
    same("cards in the reject bin", world.reject - this.firstBins.reject, total("reject"));
    same("ribbon sets spent", first.ribbon - now.ribbon, this.imagedBy.size);
    const starts = ram.life === "up" && ram.keep.boots !== this.bootsFirst ? 1 : 0;
    same("film frames spent", first.film - now.film, this.imagedBy.size + this.discards + starts);
    return this.found;
  }

  private onEnded(id: number, kind: number, result: number): void {
    const before = this.begun.get(id);
    // It was ordered and had not begun to move.
    if (before === undefined) return;
    this.begun.delete(id);
    const now = this.stock();
    if (kind === STEP_KIND.feed && now.fed > before.fed) this.fedBy.add(id);
    if (kind === STEP_KIND.image && now.ribbon < before.ribbon) this.imagedBy.add(id);
    if (kind === STEP_KIND.filmAdvance && result === STEP_RESULT.ok) this.discards++;
  }

  private onPowerOff(): void {
    const { ram } = this.truth.state;
    if (ram.life === "up" && ram.keep.boots !== this.bootsFirst) this.discards++;
  }

  private stock(kind = 0): Stock {
    const { world } = this.truth.state;
    return {
      kind,
      fed: this.truth.totals["fed"] ?? 0,
      hopper: world.hopper,
      ribbon: world.ribbon.left,
      film: world.film.left,
    };
  }
}
