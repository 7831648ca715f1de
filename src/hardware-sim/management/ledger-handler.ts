/** Group 64, command 3: the ledger of ordered steps, a page from an id on. Reads only; carries no personal data. */
import { SMP_RC, type SmpHandler, smpFail, smpNumber } from "../../protocol/index.ts";
import type { Core } from "../core.ts";
import { ledgerPage } from "../ledger.ts";

export const ledgerHandler =
  (core: Core): SmpHandler =>
  ({ payload }) => {
    const from = payload["from"] === undefined ? 0 : smpNumber(payload, "from");
    if (from === undefined) return smpFail(SMP_RC.invalid, "from must be a step id");
    const { keep } = core.state.ram;
    const steps = ledgerPage(core, from).map(({ id, kind, result, fault, job, serial }) => ({
      id,
      kind,
      result,
      fault,
      job,
      serial,
    }));
    return { high: keep.ledgerHigh, out: keep.cardsOut, rejected: keep.cardsRejected, steps };
  };
