/** What came of one shift of the heat soak, and what of it must not have happened. */
import { cardClass, EXIT_CELSIUS_MAX_DEFAULT, SHIFT_SECONDS, type ThermalProfile } from "../../../src/thermal/index.ts";
import type { CardRecord } from "../../../test/thermal/machine.ts";
import { type PlantDoubt, planWords, type ShiftPlan } from "./plan.ts";

export type Where = "alone" | "full stack";
/** Lower ends of the classes of the histograms: exit temperature, degC, and lowest surface over the window's lower end, K. */
export const EXIT_FROM = [0, 60, 65, 70, 72, 74, 76, 77, 78, 78.5, 79, 79.5, 80, 95] as const;
export const LOW_FROM = [-10, -1, -0.5, -0.25, 0, 0.1, 0.25, 0.5, 1, 2, 5] as const;
/** A card that left below this gave no reason to let the next one wait, degC: 4 K under the limit of the governor. */
export const COOL_EXIT_CELSIUS = 75;
/** Rounding of the simulation, K. */
const HAIR_KELVIN = 1e-6;

export interface ShiftRun {
  readonly seed: number;
  readonly where: Where;
  readonly doubt: PlantDoubt;
  readonly plan: string;
  readonly cards: number;
  readonly melted: number;
  readonly warped: number;
  readonly peeled: number;
  /** Transfers during which the surface left the published window, and those of them that no more accurate sensor could have kept in. */
  readonly outside: number;
  readonly outsideUnexcused: number;
  /** Cards above the exit limit, yet not spoilt. */
  readonly warm: number;
  /** Waited for the next card though the one before left below {@link COOL_EXIT_CELSIUS}, s; the open door apart. */
  readonly coolWaitSeconds: number;
  /** Cards by the classes of {@link EXIT_FROM} and {@link LOW_FROM}. */
  readonly exits: readonly number[];
  readonly lows: readonly number[];
  readonly exitCelsiusMax: number;
  readonly surfaceCelsiusMin: number;
  readonly surfaceCelsiusMax: number;
  /** Sensor error that the window is allowed, K. */
  readonly offsetKelvin: number;
  /** Faults that a guard or the host raised, though no part is broken. */
  readonly alarms: readonly string[];
  readonly problems: readonly string[];
}

export function judgeShift(
  plan: ShiftPlan,
  where: Where,
  all: readonly CardRecord[],
  profile: ThermalProfile,
  alarms: readonly string[],
  broken: readonly string[] = [],
): ShiftRun {
  // A card that is still in the machine at the end belongs to the next shift.
  const cards = all.filter((card) => card.atSeconds + profile.nipEntryBeforeEndSeconds <= SHIFT_SECONDS);
  const low = profile.gateLowCelsius - HAIR_KELVIN;
  const high = profile.gateHighCelsius + HAIR_KELVIN;
  // The firmware can keep the window only as its sensor shows it: a constant error moves it by as much.
  const shown = plan.offsetKelvin;
  const outside = cards.filter(({ minSurface, maxSurface }) => minSurface < low || maxSurface > high);
  const unexcused = outside.filter(
    ({ minSurface, maxSurface }) =>
      (minSurface < low && minSurface + Math.max(0, shown) < low) ||
      (maxSurface > high && maxSurface + Math.min(0, shown) > high),
  );
  const count = (quality: CardRecord["quality"]): number => cards.filter((card) => card.quality === quality).length;
  const melted = count("melt");
  const warped = count("warp");
  const peeled = count("peel");
  const problems = [
    ...(melted > 0 ? [`${melted} cards melted`] : []),
    ...(warped > 0 ? [`${warped} cards warped`] : []),
    ...(peeled > 0 ? [`${peeled} cards peeled`] : []),
    ...(unexcused.length > 0
      ? [`${unexcused.length} transfers outside ${profile.gateLowCelsius}-${profile.gateHighCelsius} C`]
      : []),
    ...(cards.length === 0 ? ["not one card in six hours"] : []),
    ...alarms.map((words) => `false alarm: ${words}`),
    ...broken,
  ];
  return {
    seed: plan.seed,
    where,
    doubt: plan.doubt,
    plan: planWords(plan),
    cards: cards.length,
    melted,
    warped,
    peeled,
    outside: outside.length,
    outsideUnexcused: unexcused.length,
    warm: cards.filter(({ exit, quality }) => exit > EXIT_CELSIUS_MAX_DEFAULT && cardClass(quality) !== "spoilt")
      .length,
    coolWaitSeconds: coolWait(plan, cards, profile),
    exits: histogram(
      EXIT_FROM,
      cards.map(({ exit }) => exit),
    ),
    lows: histogram(
      LOW_FROM,
      cards.map(({ minSurface }) => minSurface - profile.gateLowCelsius),
    ),
    exitCelsiusMax: cards.reduce((most, { exit }) => Math.max(most, exit), 0),
    surfaceCelsiusMin: cards.reduce((least, { minSurface }) => Math.min(least, minSurface), Number.POSITIVE_INFINITY),
    surfaceCelsiusMax: cards.reduce((most, { maxSurface }) => Math.max(most, maxSurface), 0),
    offsetKelvin: plan.offsetKelvin,
    alarms,
    problems,
  };
}

function coolWait(plan: ShiftPlan, cards: readonly CardRecord[], { cycleSeconds }: ThermalProfile): number {
  const { doorAtSeconds, doorSeconds } = plan;
  let waited = 0;
  for (let i = 1; i < cards.length; i++) {
    const { atSeconds, exit } = cards[i - 1]!;
    const next = cards[i]!.atSeconds;
    const doorBetween = doorSeconds > 0 && atSeconds <= doorAtSeconds + doorSeconds && next >= doorAtSeconds;
    if (exit < COOL_EXIT_CELSIUS && !doorBetween) waited += Math.max(0, next - atSeconds - cycleSeconds);
  }
  // In eighths, whose sums do not hang on their order.
  return Math.round(8 * waited) / 8;
}

function histogram(from: readonly number[], values: readonly number[]): number[] {
  const counts = from.map(() => 0);
  for (const value of values) {
    const at = Math.max(
      0,
      from.findLastIndex((low) => value >= low),
    );
    counts[at] = counts[at]! + 1;
  }
  return counts;
}
