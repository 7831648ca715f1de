/** `cetak test --bundle`: the evidence of all runs in one zip, with recordings and signals of those that matter most. */
import { readFileSync } from "node:fs";
import {
  evidenceZip,
  RecordingError,
  type RunResult,
  readRecording,
  recordedRun,
  type ScenarioFile,
  type Suite,
  vcdOf,
} from "../../hil/index.ts";

import { replayedFile } from "./test-targets.ts";

/** Runs whose wire is in the evidence: failures first. */
const RECORDED_MAX = 10;

/** `recorded`: what was written down on the wire while it ran; a run in virtual time is run once more for it. */
export async function bundleOf(
  suite: Suite,
  files: readonly ScenarioFile[],
  recorded: ReadonlyMap<RunResult, Uint8Array>,
): Promise<Uint8Array> {
  const { results, on } = suite;
  const extra = new Map<string, Uint8Array>();
  const wanted = [...results].sort((a, b) => Number(a.passed) - Number(b.passed)).slice(0, RECORDED_MAX);
  for (const [index, result] of wanted.entries()) {
    const file = files.find((one) => one.file === result.file);
    const place = `runs/${String(index + 1).padStart(2, "0")}-${nameOf(result)}`;
    const pcapng = recorded.get(result);
    if (on === "sim" && file !== undefined) {
      const again = await recordedRun(file, result);
      put(extra, place, again.pcapng, again.vcd);
    } else if (pcapng !== undefined) put(extra, place, pcapng, signals(pcapng));
  }
  const replayed = replayedFile(on);
  if (replayed !== undefined) {
    const pcapng = readFileSync(replayed);
    put(extra, "replayed", pcapng, signals(pcapng));
  }
  return evidenceZip(suite, new Map(files.map(({ file, text }) => [file, text])), extra);
}

function put(extra: Map<string, Uint8Array>, place: string, pcapng: Uint8Array, vcd: string): void {
  extra.set(`${place}/wire.pcapng`, pcapng);
  if (vcd !== "") extra.set(`${place}/signals.vcd`, Buffer.from(vcd));
}

/** "" when nothing was said on the wire. */
function signals(pcapng: Uint8Array): string {
  try {
    return vcdOf(readRecording(pcapng));
  } catch (error) {
    if (error instanceof RecordingError) return "";
    throw error;
  }
}

const nameOf = ({ file, seed }: RunResult): string =>
  `${file
    .split("/")
    .at(-1)!
    .replace(/\.ya?ml$/, "")
    .replace(/[^\w.-]/g, "_")}-seed-${seed}`;
