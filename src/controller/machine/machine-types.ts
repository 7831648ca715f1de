/** What the statechart remembers, hears and says. All of it is plain data. */
import type { FaultName, LinkState, LostCause } from "../../protocol/index.ts";

/** What a printer waits for when it cannot start or finish a card. */
export type Blocker = "ribbon" | "film" | "blanks" | "outputFull" | "rejectFull";
/** Why a warm printer rests: the governor's pace, or the print head. */
export type Rest = "paced" | "headHot";
export type HeatWish = "on" | "paced" | "off";

export interface PrinterContext {
  /** A job is in hand. */
  hasWork: boolean;
  /** The roller is hot enough for what comes next. */
  hot: boolean;
  blocked: Blocker | "";
  rest: Rest | "";
  /** Asked to pause once the card in flight is done. */
  pausing: boolean;
  /** Asked to finish the card in flight and go cold. */
  draining: boolean;
  /** No work for a long time. */
  idle: boolean;
  /** Film carries the image of the job in hand. */
  filmImaged: boolean;
  /** What stopped the printer. */
  fault: FaultName | "";
  /** What time is booked on until it works again. */
  because: LostCause;
}

export type PrinterEvent =
  | { type: "LINK"; state: LinkState }
  | { type: "LINK_DOWN" }
  | { type: "ENGINE_BOOTING" }
  | { type: "ENGINE_READY" }
  | { type: "ENGINE_STOPPED" }
  | { type: "RECOVERED" }
  | { type: "FAULT"; fault: FaultName }
  | { type: "FAULTS_CLEAR" }
  | { type: "HOT"; hot: boolean }
  | { type: "BLOCKED"; by: Blocker | "" }
  | { type: "REST"; rest: Rest | "" }
  | { type: "WORK" }
  | { type: "WORK_DONE" }
  | { type: "FILM"; imaged: boolean }
  | { type: "STEP_BEGUN"; kind: number }
  | { type: "STEP_ENDED"; kind: number; ok: boolean }
  | { type: "PAUSE" }
  | { type: "RESUME" }
  | { type: "DRAIN" }
  | { type: "STOP" }
  | { type: "STOP_RESET" }
  | { type: "SERVICE" }
  | { type: "SERVICE_END" };

/** What the chart asks its driver to do, in the order given. */
export type PrinterEffect =
  | { type: "heat"; wish: HeatWish }
  | { type: "stopEngine" }
  | { type: "recover" }
  | { type: "record"; fault: FaultName }
  | { type: "explain"; fault: FaultName };

export type PrinterTag =
  /** The driver may take a job and order steps. */
  | "prints"
  /** The driver may take a job. */
  | "takes"
  /** The driver works out what comes next and what it lacks. */
  | "plans"
  /** The driver reads ledger and sensors and tidies the path. */
  | "recovers"
  /** A person or a proof is needed. */
  | "halted"
  /** Nothing is known of the engine. */
  | "blind";

export interface StateMeta {
  /** One sentence for `docs/states.md`. */
  description: string;
}
