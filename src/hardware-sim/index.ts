/** The door of the simulated print engine: the engine, its lab and truth, serving it on a link, and its script language. */
export { type Behaviours, behavioursFrom, DEFAULT_BEHAVIOURS } from "./behaviours.ts";
export { CONSOLE_LINES_MAX, EngineConsole } from "./console.ts";
export { type EngineEvent, TICK_US } from "./core.ts";
export { Engine, isSerial, SERIAL_CHARACTERS_MAX } from "./engine.ts";
export { checkEngineInvariants } from "./engine-check.ts";
export type { EngineOptions, EngineSaved } from "./engine-options.ts";
export { EngineTruth } from "./engine-truth.ts";
export type { InjectTrigger, StepWord } from "./injection-plans.ts";
export { INJECTABLE, INJECTION_VALUES, type InjectOptions, STRIKES_ON_OCCASION } from "./injections.ts";
export { EngineLab, type LabState, type SupplyName } from "./lab.ts";
export { MODELS, type ModelName, type ModelSpec, modelOf } from "./models.ts";
export { plugIntoMemory } from "./plug.ts";
export {
  isRefusal,
  parseScript,
  type RunningScript,
  runScript,
  runScriptLine,
  SCRIPT_HELP,
  type ScriptProblem,
  type ScriptStep,
} from "./script.ts";
export { parseTime } from "./script-words.ts";
export { SELFTEST_TABLE, type SelfTestItem } from "./selftest/items.ts";
export { type ServedEngine, serveEngine } from "./serve.ts";
export { settingSpecs } from "./settings/table.ts";
export type { CardState, CardTruth, EngineState } from "./state.ts";
export { type TwinCondition, twinEngine } from "./twin.ts";
