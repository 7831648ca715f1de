/** The thermal room's governor and soak estimator behind the driver's narrow interface. */
import type { Micros } from "../base/index.ts";
import { Governor, type GovernorDecision, SoakEstimator, THERMAL_PROFILES } from "../thermal/index.ts";
import {
  type HeatLearnt,
  type PaceDecision,
  type PaceReason,
  type Pacer,
  type PaceSample,
  type RecallHeat,
  unpaced,
} from "./pacer.ts";
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

/** `recall` gives back what is remembered of the machine that is met. */
export function thermalPacer(settings: PrinterSettings, recall?: RecallHeat): Pacer {
  return settings.protection === "off" ? unpaced() : new ThermalPacer(settings, recall);
}

class ThermalPacer implements Pacer {
  private readonly settings: PrinterSettings;
  private readonly recall: RecallHeat | undefined;
  private estimator: SoakEstimator;
  private governor: Governor;
  private serial: string | undefined;
  private newest: GovernorDecision | undefined;
  private told: PaceDecision = { action: "print" };

  constructor(settings: PrinterSettings, recall: RecallHeat | undefined) {
    this.settings = settings;
    this.recall = recall;
    const profile = THERMAL_PROFILES[settings.model];
    this.estimator = new SoakEstimator(profile);
    this.governor = new Governor(profile, settings);
  }

  meet(serial: string): void {
    if (serial === this.serial) return;
    const memory = this.recall?.(serial);
    // Of the machine that was here before nothing is true of this one; and a memory comes before the first reading.
    if (this.serial !== undefined || memory !== undefined) this.beginAnew();
    this.serial = serial;
    if (memory !== undefined) this.estimator.recall(memory);
  }

  private beginAnew(): void {
    const profile = THERMAL_PROFILES[this.settings.model];
    const { workEndsAtUs, justInTime } = this.governor;
    this.estimator = new SoakEstimator(profile);
    this.governor = new Governor(profile, this.settings);
    this.governor.workEndsAtUs = workEndsAtUs;
    this.governor.justInTime = justInTime;
    this.newest = undefined;
  }

  /** A machine that has made no card tells little, and a station may have thousands of those. */
  learnt(): HeatLearnt | undefined {
    const { serial, estimator } = this;
    const numbers = serial === undefined || estimator.transfers === 0 ? undefined : estimator.remember();
    return serial === undefined || numbers === undefined ? undefined : { serial, numbers };
  }

  update(sample: PaceSample): void {
    this.estimator.update(sample);
  }

  decide(nowUs: Micros): PaceDecision {
    const decision = this.governor.decide(nowUs, this.estimator);
    if (decision !== this.newest) this.told = paceOf(decision);
    this.newest = decision;
    return this.told;
  }

  residualWatt(): number {
    return this.estimator.ready ? this.estimator.residualWatt : 0;
  }

  heaterShare(): number {
    return this.estimator.heaterShare;
  }

  airflow(): { airflow: number; sigma: number } | undefined {
    const { estimator } = this;
    return estimator.ready ? { airflow: estimator.view.airflow, sigma: estimator.airflowSigma } : undefined;
  }

  mayTransfer(): boolean {
    return this.governor.mayTransfer(this.estimator);
  }

  workEndsAt(atUs: Micros | undefined): void {
    this.governor.workEndsAtUs = atUs;
  }

  canAnnounce(can: boolean): void {
    this.governor.justInTime = can;
  }
}
