/** Who does what a scenario wants done at a machine that is not in this process: its lab line, a person, or a file of answers. */
import { askLabLine } from "../../rig/index.ts";
import type { ActProblem } from "./target.ts";

export interface Hands {
  /** Never rejects. */
  act(line: string): Promise<ActProblem | undefined>;
}

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The control line of `cetak sim --control`. */
export function labHands(url: string): Hands {
  return {
    async act(line) {
      try {
        await askLabLine(url, line);
        return undefined;
      } catch (error) {
        const refused = error instanceof Error && "code" in error && error.code === "invalid";
        return { kind: refused ? "refused" : "device", message: why(error) };
      }
    },
  };
}

/** `ask` puts a question to a person and resolves with what was said; undefined when nobody is there. */
export function personHands(ask: (question: string) => Promise<string | undefined>): Hands {
  return {
    async act(line) {
      const said = await ask(`At the printer: ${line}. Done? [Y/n] `);
      if (said === undefined) return { kind: "person", message: `nobody is there to do this at the printer: ${line}` };
      if (/^(y(es)?|done|)$/i.test(said.trim())) return undefined;
      return { kind: "person", message: `the person at the printer did not do this: ${line}` };
    },
  };
}

/** Answers of `--answers FILE`: each line `FRAGMENT = done` or `FRAGMENT = no`, used once, in their order. `*` fits everything. */
export function parseAnswers(text: string): { answers: Answer[] } | { problem: string; line: number } {
  const answers: Answer[] = [];
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const line = content.replace(/#.*$/, "").trim();
    if (line === "") continue;
    const match = /^(.+?)\s*=\s*(done|no)$/.exec(line);
    if (match === null) return { line: index + 1, problem: `"${line}" is not of the form FRAGMENT = done|no` };
    answers.push({ fragment: match[1]!, said: match[2] as Answer["said"] });
  }
  return { answers };
}

export interface Answer {
  readonly fragment: string;
  readonly said: "done" | "no";
}

/** Takes the first answer that fits; `*` is never used up. */
export function answered(answers: readonly Answer[]): (question: string) => Promise<string | undefined> {
  const left = [...answers];
  return async (question) => {
    const at = left.findIndex(({ fragment }) => fragment === "*" || question.includes(fragment));
    if (at < 0) return undefined;
    const { said, fragment } = left[at]!;
    if (fragment !== "*") left.splice(at, 1);
    return said;
  };
}
