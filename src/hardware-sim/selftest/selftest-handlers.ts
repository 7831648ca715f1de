/** Command 2 of the project's SMP group: write begins or stops a self-test, read tells how it stands and keeps it alive. */
import {
  type SelfTestStateWord,
  SMP_RC,
  type SmpCommandHandlers,
  type SmpMap,
  type SmpResult,
  smpFail,
} from "../../protocol/index.ts";
import type { Core } from "../core.ts";
import { SELFTEST_TABLE } from "./items.ts";
import { beginSelfTest, isSelfTesting, renewSelfTest, selfTestRefusal, stopSelfTest } from "./selftest.ts";

export function selfTestHandlers(core: Core): SmpCommandHandlers {
  return {
    write: ({ payload }): SmpResult => {
      if (payload["stop"] === true) {
        stopSelfTest(core, "stopped by its host");
        return {};
      }
      const refusal = selfTestRefusal(core);
      if (refusal !== undefined) return smpFail(SMP_RC.busy, refusal);
      beginSelfTest(core);
      return {};
    },
    read: ({ payload }): SmpResult => {
      renewSelfTest(core);
      return stateOf(core, payload["finding"]);
    },
  };
}

function stateOf(core: Core, wanted: unknown): SmpMap {
  const run = core.state.ram.selfTest;
  const state: SelfTestStateWord =
    run === null ? "never" : isSelfTesting(core) ? "running" : run.why === "" ? "done" : "stopped";
  const found = run?.notes.length ?? 0;
  const current = run === null ? undefined : SELFTEST_TABLE[run.item];
  const finding = typeof wanted === "number" ? findingOf(core, wanted) : undefined;
  return {
    state,
    why: run?.why ?? "",
    found,
    total: SELFTEST_TABLE.filter((item) => item.absent?.(core) !== true).length,
    testing: state === "running" ? (current?.name ?? "") : "",
    ...(finding === undefined ? {} : { finding }),
  };
}

function findingOf(core: Core, at: number): SmpMap | undefined {
  const note = core.state.ram.selfTest?.notes[at];
  if (note === undefined) return undefined;
  const { name, unit, low, high } = SELFTEST_TABLE[note.item]!;
  const measured = note.measuredCenti === null ? {} : { measured: note.measuredCenti };
  return { name, verdict: note.verdict, ...measured, low: low * 100, high: high * 100, unit, why: note.why };
}
