/** Makes the parts of one printer and ties them together. */
import { silentLog } from "../../base/index.ts";
import { type FaultName, FIELD, type LinkState, type Message } from "../../protocol/index.ts";
import { CardDesk } from "../card/card-desk.ts";
import { CardWatch } from "../card/card-facts.ts";
import type { PrinterControllerOptions } from "../controller-types.ts";
import { FaultDesk } from "../faults/fault-desk.ts";
import { HeatKeeper } from "../heat-keeper.ts";
import type { PrinterEvent } from "../machine/machine-types.ts";
import type { StepOutcome } from "../ports.ts";
import { Recovery } from "../recovery.ts";
import type { PrinterSnapshot } from "../selectors.ts";
import { DEFAULT_SETTINGS } from "../settings.ts";
import { LedgerReader } from "../steps/ledger-reader.ts";
import { type RunningStep, StepRunner } from "../steps/step-runner.ts";
import { Telemetry } from "../telemetry.ts";
import { thermalPacer } from "../thermal-pacer.ts";
import type { PrinterCore } from "./printer-core.ts";

/** Where the parts report to. */
export interface CoreHooks {
  snapshot(): PrinterSnapshot;
  tell(event: PrinterEvent): void;
  onLinkState(state: LinkState): void;
  onMessage(message: Message): void;
  onEnded(step: RunningStep, outcome: StepOutcome): void;
  onWithdrawn(step: RunningStep, reason: string): void;
  onStuck(step: RunningStep, fault: FaultName): void;
}

export function buildCore(options: PrinterControllerOptions, hooks: CoreHooks): PrinterCore {
  const { name, clock, journal, events, jobs } = options;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const link = options.link({ onState: hooks.onLinkState, onMessage: hooks.onMessage });
  const telemetry = new Telemetry();
  const card = new CardWatch();
  const desk = new CardDesk({ printer: name, jobs, journal, telemetry, card });
  const ledger = new LedgerReader(clock, (from) => link.send("ledger_read", { from }));
  const faults = new FaultDesk({
    clock,
    telemetry,
    clear: (code, proof) => link.send("fault_clear", { code, proof }),
    onRaised: (fault, local) => {
      if (fault === "powerInterrupted" || fault === "watchdogReset") desk.powerLost = true;
      events.event(name, "fault.raised", { fault, local });
    },
    onCleared: (fault, local) => events.event(name, "fault.cleared", { fault, local }),
  });
  const heat = new HeatKeeper(
    {
      clock,
      telemetry,
      engineState: () => telemetry.path[FIELD.status_path.state]!,
      renewLease: (ms) => link.send("lease_renew", { ms }),
      setRoller: (decicelsius) => link.send("roller_set", { decicelsius }),
      announceCard: (nip_ms, zone_decicelsius, card_decicelsius) =>
        link.send("card_announce", { nip_ms, zone_decicelsius, card_decicelsius }),
    },
    settings.setpointCelsius,
  );
  const runner = new StepRunner({
    printer: name,
    clock,
    journal,
    ledger,
    startStep: (id, kind, job) => link.send("step_start", { id, kind, arg: 0, job }),
    abortStep: (id) => link.send("step_abort", { id }),
    onBegun: (step) => {
      desk.onBegun(step);
      hooks.tell({ type: "STEP_BEGUN", kind: step.kind });
    },
    onEnded: hooks.onEnded,
    onWithdrawn: hooks.onWithdrawn,
    onStuck: hooks.onStuck,
  });
  const askCard = (): void => void link.send("card_get", {});
  const recovery = new Recovery({ printer: name, journal, events, ledger, runner, desk, card, telemetry, askCard });
  const pacer = options.pacer ?? thermalPacer(settings);
  const log = (options.log ?? silentLog).child({ printer: name });
  return {
    name,
    clock,
    log,
    settings,
    link,
    journal,
    events,
    pacer,
    telemetry,
    card,
    faults,
    ledger,
    runner,
    desk,
    heat,
    recovery,
    snapshot: hooks.snapshot,
    tell: hooks.tell,
  };
}
