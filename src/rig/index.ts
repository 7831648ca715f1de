/** The door of the rig: stations and simulated engines on one clock. */
export { type BatchReport, type BatchTruth, type CardTally, emptyTally, tallyOfJournal } from "./batch-report.ts";
export { BatchWatch, type StandingStill } from "./batch-watch.ts";
export { cardsCsv } from "./cards-csv.ts";
export { hostPrinters, type Simulation, simulationOf } from "./host-printers.ts";
export { HostedEngine, type HostedEngineOptions } from "./hosted-engine.ts";
export { type LabLines, serveLabLines } from "./lab-lines.ts";
export { type LiveBatchOptions, type RunningBatch, startLiveBatch } from "./live-batch.ts";
export { type LiveStation, type LiveStationOptions, liveStation } from "./live-station.ts";
export { loadSupplies } from "./load-supplies.ts";
export { needsHands, Operator, REACTION_US } from "./operator.ts";
export { batchCsv, type SyntheticPerson, syntheticPeople } from "./people.ts";
export { type EngineIdentity, probeEngine } from "./probe.ts";
export { WireRecorder } from "./recorder.ts";
export { type BatchEnd, runSimBatch, type SimBatchOptions, type SimBatchResult } from "./sim-batch.ts";
export { type RigPrinter, SimStation, type SimStationOptions } from "./sim-station.ts";
export { parseSimUrl, parseSupplies, SIM_MODELS, type SimModel, type SimPrinter, type SimSupplies } from "./sim-url.ts";
