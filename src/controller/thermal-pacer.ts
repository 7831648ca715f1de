/** The thermal room's governor and soak estimator behind the driver's narrow interface. */
import { Governor, type GovernorDecision, SoakEstimator, THERMAL_PROFILES } from "../thermal/index.ts";
import { type PaceDecision, type PaceReason, type Pacer, unpaced } from "./pacer.ts";
import type { PrinterSettings } from "./settings.ts";

/** Seconds of a pause are told in steps of this, for the same reason. */
const TOLD_SECONDS = 10;
/** Tenths of a degree are enough for people, and keep views from changing each second. */
const tenths = (celsius: number): number => Math.round(celsius * 10) / 10;

function paceOf(decision: GovernorDecision): PaceDecision {
  if (decision.action === "print") return decision;
  const card = decision.card === undefined ? {} : { card: decision.card };
  const { code, seconds, hotZoneCelsius, predictedExitCelsius } = decision.reason;
  const reason: PaceReason = {
    code,
    seconds: Math.ceil(seconds / TOLD_SECONDS) * TOLD_SECONDS,
    hotZoneCelsius: tenths(hotZoneCelsius),
    predictedExitCelsius: tenths(predictedExitCelsius),
  };
  if (code === "soaked") return { action: "rest", rollerCelsius: decision.rollerCelsius, ...card, reason };
  return code === "heating"
    ? { action: "warm", rollerCelsius: decision.rollerCelsius, ...card, reason }
    : { action: "warm", reason };
}

export function thermalPacer(settings: PrinterSettings): Pacer {
  if (settings.protection === "off") return unpaced();
  const profile = THERMAL_PROFILES[settings.model];
  const estimator = new SoakEstimator(profile);
  const governor = new Governor(profile, settings);
  let newest: GovernorDecision | undefined;
  let told: PaceDecision = { action: "print" };
  return {
    update: (sample) => estimator.update(sample),
    decide: (nowUs) => {
      const decision = governor.decide(nowUs, estimator);
      if (decision !== newest) told = paceOf(decision);
      newest = decision;
      return told;
    },
    residualWatt: () => (estimator.ready ? estimator.residualWatt : 0),
    mayTransfer: () => governor.mayTransfer(estimator),
    workEndsAt: (atUs) => {
      governor.workEndsAtUs = atUs;
    },
    canAnnounce: (can) => {
      governor.justInTime = can;
    },
  };
}
