/** The door of the controller room: one statechart and its driver per printer, and the ports that a station gives it. */
export { type ChartEdge, type ChartJson, type ChartNode, chartJson, renderStates } from "./chart-doc.ts";
export type {
  ActiveFault,
  CardSight,
  HeatSight,
  PrinterControllerOptions,
  PrinterView,
  ViewReason,
} from "./controller-types.ts";
export {
  JOG_STEPS,
  type JogStep,
  type LentLink,
  SERVICE_CELSIUS_MAX,
  SERVICE_CELSIUS_MIN,
} from "./driver/service-desk.ts";
export type { HostLinkLike, LinkHandlers, MakeLink } from "./link-port.ts";
export { type PaceDecision, type PaceReason, type Pacer, type PaceSample, unpaced } from "./pacer.ts";
export type {
  EventSink,
  JobSource,
  JobTicket,
  OpenStep,
  ReturnReason,
  StepIntent,
  StepJournal,
  StepOutcome,
  VoidCause,
} from "./ports.ts";
export { type ChangeKind, type OperatorAnswer, PrinterController } from "./printer-controller.ts";
export { LIFE_WORDS, type LifeWord } from "./selectors.ts";
export { DEFAULT_SETTINGS, type PrinterSettings } from "./settings.ts";
