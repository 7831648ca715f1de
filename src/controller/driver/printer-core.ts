/** The parts of one printer's driver, as its files hand them to each other. */
import type { Clock, Log } from "../../base/index.ts";
import type { CardDesk } from "../card/card-desk.ts";
import type { CardWatch } from "../card/card-facts.ts";
import type { FaultDesk } from "../faults/fault-desk.ts";
import type { HeatKeeper } from "../heat-keeper.ts";
import type { HostLinkLike } from "../link-port.ts";
import type { PrinterEvent } from "../machine/machine-types.ts";
import type { Pacer } from "../pacer.ts";
import type { EventSink, StepJournal } from "../ports.ts";
import type { Recovery } from "../recovery.ts";
import type { PrinterSnapshot } from "../selectors.ts";
import type { PrinterSettings } from "../settings.ts";
import type { LedgerReader } from "../steps/ledger-reader.ts";
import type { StepRunner } from "../steps/step-runner.ts";
import type { Telemetry } from "../telemetry.ts";

export interface PrinterCore {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: PrinterSettings;
  readonly link: HostLinkLike;
  readonly journal: StepJournal;
  readonly events: EventSink;
  readonly pacer: Pacer;
  readonly telemetry: Telemetry;
  readonly card: CardWatch;
  readonly faults: FaultDesk;
  readonly ledger: LedgerReader;
  readonly runner: StepRunner;
  readonly desk: CardDesk;
  readonly heat: HeatKeeper;
  readonly recovery: Recovery;
  snapshot(): PrinterSnapshot;
  tell(event: PrinterEvent): void;
}

/**
 * The engine runs a firmware that nobody has confirmed: it may take itself back and restart at any moment. No card is begun on
 * it; one that is inside already goes on.
 */
export const isOnTrial = ({ faults }: Pick<PrinterCore, "faults">): boolean => faults.has("firmwareUnconfirmed");
