/** A run in virtual time once more, with its wire, console and causes recorded: same scenario and seed, so the same run. */
import { US_PER_S } from "../../base/index.ts";
import type { RunResult } from "../run/result.ts";
import { runScenario } from "../run/run-scenario.ts";
import type { ScenarioFile } from "../scenario/read-scenario.ts";
import { SimTarget } from "../targets/sim-target.ts";
import { Recorder } from "../trace/recorder.ts";
import { readRecording } from "../trace/recording.ts";
import { vcdOf } from "../trace/vcd.ts";

const LOOK_US = US_PER_S / 10;
/** Bytes of one recording in the evidence. */
export const EVIDENCE_RECORDING_BYTES_MAX = 16 * 1024 * 1024;

export interface RecordedRun {
  readonly pcapng: Uint8Array;
  /** Signals for a wave viewer. */
  readonly vcd: string;
}

/** What the run of this result put on the wire. `result` has passed or failed in virtual time. */
export async function recordedRun(file: ScenarioFile, { seed, rerun }: RunResult): Promise<RecordedRun> {
  const pieces: Uint8Array[] = [];
  let recorder: Recorder | undefined;
  let name = "";
  await runScenario({
    file,
    seed,
    on: "sim",
    onEntry: ({ kind, name: what }) => {
      if (CAUSES.has(kind)) recorder?.remark(name, `${kind} ${what}`);
    },
    makeTarget: async (listener) => {
      const target = new SimTarget({
        setup: file.scenario.setup,
        seed,
        listener,
        lookUs: LOOK_US,
        around: (printer, connect, clock) => {
          const sink = (bytes: Uint8Array): void => void pieces.push(bytes);
          name = printer;
          recorder = new Recorder({ clock, sink, comment: rerun, bytesMax: EVIDENCE_RECORDING_BYTES_MAX });
          return recorder.tap(printer, connect);
        },
      });
      const { engine } = target.sim.printers[0]!;
      engine.console.follow((line) => recorder?.console(name, "in", new TextEncoder().encode(`${line}\r\n`)));
      return target;
    },
  });
  recorder?.end();
  const pcapng = Buffer.concat(pieces);
  return { pcapng, vcd: vcdOf(readRecording(pcapng)) };
}

/** What people and the scenario did, beside the wires. */
const CAUSES: ReadonlySet<string> = new Set(["inject", "hands", "operator", "host", "link", "power"]);
