/**
 * What a printer's heat was like lately: each second for ten minutes, each minute for a shift, and the cards that came out.
 * In memory only; a restart begins anew.
 */
import { type Clock, type Micros, US_PER_MS, US_PER_S } from "../../base/index.ts";
import type { CardSight, HeatSight } from "../../controller/index.ts";
import type { PrinterHistory } from "../api-history.ts";
import { HeatRing } from "./heat-ring.ts";

const FINE_EVERY_US: Micros = US_PER_S;
const COARSE_EVERY_US: Micros = 60 * US_PER_S;
/** Ten minutes, eight hours. */
export const FINE_POINTS_MAX = 600;
export const COARSE_POINTS_MAX = 480;
export const CARDS_KEPT_MAX = 50;

/** A card leaves within 3.3 s of the printer's time [E]: at twenty times the speed it would be missed each second. */
const CARD_LOOK_US = 150_000;

/** Where to look: what a point needs is put together only when one is due. */
export interface Seen {
  readonly job: string;
  heatSight(): HeatSight;
  cardSight(): CardSight;
}

type CardExit = PrinterHistory["cards"][number];

export class History {
  private readonly clock: Clock;
  private readonly fine = new HeatRing(FINE_EVERY_US, FINE_POINTS_MAX);
  private readonly coarse = new HeatRing(COARSE_EVERY_US, COARSE_POINTS_MAX);
  /** Undefined before the first. */
  private cards: CardExit[] | undefined;
  private card: { job: string; exitCelsius: number | null; rollerCelsius: number | null } | undefined;

  private cardLookAt = 0;

  /** `clock`: the wall's. */
  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** To be called with each newer status. */
  note(printer: Seen): void {
    const now = this.clock.now();
    const due = this.fine.isDue(now);
    if (!due && now < this.cardLookAt) return;
    this.cardLookAt = now + CARD_LOOK_US;
    // No card is followed, and none is in work.
    if (!due && this.card === undefined && printer.job === "") return;
    this.noteCard(printer.cardSight());
    if (!due) return;
    const seen = printer.heatSight();
    // Old numbers of a machine that is silent are no history.
    if (seen.heatAgeUs < 0 || seen.heatAgeUs > 3 * US_PER_S) return;
    const atMs = this.clock.utcMs() - Math.round(seen.heatAgeUs / US_PER_MS / Math.max(1, seen.simSpeed));
    this.fine.push(now, atMs, seen);
    if (this.coarse.isDue(now)) this.coarse.push(now, atMs, seen);
  }

  all(): Omit<PrinterHistory, "printer" | "serial"> {
    return {
      fine: this.fine.columns(),
      coarse: this.coarse.columns(),
      cards: this.cards?.slice(-CARDS_KEPT_MAX) ?? [],
    };
  }

  /** The highest reading of the exit sensor while a job's card leaves, and the roller when it was joined. */
  private noteCard(view: CardSight): void {
    if (this.card !== undefined && this.card.job !== view.job) {
      const { job, exitCelsius, rollerCelsius } = this.card;
      this.card = undefined;
      this.cards ??= [];
      this.cards.push({ job, atMs: this.clock.utcMs(), exitCelsius, rollerCelsius });
      // Many at once: to take the first of a list moves the others.
      if (this.cards.length === 2 * CARDS_KEPT_MAX) this.cards.splice(0, CARDS_KEPT_MAX);
    }
    const { leaving, joined } = view;
    if (view.job === "" || !(leaving || joined)) return;
    this.card ??= { job: view.job, exitCelsius: null, rollerCelsius: null };
    if (joined) this.card.rollerCelsius = view.rollerCelsius ?? null;
    if (leaving && view.exitCelsius !== undefined) {
      this.card.exitCelsius = Math.max(this.card.exitCelsius ?? view.exitCelsius, view.exitCelsius);
    }
  }
}
