/** The door of the station room: station file, jobs, journal, office, web server. The live feed's schemas are in `api.ts`. */
export { AlarmBook, type AlarmChange, OFF_DELAY_US, ON_DELAY_US, type Standing } from "./alarms/alarm-book.ts";
export { faultBook } from "./alarms/fault-book.ts";
export {
  type Alarm,
  JOB_CLASSES,
  JOB_STATES,
  type JobClass,
  type JobState,
  LOST_CAUSES,
  type LostCauseWord,
  type OfficeState,
  type PrinterState,
  type Snap,
  STATE_WORDS,
  type StateWord,
  type Zone,
} from "./api.ts";
export {
  type ConfigProblem,
  checkStationConfig,
  loadStationConfig,
  type PrinterConfig,
  readStationText,
  type StationConfig,
} from "./config/station-config.ts";
export { BusyError, InputError, JournalError, systemCode, TransportError } from "./errors.ts";
export { startServer } from "./http/lazy-server.ts";
export type { ServedOffice, ServerOptions, StationServer } from "./http/server.ts";
export { importJobFile, type JobImportResult } from "./jobs/import-file.ts";
export { type JobFile, parseJobFile, type RejectedRow, readJobFile, writeRejected } from "./jobs/job-file.ts";
export { CLASS_RANK, type JobRow } from "./jobs/job-row.ts";
export { maskNik, nikProblem } from "./jobs/nik.ts";
export type { JournalEvent } from "./journal/event-table.ts";
export type { NotQueued } from "./journal/job-import.ts";
export { jobId, jobKey } from "./journal/job-key.ts";
export { Journal, type JournalOptions } from "./journal/journal.ts";
export type { Verdict } from "./journal/verdict.ts";
export { type LostSeconds, noLostSeconds } from "./office/lost-time.ts";
export { createOffice, Office, type OfficeListener, type OfficeOptions } from "./office/office.ts";
export { type WireLine, WireTap } from "./office/wire-tap.ts";
