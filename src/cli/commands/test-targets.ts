/** Scenarios one after the other on a device behind a URL, or against a recording. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { WallClock } from "../../base/index.ts";
import {
  answered,
  EVIDENCE_RECORDING_BYTES_MAX,
  type Hands,
  labHands,
  parseAnswers,
  personHands,
  Recorder,
  RecordingError,
  ReplayTarget,
  type RunResult,
  readRecording,
  replayProblem,
  runScenario,
  type ScenarioFile,
  SEED_DEFAULT,
  shellWord,
  UrlTarget,
} from "../../hil/index.ts";
import { connectUrl } from "../../protocol/index.ts";
import { probeEngine } from "../../rig/index.ts";
import { systemCode } from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption, tcpUrlOption } from "../options.ts";
import type { TestOptions } from "./test.ts";

const LOOK_US = 100_000;

const ORDERS = "replay:";
const BYTES = "replay-bytes:";

/** The recording of `replay:FILE` or `replay-bytes:FILE`; undefined for any other target. */
export function replayedFile(on: string): string | undefined {
  const scheme = [ORDERS, BYTES].find((one) => on.startsWith(one));
  return scheme === undefined ? undefined : on.slice(scheme.length);
}

export interface WantedRun {
  readonly file: ScenarioFile;
  readonly seed: number | undefined;
}

interface Watching {
  readonly onDone: (result: RunResult, done: number) => void;
  readonly interrupted: () => boolean;
  /** Gets what passed the link of each run, when there is a bundle to put it in. */
  readonly recorded: Map<RunResult, Uint8Array>;
}

export async function onTarget(
  wanted: readonly WantedRun[],
  options: TestOptions,
  watching: Watching,
): Promise<RunResult[]> {
  return replayedFile(options.on) !== undefined
    ? onRecording(wanted, options.on, watching)
    : onUrl(wanted, options, watching);
}

async function onRecording(
  wanted: readonly WantedRun[],
  on: string,
  { onDone, interrupted }: Watching,
): Promise<RunResult[]> {
  const recording = recordingOf(replayedFile(on)!);
  const by = on.startsWith(BYTES) ? "bytes" : "orders";
  const problem = replayProblem(recording, by);
  if (problem !== undefined) throw new CommandError(EXIT.usage, `${replayedFile(on)}: ${problem}`);
  const results: RunResult[] = [];
  for (const { file, seed } of wanted) {
    const { setup, seed: own } = file.scenario;
    const result = await runScenario({
      file,
      seed,
      on,
      interrupted,
      makeTarget: async (listener) =>
        new ReplayTarget({ setup, seed: seed ?? own ?? SEED_DEFAULT, listener, recording, lookUs: LOOK_US, by }),
    });
    results.push(result);
    onDone(result, results.length);
  }
  return results;
}

function recordingOf(path: string) {
  try {
    return readRecording(readFileSync(path));
  } catch (error) {
    if (error instanceof RecordingError) throw new CommandError(EXIT.usage, `${path}: ${error.message}`);
    const code = systemCode(error);
    if (code === "") throw error;
    throw new CommandError(
      EXIT.usage,
      `${path}: ${code === "ENOENT" ? "there is no such recording" : `cannot be read (${code})`}`,
    );
  }
}

async function onUrl(
  wanted: readonly WantedRun[],
  options: TestOptions,
  { onDone, interrupted, recorded }: Watching,
): Promise<RunResult[]> {
  const awaySeconds = options.away === undefined ? undefined : numberOption(options.away, "--away", 0.1, 3600);
  if (options.lab !== undefined) tcpUrlOption(options.lab, "--lab");
  const wall = new WallClock();
  const connect = connectUrl(options.on, wall);
  const hands = handsOf(options);
  const results: RunResult[] = [];
  try {
    for (const { file, seed } of wanted) {
      if (interrupted()) break;
      const pieces: Uint8Array[] = [];
      const sink = (bytes: Uint8Array): void => void pieces.push(bytes);
      const recorder =
        options.bundle === undefined
          ? undefined
          : new Recorder({ clock: wall, sink, bytesMax: EVIDENCE_RECORDING_BYTES_MAX });
      const result = await runScenario({
        file,
        seed,
        on: options.on,
        interrupted,
        rerunWith: handsWords(options),
        makeTarget: async (listener) => {
          const identity = await probeEngine(options.on, connect, wall);
          return new UrlTarget({
            url: options.on,
            identity,
            wall,
            seed: seed ?? SEED_DEFAULT,
            hands,
            labUrl: options.lab,
            isScripted: file.scenario.setup.hands === "script",
            listener,
            recorder,
            awaySeconds,
          });
        },
      });
      recorder?.end();
      if (recorder !== undefined) recorded.set(result, Buffer.concat(pieces));
      results.push(result);
      onDone(result, results.length);
    }
  } finally {
    wall.close();
  }
  return results;
}

const handsWords = ({ lab, answers }: TestOptions): string =>
  [lab === undefined ? "" : `--lab ${shellWord(lab)}`, answers === undefined ? "" : `--answers ${shellWord(answers)}`]
    .filter((words) => words !== "")
    .join(" ");

/** The simulator's own line, a file of answers, or whoever sits at the terminal. */
function handsOf({ lab, answers }: TestOptions): Hands {
  if (lab !== undefined) return labHands(lab);
  if (answers !== undefined) {
    const parsed = parseAnswers(readAnswers(answers));
    if ("problem" in parsed) throw new CommandError(EXIT.usage, `${answers}:${parsed.line}: ${parsed.problem}`);
    return personHands(answered(parsed.answers));
  }
  return personHands(process.stdin.isTTY ? askPerson : async () => undefined);
}

function readAnswers(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandError(
      EXIT.usage,
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function askPerson(question: string): Promise<string | undefined> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((said) => {
    prompt.once("close", () => said(undefined));
    prompt.question(question, (answer) => {
      said(answer);
      prompt.close();
    });
  });
}
