/**
 * How warm may a card be expected to leave? Two limits at once: the exit limit for what is expected, and what spoils a card for what is
 * possible. Where the readings tell enough the first one counts; a doubtful machine is worked the cooler the more doubtful it is.
 */
import { EXIT_CELSIUS_MAX_DEFAULT, WARP_FROM_CELSIUS } from "./card-law.ts";
import type { SoakEstimator } from "./soak-estimator.ts";

/** Kept below the exit limit when a card is fed, K: what the estimate cannot know of the next half minute; and this share of its standard deviation. */
const FEED_MARGIN_KELVIN = 0.02;
const LIMIT_SIGMAS = 0.05;
/**
 * With so many standard deviations the card must stay so far below what spoils it, which lies so far above the exit limit, K [M: with 2.5 one card of 1.7
 * million warps on machines that are off in every parameter, `npm run soak -- heat --only 3391`].
 */
const WARP_SIGMAS = 2.8;
const WARP_MARGIN_KELVIN = 0.1;
const WARP_KELVIN = WARP_FROM_CELSIUS - EXIT_CELSIUS_MAX_DEFAULT;

const doubtKelvin = (estimator: SoakEstimator): number => WARP_SIGMAS * estimator.exitSigmaKelvin - WARP_KELVIN;

/** Highest exit temperature to plan a card for, by the model, degC. */
export function feedLimit(exitCelsiusMax: number, estimator: SoakEstimator): number {
  const expected = FEED_MARGIN_KELVIN + LIMIT_SIGMAS * estimator.exitSigmaKelvin;
  const possible = WARP_MARGIN_KELVIN + doubtKelvin(estimator);
  return exitCelsiusMax - estimator.exitWarmerKelvin - estimator.exitDoubtKelvin - Math.max(expected, possible);
}

/** Highest exit temperature to be expected just before the nip, degC: the margins of planning are used up by then. */
export function nipLimit(exitCelsiusMax: number, estimator: SoakEstimator): number {
  return exitCelsiusMax - estimator.exitDoubtKelvin - Math.max(0, doubtKelvin(estimator));
}
