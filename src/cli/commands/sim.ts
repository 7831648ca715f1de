import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { WallClock } from "../../base/index.ts";
import { developmentKey, judgeImage } from "../../firmware/index.ts";
import { type Engine, parseScript, runScript, runScriptLine, type ScriptStep } from "../../hardware-sim/index.ts";
import { readTwin, type TwinFile } from "../../hil/index.ts";
import { checkListenUrl } from "../../protocol/index.ts";
import {
  HostedEngine,
  type LabLines,
  loadSupplies,
  parseSupplies,
  SIM_MODELS,
  type SimModel,
  type SimPrinter,
  serveLabLines,
} from "../../rig/index.ts";
import { InputError, readTextFile, StorageError } from "../../station/index.ts";
import { diskFull } from "../disk-full.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption, tcpUrlOption } from "../options.ts";
import { whyNot } from "../out-file.ts";
import { workWithoutReader } from "../outputs.ts";
import { untilSignal } from "../until-signal.ts";
import { readImage, readTrustedKey, readTrustedPem } from "./image-files.ts";

export interface SimOptions {
  /** Absent: that of the twin. */
  profile?: string;
  twin?: string;
  listen: string;
  console?: string;
  control?: string;
  seed: string;
  speed: string;
  room: string;
  fan: string;
  supplies: string;
  serial?: string;
  state?: string;
  script?: string;
  json?: boolean;
  recovery?: string;
  trust?: string[];
  firmware?: string;
}

const SCRIPT_TEXT = { bytesMax: 1_000_000, named: "a file of lab commands", one: "a script" };
const PROBLEMS_SAID_MAX = 20;

/** `cetak sim`: one simulated engine on real endpoints until Ctrl-C, with a prompt for the hands at the machine. */
export async function sim(options: SimOptions): Promise<void> {
  const twin = options.twin === undefined ? undefined : openTwin(options.twin);
  const spec = specOf(options, twin?.condition.model);
  const speed = numberOption(options.speed, "--speed", 0.1, 20);
  const steps = options.script === undefined ? [] : readScript(options.script);
  const clock = new WallClock();
  const say = (kind: string, text: string): void => {
    process.stdout.write(options.json ? `${JSON.stringify({ [kind]: text })}\n` : `${kind} ${text}\n`);
  };
  workWithoutReader();
  const full = diskFull();
  const hosted = await HostedEngine.open({
    spec,
    clock,
    speed,
    linkUrl: listenUrl(options.listen, "--listen"),
    ...(options.console === undefined ? {} : { consoleUrl: listenUrl(options.console, "--console") }),
    ...(options.serial === undefined ? {} : { serial: options.serial }),
    ...(twin === undefined ? {} : { twin: twin.condition }),
    ...(options.state === undefined ? {} : { stateFile: options.state }),
    ...(options.trust === undefined ? {} : { trust: options.trust.map(readTrustedPem) }),
    ...(options.firmware === undefined ? {} : { firmware: firmwareOf(options, options.firmware) }),
  });
  if (hosted.isNew && twin === undefined) loadSupplies(hosted.engine, spec.supplies);
  const { engine, served } = hosted;
  if (options.recovery !== undefined) startInRom(engine);
  const act = (line: string): string => runScriptLine(engine, hosted.clock, line);
  let control: LabLines | undefined;
  try {
    if (options.control !== undefined) control = await serveLabLines(tcpUrlOption(options.control, "--control"), act);
  } catch (error) {
    await hosted.close();
    clock.close();
    throw error;
  }
  say("listening link", served.linkUrl);
  if (served.consoleUrl !== undefined) say("listening console", served.consoleUrl);
  if (control !== undefined) say("listening control", control.url);
  runScript(steps, engine, hosted.clock, (line, text) => say(`script line ${line}:`, text));
  const prompt = readPrompt(act);
  const end = await Promise.race([untilSignal(EXIT.interrupted), full]);
  prompt.close();
  await control?.close();
  try {
    await hosted.close();
  } finally {
    clock.close();
  }
  if (end instanceof StorageError) throw end;
}

