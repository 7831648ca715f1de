/** A plan carried out on the exact plant, with every limit checked. What breaks one is refused, with the reason. */
import { cardEntryCelsius, cardExitCelsius, cardPlatenWatt, cardSurfaceWatt } from "../card-law.ts";
import { NODE, type PlantInputs, plantAtRest } from "../network.ts";
import { Plant } from "../plant.ts";
import {
  type CardPlan,
  HEAT_LEAD_SECONDS_MAX,
  PLAN_TICK_US,
  type Schedule,
  type Shift,
  ticksOf,
  ticksToNip,
} from "./shift.ts";

/** Rounding of temperatures may pass a limit by this much, K. */
const ROUNDING_KELVIN = 1e-9;

export type RefusalCode = "notAPlan" | "exitTooHot" | "surfaceTooCold" | "surfaceTooHot" | "headTooHot" | "shiftOver";

export interface ReplayedCard {
  /** Nip entry, s from the start of the shift. */
  atSeconds: number;
  entrySurfaceCelsius: number;
  surfaceCelsiusMin: number;
  surfaceCelsiusMax: number;
  exitCelsius: number;
}

export interface Replay {
  /** Empty when every limit was kept; else the first that was not, and by which card (from 0). */
  refusal?: { code: RefusalCode; card: number };
  /** Cards before the refusal. */
  cards: ReplayedCard[];
  endSeconds: number;
}

/** A traced replay reports at least this often. */
const TRACE_TICKS = 200;

/** Called after every piece of the replay, for plots. */
export type ReplayTrace = (seconds: number, celsius: Float64Array) => void;

class Player {
  readonly plant: Plant;
  readonly inputs: PlantInputs;
  readonly #shift: Shift;
  readonly #trace: ReplayTrace | undefined;
  /** The heater burns within [from, to), in ticks of the shift. */
  heatFrom = 0;
  heatTo = 0;
  tick = 0;
  surfaceMin = 0;
  surfaceMax = 0;
  headMax = 0;

  constructor(shift: Shift, trace?: ReplayTrace) {
    this.#shift = shift;
    this.#trace = trace;
    this.plant = new Plant(shift.profile, shift.roomCelsius);
    this.inputs = { ...plantAtRest(shift.roomCelsius), airflow: shift.airflow };
  }

  get surface(): number {
    return this.plant.celsius[NODE.surface]!;
  }

  mode(printing: boolean, imaging: boolean): void {
    const p = this.#shift.profile;
    this.inputs.printing = printing;
    this.inputs.motorsWatt = printing ? p.motorsWatt : 0;
    this.inputs.chassisWatt = p.chassisIdleWatt + (printing ? p.chassisPrintingWatt : 0);
    this.inputs.headWatt = imaging ? p.headJoulePerCard / p.imagingSeconds : 0;
  }

  /** Runs until `tick`, split where the heater switches; `watch` keeps the surface's extremes. */
  until(tick: number, watch = false): void {
    while (this.tick < tick) {
      const on = this.tick >= this.heatFrom && this.tick < this.heatTo;
      let next = tick;
      for (const edge of [this.heatFrom, this.heatTo]) if (edge > this.tick && edge < next) next = edge;
      if (this.#trace !== undefined) next = Math.min(next, this.tick + TRACE_TICKS);
      this.inputs.heaterWatt = on ? this.#shift.profile.heaterWatt : 0;
      const us = (next - this.tick) * PLAN_TICK_US;
      if (watch) {
        const reached = this.plant.extremum("surface", this.inputs, us);
        this.surfaceMin = Math.min(this.surfaceMin, reached.lowCelsius);
        this.surfaceMax = Math.max(this.surfaceMax, reached.highCelsius);
      }
      this.plant.step(us, this.inputs);
      this.tick = next;
      this.headMax = Math.max(this.headMax, this.plant.celsius[NODE.head]!);
      this.#trace?.((this.tick * PLAN_TICK_US) / 1e6, this.plant.celsius);
    }
  }
}

function isPlan(shift: Shift, plan: CardPlan): boolean {
  const { waitTicks, heatLeadTicks, heatNipTicks } = plan;
  const whole = [waitTicks, heatLeadTicks, heatNipTicks].every((ticks) => Number.isSafeInteger(ticks) && ticks >= 0);
  const leadMax = Math.min(waitTicks + ticksToNip(shift.profile), ticksOf(HEAT_LEAD_SECONDS_MAX));
  return whole && heatLeadTicks <= leadMax && heatNipTicks <= ticksOf(shift.profile.nipSeconds);
}

function playCard(player: Player, shift: Shift, plan: CardPlan): ReplayedCard {
  const p = shift.profile;
  const start = player.tick + plan.waitTicks;
  const entry = start + ticksToNip(p);
  player.heatFrom = entry - plan.heatLeadTicks;
  player.heatTo = entry + plan.heatNipTicks;
  player.headMax = 0;
  player.mode(false, false);
  player.until(start);
  player.mode(true, true);
  player.until(start + ticksOf(p.imagingSeconds));
  player.mode(true, false);
  player.until(entry);

  const x = player.plant.celsius;
  const card = cardEntryCelsius(x[NODE.hotZone]!, x[NODE.chassis]!);
  const surface = player.surface;
  const exitCelsius = cardExitCelsius(p, card, surface, x[NODE.platen]!);
  player.inputs.surfaceLoadWatt = cardSurfaceWatt(p, card, surface);
  player.inputs.platenLoadWatt = cardPlatenWatt(p, card, x[NODE.platen]!);
  player.surfaceMin = surface;
  player.surfaceMax = surface;
  player.until(entry + ticksOf(p.nipSeconds), true);
  player.inputs.surfaceLoadWatt = 0;
  player.inputs.platenLoadWatt = 0;
  player.until(start + ticksOf(p.cycleSeconds));
  return {
    atSeconds: (entry * PLAN_TICK_US) / 1e6,
    entrySurfaceCelsius: surface,
    surfaceCelsiusMin: player.surfaceMin,
    surfaceCelsiusMax: player.surfaceMax,
    exitCelsius,
  };
}

/** Carries the plan out. Never throws on a plan: one that breaks a limit comes back with its refusal. */
export function replaySchedule(shift: Shift, schedule: Schedule, trace?: ReplayTrace): Replay {
  const p = shift.profile;
  const player = new Player(shift, trace);
  const cards: ReplayedCard[] = [];
  const end = (): number => (player.tick * PLAN_TICK_US) / 1e6;
  const refused = (code: RefusalCode): Replay => ({
    refusal: { code, card: cards.length },
    cards,
    endSeconds: end(),
  });
  for (const plan of schedule) {
    if (!isPlan(shift, plan)) return refused("notAPlan");
    if (player.tick + plan.waitTicks + ticksOf(p.cycleSeconds) > ticksOf(shift.shiftSeconds))
      return refused("shiftOver");
    const card = playCard(player, shift, plan);
    if (card.exitCelsius > shift.exitCelsiusMax + ROUNDING_KELVIN) return refused("exitTooHot");
    if (card.surfaceCelsiusMin < p.gateLowCelsius - ROUNDING_KELVIN) return refused("surfaceTooCold");
    if (card.entrySurfaceCelsius < shift.entryCelsiusMin - ROUNDING_KELVIN) return refused("surfaceTooCold");
    if (card.surfaceCelsiusMax > p.gateHighCelsius + ROUNDING_KELVIN) return refused("surfaceTooHot");
    if (player.headMax >= p.headPauseCelsius) return refused("headTooHot");
    cards.push(card);
  }
  return { cards, endSeconds: end() };
}
