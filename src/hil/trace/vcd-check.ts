/** A strict check of value change dumps: the usual tools take garbage without a word. */

/** What is wrong with a dump, with line numbers; empty when it is right. At most this many. */
export const VCD_PROBLEMS_MAX = 20;

interface Variable {
  readonly type: string;
  readonly bits: number;
}

export function vcdProblems(text: string): string[] {
  const problems: string[] = [];
  const variables = new Map<string, Variable>();
  let defined = false;
  let at = -1;
  for (const [index, line] of text.split("\n").entries()) {
    const say = (words: string): void => {
      if (problems.length < VCD_PROBLEMS_MAX) problems.push(`line ${index + 1}: ${words}`);
    };
    if (line === "" || line === "$dumpvars" || line === "$end") continue;
    if (!defined) {
      const variable = /^\$var (wire|real) (\d+) (\S+) (\S+)(?: \[\d+:\d+\])? \$end$/.exec(line);
      if (variable !== null) {
        if (variables.has(variable[3]!)) say(`identifier ${variable[3]} is declared twice`);
        variables.set(variable[3]!, { type: variable[1]!, bits: Number(variable[2]) });
      } else if (line === "$enddefinitions $end") defined = true;
      else if (!/^\$\w+ .*\$end$/.test(line)) say("this is no declaration");
      continue;
    }
    if (line.startsWith("#")) {
      const next = Number(line.slice(1));
      if (!Number.isInteger(next) || next <= at) say(`time ${line} does not grow`);
      at = next;
      continue;
    }
    const wrong = changeProblem(line, variables);
    if (wrong !== undefined) say(wrong);
    if (at < 0) say("a value stands before the first time");
  }
  if (!defined) problems.push("the definitions have no end");
  return problems;
}

function changeProblem(line: string, variables: ReadonlyMap<string, Variable>): string | undefined {
  const match = /^(?:([01xz])|b([01xz]+) |r(\S+) )(\S+)$/.exec(line);
  if (match === null) return "this is no change of a value";
  const variable = variables.get(match[4]!);
  if (variable === undefined) return `identifier ${match[4]} is not declared`;
  const [, bit, word, real] = match;
  if (real !== undefined) {
    if (variable.type !== "real") return "a real for a wire";
    return real === "nan" || Number.isFinite(Number(real)) ? undefined : `${real} is no number`;
  }
  if (variable.type !== "wire") return "bits for a real";
  return (bit ?? word)!.length > variable.bits ? "more bits than declared" : undefined;
}
