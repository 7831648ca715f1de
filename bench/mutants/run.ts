/** All mutants, some at a time, each on a copy of its own. */
import type { ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { TreeCopy } from "./copy.ts";
import { judge, runScenarios, type Verdict } from "./judge.ts";
import type { Mutant } from "./patch.ts";

export interface MutantWishes {
  readonly root: string;
  readonly mutants: readonly Mutant[];
  readonly lanes: number;
  readonly all: boolean;
  readonly types: boolean;
  /** Runs the library without any bug first. */
  readonly sound: boolean;
  readonly say: (line: string) => void;
}

export interface MutantRun {
  /** In the order of the mutants; those that were not begun are missing. */
  readonly verdicts: readonly Verdict[];
  readonly scenarios: number;
  /** Why nothing can be concluded: the library fails without any bug. */
  readonly unsound: string | undefined;
  readonly interrupted: boolean;
}

/** Names of the scenarios of a tree. */
export function libraryOf(root: string): string[] {
  const files = readdirSync(join(root, "scenarios")).filter((name) => name.endsWith(".yaml"));
  return files.map((name) => name.slice(0, -5)).sort();
}

export async function runMutants(wishes: MutantWishes): Promise<MutantRun> {
  const { root, mutants, lanes, say } = wishes;
  const library = libraryOf(root);
  const processes = new Set<ChildProcess>();
  const verdicts: (Verdict | undefined)[] = [];
  const original = new TreeCopy(root);
  const copies: TreeCopy[] = [];
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
    for (const child of processes) child.kill();
  };
  process.once("SIGINT", stop);
  try {
    const unsound = wishes.sound ? await soundness(original, library, wishes.types, processes, say) : undefined;
    if (unsound !== undefined && !interrupted) return { verdicts: [], scenarios: library.length, unsound, interrupted };
    let next = 0;
    let done = 0;
    const lane = async (): Promise<void> => {
      const copy = new TreeCopy(root, original);
      copies.push(copy);
      while (next < mutants.length && !interrupted) {
        const index = next++;
        const verdict = await judge(mutants[index]!, copy, {
          scenarios: library,
          types: wishes.types,
          all: wishes.all,
          processes,
        });
        copy.restore(original);
        if (interrupted) return;
        verdicts[index] = verdict;
        say(`${++done}/${mutants.length} ${verdictText(verdict)}`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(lanes, mutants.length) }, lane));
    const judged = verdicts.filter((verdict) => verdict !== undefined);
    return { verdicts: judged, scenarios: library.length, unsound: undefined, interrupted };
  } finally {
    process.off("SIGINT", stop);
    for (const copy of [original, ...copies]) copy.remove();
  }
}

export function verdictText({ mutant, fate, kills, why, scenariosRun }: Verdict): string {
  const by = kills.map(({ scenario, kind }) => `${scenario} (${kind})`).join(", ");
  const more = fate === "killed" ? `by ${by}` : (why ?? `all ${scenariosRun} scenarios passed`);
  return `${fate.toUpperCase().padEnd(8)} ${mutant.name}: ${more}`;
}

/** A library that fails anyway kills everything and proves nothing. */
async function soundness(
  copy: TreeCopy,
  library: readonly string[],
  types: boolean,
  processes: Set<ChildProcess>,
  say: (line: string) => void,
): Promise<string | undefined> {
  const errors = types ? await copy.typeErrors(processes) : "";
  if (errors !== "") return `the type checker is not content without any bug: ${errors.split("\n")[0]}`;
  say(`without any bug: ${library.length} scenarios`);
  const results = await runScenarios(copy.folder, library, false, processes);
  if (typeof results === "string") return results;
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length === 0 && results.length === library.length) return undefined;
  return `the library fails without any bug: ${failed.map(({ file }) => file).join(", ")}`;
}
