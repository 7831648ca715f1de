/**
 * Text commands for the simulator: one a line, at once or `at` a time after the start. Used by the prompt and by script
 * files. A line that cannot be understood says its number and what is possible; nothing of such a script is run.
 */
import type { Clock, Timer } from "../base/index.ts";
import type { Engine } from "./engine.ts";
import { parseTime, SCRIPT_HELP, type ScriptAction, shown, WORDS } from "./script-words.ts";

export { SCRIPT_HELP };

/** Lines of one script. */
export const SCRIPT_LINES_MAX = 10_000;

export interface ScriptStep {
  readonly line: number;
  readonly atUs: number;
  readonly action: ScriptAction;
}

export interface ScriptProblem {
  readonly line: number;
  readonly message: string;
}

/** Understands a whole script, or says everything that is wrong with it. Empty lines and `#` comments are skipped. */
export function parseScript(text: string): { steps: ScriptStep[] } | { problems: ScriptProblem[] } {
  const lines = text.split(/\r?\n/);
  if (lines.length > SCRIPT_LINES_MAX) {
    return { problems: [{ line: SCRIPT_LINES_MAX, message: `a script has at most ${SCRIPT_LINES_MAX} lines` }] };
  }
  const steps: ScriptStep[] = [];
  const problems: ScriptProblem[] = [];
  lines.forEach((content, index) => {
    const words = wordsOf(content);
    if (words.length === 0) return;
    const parsed = parseWords(words);
    if (typeof parsed === "string") problems.push({ line: index + 1, message: parsed });
    else steps.push({ line: index + 1, ...parsed });
  });
  if (problems.length > 0) return { problems };
  return { steps: steps.sort((one, other) => one.atUs - other.atUs) };
}

function wordsOf(content: string): string[] {
  return content
    .replace(/#.*$/, "")
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
}

function parseWords(words: readonly string[]): { atUs: number; action: ScriptAction } | string {
  let atUs = 0;
  let rest = words;
  if (words[0] === "at") {
    const time = parseTime(words[1]);
    if (time === undefined) return `"at" needs a time like 500ms, 120s, 2m or 1h, got "${shown(words[1])}"`;
    atUs = time;
    rest = words.slice(2);
  }
  const [name, ...args] = rest;
  const word = WORDS[name ?? ""];
  if (word === undefined || !Object.hasOwn(WORDS, name ?? "")) {
    return `no command "${shown(name)}"; possible: ${Object.keys(WORDS).join(", ")}`;
  }
  const action = word.parse(args);
  return typeof action === "string" ? action : { atUs, action };
}

export interface RunningScript {
  /** Steps not yet done. */
  readonly left: number;
  stop(): void;
}

/** Runs understood steps from now on. `say` hears each result and each value that was out of range, with its line. */
export function runScript(
  steps: readonly ScriptStep[],
  engine: Engine,
  clock: Clock,
  say: (line: number, text: string) => void = () => {},
): RunningScript {
  const timers: Timer[] = [];
  let left = 0;
  const schedule = (afterUs: number, run: () => void): void => {
    left++;
    const timer = clock.timer(() => {
      left--;
      run();
    });
    timers.push(timer);
    timer.armAfter(afterUs);
  };
  for (const { line, atUs, action } of steps) {
    schedule(atUs, () => {
      say(
        line,
        attempt(() => action.run(engine)),
      );
      const { later } = action;
      if (later !== undefined)
        schedule(later.afterUs, () =>
          say(
            line,
            attempt(() => later.run(engine)),
          ),
        );
    });
  }
  return {
    get left() {
      return left;
    },
    stop() {
      for (const timer of timers) timer.cancel();
      left = 0;
    },
  };
}

/** One line from a prompt, at once: what to print. */
export function runScriptLine(engine: Engine, clock: Clock, content: string): string {
  const words = wordsOf(content);
  if (words.length === 0) return "";
  const parsed = parseWords(words);
  if (typeof parsed === "string") return parsed;
  if (parsed.atUs > 0) {
    runScript([{ line: 1, ...parsed }], engine, clock);
    return "scheduled";
  }
  const answer = attempt(() => parsed.action.run(engine));
  const { later } = parsed.action;
  if (later !== undefined)
    runScript([{ line: 1, atUs: later.afterUs, action: { run: (e) => later.run(e) } }], engine, clock);
  return answer;
}

/** Whether an answer (or its first line) says that nothing was done, and why: all but what a done line answers. */
export function isRefusal(answer: string): boolean {
  const done = ["", "ok", "scheduled"].includes(answer) || answer.startsWith("{") || SCRIPT_HELP.startsWith(answer);
  return !done;
}

/** Values out of range are the writer's mistake, said in words; anything else is ours. */
function attempt(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
