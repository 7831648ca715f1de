/**
 * The host's own opinion of an engine's heater, from readings and duty alone: heat that nobody commanded, commanded heat that does
 * not come, a reading out of control; and, by the slow heat balance of the soak estimate, a reading that drifts away from its roller.
 * The engine's guards are quicker where they see anything; this one speaks only when they stay silent.
 */
import type { FaultName } from "../../protocol/index.ts";
import {
  CONTROL_PERIOD_SECONDS,
  fullPowerWatt,
  type HeatObserverState,
  newHeatObserver,
  plannedCardWatt,
  shareIsOff,
  stepHeatObserver,
  type ThermalProfile,
} from "../../thermal/index.ts";

/** The engine's own guard trips at 190 degC within a second. */
const OVER_CELSIUS = 193;
const OVER_SECONDS = 3;
/** Unexplained power over full power, and for how long: both beyond what the engine's guards take (0.5 for 3 s). */
const STUCK_SHARE_MIN = 0.6;
const STUCK_SHARE_MAX = 1.6;
const STUCK_SECONDS = 10;
/** Nearly all of so much commanded power is missing for so long (the engine: 0.92 of 0.6 for 8 s). */
const COMMANDED_SHARE_MIN = 0.6;
const MISSING_SHARE = 0.95;
const OPEN_SECONDS = 20;
/**
 * A sensor that drifts up shows a roller that stays warm with too little heat: for 0.1 K/s the balance lacks 13 W, and 0.33 W for each
 * kelvin of error. Sound machines with every parameter a tenth off stay below the first [C: the heat soak]; a heater that is stuck shows
 * more than the second.
 */
const DRIFT_WATT_MIN = 10;
const DRIFT_WATT_MAX = 45;
const DRIFT_SECONDS = 30;
/**
 * A sensor that drifts down is heated after until the cut-off opens, and a weak heater leaves cards cold: commanded heat does not come.
 * With so large a share of what was commanded given back, sound machines are above 0 W, a sensor that falls by 0.1 K/s at -13 W [C: the heat soak].
 */
const LACK_WATT = 5;
const LACK_SHARE = 0.15;
const LACK_SECONDS = 60;
/** A drift that is too slow for either shows in the share of heat that arrives, against what is usual of this machine, for so long. */
const SHARE_SECONDS = 60;
/** The balance is not believed for so long after the roller stayed behind its set-point, s. */
const BEHIND_SECONDS = 150;
/** Commanded power is averaged over this for it, s: smoothing and lag of the balance. */
const LACK_SMOOTH_SECONDS = 54;
/** A roller whose core was hotter than its surface when it was first seen gives that heat away within this, s. */
const SETTLED_SECONDS = 180;
/** Commanded power is averaged over this, s: about the delay of the estimate. */
const COMMANDED_SMOOTH_SECONDS = 5;
/** After a longer gap between two statuses the opinion is formed anew, s. */
const GAP_SECONDS_MAX = 3;

export interface HeatStatus {
  /** Engine's clock, 32 bits; only differences count. */
  clockTicks: number;
  ticksPerSecond: number;
  rollerCelsius: number;
  /** Commanded, 0..1. */
  duty: number;
  mainsVolt: number;
  cardInNip: boolean;
  /** Heat into the roller that nobody commanded, by the soak estimate's balance, W; undefined: nobody reckons it. */
  residualWatt?: number | undefined;
  /** Share of the commanded heat that arrives, over what it usually is on this machine; undefined: nobody reckons it. */
  heaterShare?: number | undefined;
  /** The roller is held at a set-point and its reading stays behind it. */
  heldBehind?: boolean;
}

export type HeatOpinion = Extract<
  FaultName,
  "rollerOverTemperature" | "heaterStuckOn" | "heaterOpen" | "thermistorDetached"
>;

export class HeatSecondOpinion {
  private observer: HeatObserverState = newHeatObserver();
  private lastTicks = -1;
  private overSeconds = 0;
  private stuckSeconds = 0;
  private openSeconds = 0;
  private commandedWatt = 0;
  private seenSeconds = 0;
  private driftSeconds = 0;
  private lackSeconds = 0;
  private sentWatt = 0;
  private shareSeconds = 0;
  private behindSeconds = 0;

