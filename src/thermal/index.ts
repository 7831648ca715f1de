/** Heat: the plant, its sensors, control and guards, what it does to cards, and the pacing of work by temperature. */
export { AIRFLOW_DAYS_MAX, type AirflowDay, type AirflowTrend, airflowTrend } from "./airflow-trend.ts";
export {
  type CardApproach,
  ENTRY_RISE_KELVIN,
  FEED_FORWARD_LEAD_SECONDS,
  type FeedForwardState,
  NO_CARD,
  newFeedForward,
  plannedCardWatt,
} from "./card-feed-forward.ts";
export {
  type CardClass,
  type CardQuality,
  CURL_FROM_CELSIUS,
  cardClass,
  cardEntryCelsius,
  cardExitCelsius,
  cardPlatenWatt,
  cardQuality,
  cardSurfaceWatt,
  EXIT_CELSIUS_MAX_DEFAULT,
  filmSurfaceCelsius,
  MELT_FROM_CELSIUS,
  PEEL_BELOW_CELSIUS,
  PEEL_RISK_BELOW_CELSIUS,
  WARP_FROM_CELSIUS,
} from "./card-law.ts";
export { type CutoffState, cutoffOpensIn, newCutoff, stepCutoff } from "./cutoff.ts";
export { explainPace } from "./explain-pace.ts";
export { type Propagator, propagator } from "./expm.ts";
export { GATE_MARGIN_KELVIN, gateOpen, newSurfaceEstimate, type SurfaceEstimate, stepSurfaceEstimate } from "./gate.ts";
export {
  type CardAnnouncement,
  Governor,
  type GovernorDecision,
  type GovernorReason,
  type GovernorSettings,
} from "./governor.ts";
export {
  type GuardInput,
  type GuardState,
  type GuardVerdict,
  heatIsMissing,
  newGuards,
  OVER_TEMPERATURE_CELSIUS,
  stepGuards,
  WARM_UP_SECONDS_MAX,
} from "./guards.ts";
export { HEAT_MEMORY_LAYOUT, type HeatMemory, isHeatMemory } from "./heat-memory.ts";
export { type HeatObserverState, newHeatObserver, stepHeatObserver } from "./heat-observer.ts";
export { shareIsOff } from "./heater-watch.ts";
export {
  type HostHint,
  hearHint,
  heldDuty,
  heldGateOpen,
  type JustInTimeState,
  justInTimeGateOpen,
  NO_HINT,
  newJustInTime,
  noteRollerHeat,
  stepJustInTime,
  watchRoller,
} from "./just-in-time.ts";
export {
  LEASE_MS_MAX,
  type LeaseState,
  leaseAlive,
  leaseLastsThroughNip,
  leaseLeftMs,
  newLease,
  renewLease,
} from "./lease.ts";
export { NODE, NODE_COUNT, type NodeName, type PlantInputs, plantAtRest } from "./network.ts";
export type { NipLesson } from "./nip-lessons.ts";
export { stalledCardCelsius } from "./nip-stall.ts";
export {
  CONTROL_PERIOD_SECONDS,
  fullPowerWatt,
  newPid,
  type PidGains,
  type PidInput,
  type PidState,
  stepPid,
} from "./pid.ts";
export { Plant } from "./plant.ts";
export { BATCH_PLANTS_MAX, PlantBatch } from "./plant-batch.ts";
export { type Extremum, SEARCH_HORIZON_US_MAX } from "./plant-roots.ts";
export {
  HDP5000,
  heaterWatts,
  type SensorCapabilities,
  SR300,
  THERMAL_PROFILES,
  type ThermalProfile,
} from "./profiles.ts";
export {
  newRelay,
  RELAY_BAND_KELVIN,
  RELAY_CYCLES_MIN,
  RELAY_CYCLES_SKIPPED,
  type RelayFinding,
  type RelayState,
  relayFinding,
  relayGains,
  stepRelay,
  TUNE_RULES,
  type TuneRule,
} from "./relay-tune.ts";
export {
  newRollerControl,
  type RollerControlInput,
  type RollerControlState,
  resetRollerControl,
  stepRollerControl,
} from "./roller-control.ts";
export { BEAM_DEFAULT, type BeamSettings } from "./schedule/beam.ts";
export { type BestFound, type BestSettings, bestFound, type Found, type MethodName } from "./schedule/best.ts";
export { BURST_DEFAULT, type BurstSettings } from "./schedule/burst-search.ts";
export { type CardStep, CycleMaps } from "./schedule/cycle-maps.ts";
export {
  type RefusalCode,
  type Replay,
  type ReplayedCard,
  type ReplayTrace,
  replaySchedule,
} from "./schedule/replay.ts";
export { type CardPlan, type Schedule, SHIFT_SECONDS, type Shift, sixHours } from "./schedule/shift.ts";
export {
  DISAGREE_KELVIN,
  DISAGREE_SECONDS,
  newSensorPair,
  type SensorPairState,
  stepSensorPair,
} from "./sensor-pair.ts";
export { SoakEstimator } from "./soak-estimator.ts";
export type { SoakReading, SoakView } from "./soak-view.ts";
export {
  ADC_COUNTS_MAX,
  ADC_OPEN_COUNTS,
  ADC_SHORT_COUNTS,
  celsiusOfCount,
  celsiusToCounts,
  countsToCelsius,
  healthyThermistor,
  readCelsius,
  readCounts,
  type ThermistorFault,
  type ThermistorState,
} from "./thermistor.ts";
