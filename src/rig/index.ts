/** The door of the rig: stations and simulated engines on one clock. */

export { batchCsv, type SyntheticPerson, syntheticPeople } from "../centre-sim/index.ts";
export { type BatchReport, type BatchTruth, type CardTally, emptyTally, tallyOfJournal } from "./batch-report.ts";
export { BatchWatch, type StandingStill } from "./batch-watch.ts";
export { cardsCsv } from "./cards-csv.ts";
export { centreLine } from "./centre-line.ts";
export { dayCsv } from "./day/day-csv.ts";
export { dayHtml } from "./day/day-html.ts";
export type { DayReport, OneDay } from "./day/day-report.ts";
export { dayText } from "./day/day-text.ts";
export { REPORT_LANGUAGES, type ReportLanguage } from "./day/day-texts.ts";
export { OfficeRun } from "./day/office-run.ts";
export type { OfficeFile } from "./day/office-schema.ts";
export { checkOffice, readOffice } from "./day/read-office.ts";
export {
  kindsOf,
  officeAsItIs,
  REMEDIES,
  type Remedy,
  USUAL,
  type WorkingOffice,
  withRemedies,
} from "./day/remedies.ts";
export { forecast, RUNS_MAX } from "./forecast/forecast.ts";
export type { ForecastReport, Outlook } from "./forecast/forecast-report.ts";
export { forecastSvg } from "./forecast/forecast-svg.ts";
export { forecastText } from "./forecast/forecast-text.ts";
export { QuickOffice } from "./forecast/quick-office.ts";
export { StationForecast } from "./forecast/station-forecast.ts";
export { type HostAction, HostLife } from "./host-life.ts";
export { engineFile, hostPrinters } from "./host-printers.ts";
export { HostedEngine, type HostedEngineOptions, remember } from "./hosted-engine.ts";
export {
  LAB_BYTES_MAX,
  LAB_FAULTS_MAX,
  LAB_JOURNAL_BYTES_MAX,
  LAB_POINTS_MAX,
  LabHistory,
  type LabPoint,
  type LabWorld,
} from "./lab-history.ts";
export { askLabLine } from "./lab-line-client.ts";
export { type LabLines, serveLabLines } from "./lab-lines.ts";
export { type LabPortOptions, type LabTarget, labPort } from "./lab-port.ts";
export { type LabDeparture, labRewind, noRewind } from "./lab-rewind.ts";
export { type LiveBatchOptions, type RunningBatch, startLiveBatch } from "./live-batch.ts";
export { type LiveStation, type LiveStationOptions, liveStation } from "./live-station.ts";
export { loadSupplies } from "./load-supplies.ts";
export { type Middleman, middleman } from "./middleman.ts";
export { needsHands, Operator, REACTION_US } from "./operator.ts";
export { handsOverLabLine, type OperatorHands } from "./operator-hands.ts";
export { type EngineIdentity, probeEngine } from "./probe.ts";
export { putWorldBack } from "./put-world-back.ts";
export { WireRecorder } from "./recorder.ts";
export { type Proofs, runProblems } from "./run-proofs.ts";
export { type BatchEnd, runSimBatch, SimBatch, type SimBatchOptions, type SimBatchResult } from "./sim-batch.ts";
export { type RigPrinter, SimStation, type SimStationOptions, type StationSaved } from "./sim-station.ts";
export { parseSimUrl, parseSupplies, SIM_MODELS, type SimModel, type SimPrinter, type SimSupplies } from "./sim-url.ts";
export { type Simulation, simulationOf, simulationProblems } from "./simulation.ts";
export { EngineTune, type TuneOptions } from "./tune-engine.ts";
export { stripLine, tunePicture } from "./tune-picture.ts";
export { type TuneEnd, TuneError, type TuneSample } from "./tune-result.ts";
export { type SimTuneOptions, tuneSimulated } from "./tune-sim.ts";
export { tuneOverStation } from "./tune-station.ts";
export { valueAt, type YamlLines, type YamlPath, yamlLines } from "./yaml-lines.ts";
