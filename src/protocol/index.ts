/** The door of the protocol room: engine link (both ends), its message and fault tables, and the wires it runs over. */
export { BLOCK_BYTES_MAX, CONTENT_BYTES_MAX, SYNC, sealBlock } from "./block.ts";
export { ClockSync } from "./clock-sync.ts";
export { type Message, paramsOf, u32 } from "./codec.ts";
export { type LinkProbe, ProbeError, type ProbeOptions, probeLink } from "./conformance/probe.ts";
export { LineError } from "./conformance/raw-line.ts";
export {
  CONFORMANCE_RULES,
  type ConformanceOptions,
  type ConformanceReport,
  type RuleResult,
  runConformance,
} from "./conformance/run.ts";
export type { LinkCounters } from "./counters.ts";
export { crc16 } from "./crc16.ts";
export { type BlockSink, Deframer } from "./deframer.ts";
export { buildDictionary, type DictionarySource, ownIds } from "./dictionary.ts";
export { EngineLink, type EngineLinkCounters, type EngineLinkOptions, type EngineLinkSaved } from "./engine-link.ts";
export { ListenError, UsageError } from "./errors.ts";
export { FAULT_CODE, type FaultCode, type FaultName, faultName, faultNames } from "./fault-codes.ts";
export { FAULT_DETECTION, type FaultDetection } from "./fault-detection.ts";
export { type FaultLanguage, type FaultText, faultText } from "./fault-texts.ts";
export {
  type CardRule,
  type EngineReaction,
  FAULT_PROOF,
  FAULTS,
  type FaultPriority,
  type FaultProof,
  type FaultRow,
  type FaultSeverity,
  type FaultWords,
  faultMask,
  faultRow,
  type JobRule,
  type LostCause,
  type PrinterEffect,
  SAME_FAILURE_MAX,
  STOP_FAULTS,
} from "./faults.ts";
export { renderFaults } from "./faults-doc.ts";
export { FIELD, type FieldName, type MessageName, type ParamsOf } from "./format.ts";
export { FrameSplitter, type StreamPiece } from "./frame-splitter.ts";
export { type EngineFacts, HostLink, type HostLinkOptions, type LinkState } from "./host-link.ts";
export { LinkObserver, MESSAGE_NAMES, type ObservedBlock, type ObservedMessage } from "./link-observer.ts";
export { logText } from "./log-text.ts";
export { renderMessageTable, withMessageTable } from "./message-table.ts";
export { COMMANDS, type CommandName, RESPONSES, type ResponseName } from "./messages.ts";
export type { PacketDirection, PcapngInterface, PcapngPacket } from "./pcapng/blocks.ts";
export { type PcapngFile, readPcapng } from "./pcapng/reader.ts";
export { type PcapngHeader, PcapngWriter } from "./pcapng/writer.ts";
export {
  SELFTEST_ITEMS,
  SELFTEST_LEASE_US,
  SELFTEST_STATES,
  SELFTEST_TEXTS,
  SELFTEST_VERDICTS,
  type SelfTestFinding,
  type SelfTestItemName,
  type SelfTestReport,
  type SelfTestStateWord,
  type SelfTestVerdict,
  selfTestPassed,
} from "./service/selftest.ts";
export {
  limitsOf,
  numberOfSetting,
  SETTING_KEY_CHARACTERS_MAX,
  SETTING_KINDS,
  SETTING_VALUE_CHARACTERS_MAX,
  type SettingKind,
  type SettingSpec,
  settingProblem,
  textOfNumber,
} from "./service/setting.ts";
export {
  SMP_IN_FLIGHT_MAX,
  SmpClient,
  type SmpClientOptions,
  type SmpOutcome,
  type SmpRequestHandle,
  type SmpRequestOptions,
} from "./smp/client.ts";
export {
  CETAK_COMMAND,
  FS_COMMAND,
  FS_RC,
  IMAGE_COMMAND,
  IMAGE_RC,
  OS_COMMAND,
  SETTINGS_COMMAND,
  SETTINGS_RC,
  SMP_GROUP,
  SMP_RC,
  smpErrorText,
} from "./smp/codes.ts";
export { FRAME_LINE_BYTES, framedBytes, frameLines } from "./smp/console-frame.ts";
export {
  CONSOLE_LINE_BYTES_MAX,
  ConsoleReader,
  type ConsoleReaderCounters,
  type ConsoleSink,
} from "./smp/console-reader.ts";
export { crc16Xmodem } from "./smp/crc16-xmodem.ts";
export {
  bytes as smpBytes,
  flag as smpFlag,
  mapOf as smpMapOf,
  text as smpText,
  wholeNumber as smpNumber,
} from "./smp/fields.ts";
export { downloadFile, SMP_FILE_BYTES_MAX, uploadFile } from "./smp/file-transfer.ts";
export {
  decodeMap,
  decodeSmp,
  encodeSmp,
  isJunk,
  SMP_HEADER_BYTES,
  SMP_PACKET_BYTES_MAX,
  type SmpJunk,
  type SmpMap,
  type SmpOp,
  type SmpPacket,
  type SmpValue,
  type SmpVersion,
} from "./smp/packet.ts";
export {
  groupFail,
  type SmpCommandHandlers,
  type SmpFailure,
  type SmpGroup,
  type SmpHandler,
  type SmpRequest,
  type SmpResult,
  SmpServer,
  type SmpServerCounters,
  smpFail,
} from "./smp/server.ts";
export { SmpError, type SmpErrorKind } from "./smp/smp-error.ts";
export {
  readBuffers,
  type SmpBuffers,
  type UploadOptions,
  type UploadResult,
  uploadImage,
  uploadNow,
} from "./smp/upload.ts";
export { ByteLine, LineLost } from "./stm32/byte-line.ts";
export { Stm32Client, Stm32Error, type Stm32Facts, type Stm32Trouble } from "./stm32/client.ts";
export {
  STM32,
  STM32_BLOCK_BYTES_MAX,
  STM32_COMMAND,
  STM32_FLASH_ADDRESS,
  STM32_MASS_ERASE,
  type Stm32CommandName,
  stm32CommandName,
  xorOf,
} from "./stm32/words.ts";
export { checkListenUrl, type Listener, listen } from "./transports/listen.ts";
export { listenTcp, type TcpListener } from "./transports/listen-tcp.ts";
export {
  BUSY_TEXT,
  type EngineEnd,
  type MemEngineSide,
  type MemPair,
  type MemPairOptions,
  memPair,
} from "./transports/mem.ts";
export { connectTcp } from "./transports/tcp.ts";
export { connectUrl } from "./transports/url.ts";
export type { Connect, Wire, WireEvents, WireListener } from "./wire.ts";
export {
  CAPABILITY,
  CARD_FLAG,
  CARD_STOP,
  type CapabilityName,
  ENGINE_STATE,
  FILM_STATE,
  HEAT_FLAG,
  NO_SENSOR_CENTICELSIUS,
  nameOf,
  PARAM,
  REFUSAL,
  SENSOR,
  STEP_KIND,
  STEP_PHASE,
  STEP_RESULT,
  SUPPLY_TYPE,
} from "./wire-enums.ts";
