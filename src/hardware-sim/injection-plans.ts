/** Injected faults that are still to come: at a time, at a step, at a card; and causes that go away after their time. */
import { US_PER_S } from "../base/index.ts";
import { type FaultName, STEP_KIND } from "../protocol/index.ts";
import type { Core } from "./core.ts";
import type { InjectionPlan } from "./state.ts";

/** Plans that may wait at once. */
export const PLANS_MAX = 1_000;
const SECONDS_MAX = 30 * 86_400;
const CARD_MAX = 1_000_000;

export type StepWord = Exclude<keyof typeof STEP_KIND, "none">;

/** When an injected fault strikes. All that is given must come together: that step of that card, and then so much later. */
export interface InjectTrigger {
  /** Seconds after the step, the card, or (without either) after now; 0..2,592,000. */
  readonly afterS?: number;
  /** The next time that this step is ordered. */
  readonly step?: StepWord;
  /** The n-th card from now on, 1..1,000,000; without `step` when its feeding is ordered. */
  readonly nthCard?: number;
}

/** Throws RangeError when the value is not in the range. */
export function within(what: string, value: number, low: number, high: number): number {
  if (!(value >= low && value <= high)) throw new RangeError(`${what} must be ${low}..${high}, got ${value}`);
  return value;
}

export const durationUs = (seconds: number): number =>
  Math.round(within("the duration in seconds", seconds, 0, SECONDS_MAX) * US_PER_S);

/** Puts a fault off until its trigger. Throws RangeError on a trigger that cannot be. */
export function planInjection(
  core: Core,
  fault: FaultName,
  strength: Pick<InjectionPlan, "times" | "value" | "durationUs">,
  trigger: InjectTrigger,
): void {
  const { step, nthCard, afterS = 0 } = trigger;
  if (step !== undefined && !(Object.hasOwn(STEP_KIND, step) && STEP_KIND[step] > 0)) {
    throw new RangeError(`no step "${step}"; there are ${Object.keys(STEP_KIND).slice(1).join(", ")}`);
  }
  if (nthCard !== undefined && !Number.isInteger(within("the card", nthCard, 1, CARD_MAX))) {
    throw new RangeError(`the card must be a whole number, got ${nthCard}`);
  }
  const afterUs = Math.round(within("the time after which it strikes, in seconds,", afterS, 0, SECONDS_MAX) * US_PER_S);
  const waits = step !== undefined || nthCard !== undefined;
  add(core, {
    fault,
    heals: false,
    ...strength,
    step: step === undefined ? (waits ? STEP_KIND.feed : STEP_KIND.none) : STEP_KIND[step],
    card: nthCard === undefined ? 0 : core.state.world.cardsFed + nthCard,
    afterUs,
    atUs: waits ? -1 : core.state.nowUs + afterUs,
  });
}

/** The cause goes away again after its time. */
export function planHealing(core: Core, fault: FaultName, afterUs: number): void {
  const atUs = core.state.nowUs + afterUs;
  add(core, { fault, heals: true, times: 1, value: null, durationUs: 0, step: 0, card: 0, afterUs, atUs });
}

function add(core: Core, plan: InjectionPlan): void {
  const { plans } = core.state.world;
  if (plans.length >= PLANS_MAX) throw new RangeError(`at most ${PLANS_MAX} injected faults may wait`);
  plans.push(plan);
}

/** A step was ordered: what waited for it gets its instant, at once or a while later. It strikes before the step's first tick. */
export function onStepOrdered(core: Core, kind: number): void {
  const { world, nowUs } = core.state;
  if (world.plans.length === 0) return;
  const card = world.card?.number ?? world.cardsFed + 1;
  for (const plan of world.plans) {
    if (plan.atUs < 0 && plan.step === kind && (plan.card === 0 || plan.card === card))
      plan.atUs = nowUs + plan.afterUs;
  }
}

/** Instant of the next plan that has one, or Infinity. */
export function nextPlanUs(core: Core): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { atUs } of core.state.world.plans) if (atUs >= 0 && atUs < next) next = atUs;
  return next;
}

/** Takes out the plans that are due, in the order of their instants. */
export function takeDuePlans(core: Core, untilUs: number): InjectionPlan[] {
  const { world } = core.state;
  const due = world.plans
    .filter(({ atUs }) => atUs >= 0 && atUs <= untilUs)
    .sort((one, other) => one.atUs - other.atUs);
  world.plans = world.plans.filter((plan) => !due.includes(plan));
  return due;
}

/** Healing by hand comes before healing by time. */
export function forgetHealing(core: Core, fault: FaultName): void {
  const { world } = core.state;
  world.plans = world.plans.filter((plan) => !(plan.heals && plan.fault === fault));
}
