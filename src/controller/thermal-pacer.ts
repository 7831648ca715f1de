/** The thermal room's governor and soak estimator behind the driver's narrow interface. */
import { Governor, SoakEstimator, THERMAL_PROFILES } from "../thermal/index.ts";
import { type PaceReason, type Pacer, unpaced } from "./pacer.ts";
import type { PrinterSettings } from "./settings.ts";

/** Tenths of a degree are enough for people, and keep views from changing each second. */
const tenths = (celsius: number): number => Math.round(celsius * 10) / 10;

export function thermalPacer(settings: PrinterSettings): Pacer {
  if (settings.protection === "off") return unpaced();
  const profile = THERMAL_PROFILES[settings.model];
  const estimator = new SoakEstimator(profile);
  const governor = new Governor(profile, settings);
  return {
    update: (sample) => estimator.update({ ...sample }),
    decide: (nowUs) => {
      const decision = governor.decide(nowUs, estimator);
      if (decision.action === "print") return decision;
      const { code, hotZoneCelsius, predictedExitCelsius } = decision.reason;
      const reason: PaceReason = {
        code,
        hotZoneCelsius: tenths(hotZoneCelsius),
        predictedExitCelsius: tenths(predictedExitCelsius),
      };
      if (code === "soaked") return { action: "rest", rollerCelsius: decision.rollerCelsius, reason };
      return { action: "warm", reason };
    },
    mayTransfer: () => governor.mayTransfer(estimator),
  };
}
