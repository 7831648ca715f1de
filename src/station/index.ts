/** The door of the station room: station file, jobs, journal, office, web server. The live feed's schemas are in `api.ts`. */
export { Access } from "./access/access.ts";
export { MemoryAccessStore } from "./access/access-store.ts";
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
export { PASSWORD_ROLES, type PasswordRole } from "./api-access.ts";
export type { LabCentreState, LabHours, LabObstacle, LabPointKind, LabPointView, LabRewindState } from "./api-lab.ts";
export type { CentreStatus } from "./centre/centre-client.ts";
export { CENTRE_DEFAULTS, type CentreConfig } from "./centre/centre-config.ts";
export { HttpTransport } from "./centre/http-transport.ts";
export { CentreLine } from "./centre/line.ts";
export { centreOpenApi } from "./centre/openapi.ts";
export type { CentreJob } from "./centre/schema.ts";
export { readCentreToken } from "./centre/token.ts";
export type { CentreReply, CentreRequest, CentreResponse, CentreTransport } from "./centre/transport.ts";
export type { ClearDays, ClearForecast, ClearStock, ClearWish } from "./clear-forecast.ts";
export { accessCommands } from "./commands/access-commands.ts";
export {
  type AuditEntry,
  type AuditSink,
  type Caller,
  type Command,
  type CommandOutcome,
  CommandRefused,
  command,
  type RefusalCode,
  ROLES,
  type Role,
} from "./commands/command.ts";
export { withCommandTable } from "./commands/commands-doc.ts";
export { Dispatcher, type DispatcherOptions, EMERGENCY_STOP } from "./commands/dispatcher.ts";
export { IMPORT_ROWS_MAX } from "./commands/jobs-commands.ts";
export { type JournalCommandsDeps, journalCommands } from "./commands/journal-commands.ts";
export { type StationCommandsOptions, stationCommands } from "./commands/station-commands.ts";
export {
  type ConfigProblem,
  checkStationConfig,
  loadStationConfig,
  type PrinterConfig,
  readStationText,
  type SimulateAsked,
  type SimulateProblem,
  type StationConfig,
} from "./config/station-config.ts";
export { BusyError, InputError, JournalError, StorageError, systemCode, TransportError } from "./errors.ts";
export { startServer } from "./http/lazy-server.ts";
export type { ServedOffice, ServerOptions, StationServer } from "./http/server.ts";
export { civilDay, ZONE_MINUTES } from "./jobs/civil.ts";
export { importJobFile, type JobImportResult } from "./jobs/import-file.ts";
export { type JobFile, parseJobFile, type RejectedRow, readJobFile, writeRejected } from "./jobs/job-file.ts";
export type { JobRow } from "./jobs/job-row.ts";
export { type JobSourceFile, openJobSource, type SourceRow } from "./jobs/job-source.ts";
export { maskNik, nikProblem } from "./jobs/nik.ts";
export { DEFAULT_POLICY, type Policy } from "./jobs/policy.ts";
export type { AuditHead, AuditLine, AuditVerdict } from "./journal/audit-chain.ts";
export { type CopyView, listCopies } from "./journal/copies.ts";
export type { JournalEvent } from "./journal/event-table.ts";
export type { RoundView } from "./journal/handover-desk.ts";
export type { ImportResult, NotQueued } from "./journal/job-import.ts";
export { jobId, jobKey } from "./journal/job-key.ts";
export type { JobPage, JobView } from "./journal/job-views.ts";
export { Journal, type JournalOptions } from "./journal/journal.ts";
export { putBack } from "./journal/put-back.ts";
export { openStationJournal, stationFiles } from "./journal/station-journal.ts";
export type { Verdict } from "./journal/verdict.ts";
export { obstacle, obstacleText } from "./lab-obstacle.ts";
export type { LabCentre, LabPort, LabRewind, LabTimeControl, LabWayBack } from "./lab-port.ts";
export { type LostSeconds, noLostSeconds } from "./office/lost-time.ts";
export { createOffice, Office, type OfficeListener, type OfficeOptions } from "./office/office.ts";
export { type WireLine, WireTap } from "./office/wire-tap.ts";
export { SCROLL_BOX_STYLE, scrollBox } from "./scroll-box.ts";
export { ConsoleSession, type ConsoleSessionOptions, type PrinterIdentity, pause } from "./service/console-session.ts";
export { type FlashPlan, type ImageFacts, imageFacts, planFlash } from "./service/flash-plan.ts";
export { type FlashEnd, type FlashProgress, flashPrinter } from "./service/flash-run.ts";
export { PrinterServiceDesk, type ServicedPrinter } from "./service/printer-service.ts";
export { runSelfTest, type SelfTestProgress } from "./service/selftest-client.ts";
export { modelOf, type SelfTestSheet, selfTestHtml, selfTestText, sheetPassed } from "./service/selftest-report.ts";
export type { ServiceState } from "./service/service-jobs.ts";
export {
  checkChanges,
  differencesOf,
  type PrinterSettings,
  readSettings,
  type SettingChanges,
  type SettingDifference,
  writeSettings,
} from "./service/settings-client.ts";
export { changesFor, parseSettingsToml, type SettingsFile, settingsToml } from "./service/settings-file.ts";
export { type Stm32Phase, writeByStm32 } from "./service/stm32-write.ts";
export {
  atPrinter,
  FAMILY_OF,
  type Family,
  type Item,
  PLACES,
  UNITS_PER_ROLL,
  type Ware,
  wareKey,
} from "./stock/items.ts";
export { DEFAULT_STOCK, type Outlook, type StockSettings } from "./stock/outlook.ts";
export { StockBook } from "./stock/stock-book.ts";
export type { OrderView } from "./stock/stock-orders.ts";
export type { Level as StockLevel, MoveView } from "./stock/stock-table.ts";
export { readTextFile, type TextFileKind } from "./text-file.ts";
export { type RunningTune, TUNE_CYCLES_MAX, type TunePort, type TuneWish } from "./tune-port.ts";