/** Reads a file of `cetak dump`. */
function openTwin(path: string): TwinFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandError(EXIT.usage, `--twin ${path} cannot be read: ${whyNot(error)}`);
  }
  const twin = readTwin(text);
  if (typeof twin === "string") throw new CommandError(EXIT.usage, `--twin ${path}: ${twin}`);
  return twin;
}

/** Said now, in words, before the engine throws. */
function firmwareOf({ profile = "", trust = [] }: SimOptions, path: string): Uint8Array {
  const image = readImage(path);
  const keys = [developmentKey(), ...trust.map(readTrustedKey)];
  const found = judgeImage(image, { model: profile, keys });
  if (!found.good)
    throw new CommandError(found.reason === "noImage" ? EXIT.usage : EXIT.refused, `${path}: ${found.words}`);
  return image;
}

/** As if somebody had set the jumper BOOT0 and switched it off and on. */
function startInRom({ lab }: Engine): void {
  lab.setBootJumper(true);
  lab.cutMains();
  lab.restoreMains();
}

function specOf(options: SimOptions, twinModel: string | undefined): SimPrinter {
  const profile = options.profile ?? twinModel;
  if (profile === undefined)
    throw new CommandError(EXIT.usage, "name the machine: --profile hdp5000, or --twin twin.json");
  if (
    twinModel !== undefined &&
    (profile !== twinModel || options.serial !== undefined || options.firmware !== undefined)
  ) {
    throw new CommandError(
      EXIT.usage,
      `the twin is a ${twinModel} of its own: leave --profile, --serial and --firmware out`,
    );
  }
  if (!(SIM_MODELS as readonly string[]).includes(profile)) {
    throw new InputError(`unknown printer profile "${profile}"; known profiles: ${SIM_MODELS.join(", ")}`);
  }
  return {
    model: profile as SimModel,
    seed: numberOption(options.seed, "--seed", 0, 2 ** 32, true),
    roomCelsius: numberOption(options.room, "--room", 0, 60),
    fan: numberOption(options.fan, "--fan", 0, 1),
    supplies: parseSupplies(options.supplies),
    operator: "none",
    protection: "on",
    setpointCelsius: 165,
    baud: undefined,
    lossPerBlock: 0,
    corruptPerByte: 0,
  };
}

function listenUrl(text: string, name: string): string {
  try {
    checkListenUrl(text);
  } catch (error) {
    const why = error instanceof Error ? `: ${error.message}` : "";
    throw new CommandError(EXIT.usage, `${name} must be like tcp://127.0.0.1:7001 or pty:///tmp/cetak0${why}`);
  }
  return text;
}

function readScript(path: string): ScriptStep[] {
  const parsed = parseScript(readTextFile(path, SCRIPT_TEXT));
  if ("steps" in parsed) return parsed.steps;
  const [first, ...rest] = parsed.problems.slice(0, PROBLEMS_SAID_MAX);
  const left = parsed.problems.length - PROBLEMS_SAID_MAX;
  const more = rest.map(({ line, message }) => `\n${path}:${line}: ${message}`).join("");
  const end = left > 0 ? `\n${left} more lines are wrong` : "";
  throw new InputError(`${first!.message}${more}${end}`, { file: path, line: first!.line });
}

/** Commands typed, or piped in. The end of the input does not end the simulator. */
function readPrompt(act: (line: string) => string): { close(): void } {
  const terminal = process.stdin.isTTY === true;
  const lines = createInterface({
    input: process.stdin,
    ...(terminal ? { output: process.stdout, prompt: "sim> " } : {}),
  });
  if (terminal) {
    process.stdout.write("type help for the commands, Ctrl-C to end\n");
    lines.prompt();
    lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  }
  lines.on("line", (line) => {
    const answer = act(line);
    if (answer !== "") process.stdout.write(`${answer}\n`);
    if (terminal) lines.prompt();
  });
  return lines;
}