  /** What was seen is of no use any more: another engine, or one whose own guards have spoken. */
  forget(): void {
    // Nothing was seen: said with each status of a printer that does not heat.
    if (this.lastTicks < 0) return;
    this.observer = newHeatObserver();
    this.lastTicks = -1;
    this.overSeconds = 0;
    this.stuckSeconds = 0;
    this.openSeconds = 0;
    this.commandedWatt = 0;
    this.seenSeconds = 0;
    this.driftSeconds = 0;
    this.lackSeconds = 0;
    this.sentWatt = 0;
    this.shareSeconds = 0;
    this.behindSeconds = 0;
  }

  /** One status. Without a profile (a model that is not known) only the reading itself is judged. */
  look(profile: ThermalProfile | undefined, status: HeatStatus): HeatOpinion | undefined {
    const since = ((status.clockTicks - this.lastTicks) >>> 0) / status.ticksPerSecond;
    const first = this.lastTicks < 0 || since > GAP_SECONDS_MAX;
    if (!first && since < CONTROL_PERIOD_SECONDS / 2) return undefined;
    if (first) this.forget();
    this.lastTicks = status.clockTicks;
    const elapsed = first ? 0 : since;
    this.overSeconds = status.rollerCelsius > OVER_CELSIUS ? this.overSeconds + elapsed : 0;
    if (this.overSeconds >= OVER_SECONDS) return "rollerOverTemperature";
    if (profile === undefined) return undefined;
    return this.judgePower(profile, status, elapsed) ?? this.judgeSensor(profile, status, elapsed);
  }

  /** The sensor no longer follows its roller. */
  private judgeSensor(profile: ThermalProfile, status: HeatStatus, elapsed: number): HeatOpinion | undefined {
    const { residualWatt } = status;
    if (residualWatt === undefined) return undefined;
    this.seenSeconds += elapsed;
    const sent = status.duty * fullPowerWatt(profile, status.mainsVolt);
    this.sentWatt += (elapsed / (LACK_SMOOTH_SECONDS + elapsed)) * (sent - this.sentWatt);
    if (this.seenSeconds <= SETTLED_SECONDS) return undefined;
    const drifts = residualWatt > DRIFT_WATT_MIN && residualWatt < DRIFT_WATT_MAX;
    this.driftSeconds = drifts ? this.driftSeconds + elapsed : 0;
    const lacks = residualWatt + LACK_SHARE * this.sentWatt < -LACK_WATT;
    // A roller that stays behind the set-point it is held at has a weak heater, which the engine's own guards name: a sensor that drifts is followed easily.
    this.behindSeconds = status.heldBehind === true ? BEHIND_SECONDS : Math.max(0, this.behindSeconds - elapsed);
    this.lackSeconds = lacks && this.behindSeconds === 0 ? this.lackSeconds + elapsed : 0;
    const off = shareIsOff(status.heaterShare ?? 1);
    this.shareSeconds = off > 0 || (off < 0 && this.behindSeconds === 0) ? this.shareSeconds + elapsed : 0;
    if (this.shareSeconds >= SHARE_SECONDS) return "thermistorDetached";
    return this.driftSeconds >= DRIFT_SECONDS || this.lackSeconds >= LACK_SECONDS ? "thermistorDetached" : undefined;
  }

  private judgePower(profile: ThermalProfile, status: HeatStatus, elapsed: number): HeatOpinion | undefined {
    const full = fullPowerWatt(profile, status.mainsVolt);
    const commanded = status.duty * full;
    const card = status.cardInNip ? plannedCardWatt(profile) : 0;
    const periods = Math.max(1, Math.round(elapsed / CONTROL_PERIOD_SECONDS));
    for (let i = 0; i < periods; i++) {
      stepHeatObserver(this.observer, profile, status.rollerCelsius, commanded, card);
    }
    this.commandedWatt += (elapsed / (COMMANDED_SMOOTH_SECONDS + elapsed)) * (commanded - this.commandedWatt);
    const watt = this.observer.unexplainedWatt;
    const stuck = watt > STUCK_SHARE_MIN * full && watt < STUCK_SHARE_MAX * full;
    this.stuckSeconds = stuck ? this.stuckSeconds + elapsed : 0;
    if (this.stuckSeconds >= STUCK_SECONDS) return "heaterStuckOn";
    const asked = this.commandedWatt > COMMANDED_SHARE_MIN * full;
    this.openSeconds = asked && -watt > MISSING_SHARE * this.commandedWatt ? this.openSeconds + elapsed : 0;
    return this.openSeconds >= OPEN_SECONDS ? "heaterOpen" : undefined;
  }
}
