/** Runs scenarios against a planted bug and says what became of it. */
import { type ChildProcess, spawn } from "node:child_process";
import type { TreeCopy } from "./copy.ts";
import { type Mutant, PatchError } from "./patch.ts";

/** A run that takes longer than this has no verdict, ms. */
const RUN_MS_MAX = 600_000;

export interface Kill {
  /** Name of the scenario's file without `.yaml`. */
  readonly scenario: string;
  /** Kind of the failed check: assertion, deadline, invariant ... */
  readonly kind: string;
  readonly message: string;
}

/** `broken`: nothing was proven, for the reason given. */
export type Fate = "killed" | "survived" | "broken";

export interface Verdict {
  readonly mutant: Mutant;
  readonly fate: Fate;
  /** Scenarios that failed with it, in the order of their names. */
  readonly kills: readonly Kill[];
  readonly scenariosRun: number;
  readonly why?: string;
}

interface OneResult {
  readonly file: string;
  readonly passed: boolean;
  readonly failures: readonly { readonly kind: string; readonly message: string }[];
}

export interface JudgeOptions {
  /** All scenarios of the library. */
  readonly scenarios: readonly string[];
  /** Asks the type checker first. */
  readonly types: boolean;
  /** Runs the whole library, and not only until it is killed. */
  readonly all: boolean;
  /** Knows each process while it runs. */
  readonly processes: Set<ChildProcess>;
}

/** The scenarios that the patch names first; if none of them fails, the others, until one does. */
export async function judge(mutant: Mutant, copy: TreeCopy, options: JudgeOptions): Promise<Verdict> {
  const missing = mutant.likely.filter((name) => !options.scenarios.includes(name));
  if (missing.length > 0) return broken(mutant, `its header names scenarios that are not there: ${missing.join(", ")}`);
  try {
    copy.plant(mutant);
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return broken(mutant, error.message);
  }
  const errors = options.types ? await copy.typeErrors(options.processes) : "";
  if (errors !== "") return broken(mutant, `the type checker sees it: ${errors.split("\n")[0]}`);
  const others = options.scenarios.filter((name) => !mutant.likely.includes(name));
  const results: OneResult[] = [];
  const rounds = options.all ? [[...mutant.likely, ...others]] : [mutant.likely, others];
  for (const names of rounds) {
    if (names.length === 0 || kills(results).length > 0) continue;
    const found = await runScenarios(copy.folder, names, !options.all && names === others, options.processes);
    if (typeof found === "string") return broken(mutant, found);
    results.push(...found);
  }
  const killed = kills(results);
  const fate = killed.length > 0 ? "killed" : "survived";
  const onlyThrew = killed.length === 0 && results.some(({ passed }) => !passed);
  if (onlyThrew) return broken(mutant, "scenarios ended with an exception and not with a verdict", results.length);
  return { mutant, fate, kills: killed, scenariosRun: results.length };
}

const broken = (mutant: Mutant, why: string, scenariosRun = 0): Verdict => ({
  mutant,
  fate: "broken",
  kills: [],
  scenariosRun,
  why,
});

/** An exception alone is no verdict of a check. */
function kills(results: readonly OneResult[]): Kill[] {
  return results.flatMap(({ file, failures }) => {
    const check = failures.find(({ kind }) => kind !== "internal");
    const scenario = file.replace(/^.*\//, "").replace(/\.yaml$/, "");
    return check === undefined ? [] : [{ scenario, kind: check.kind, message: check.message }];
  });
}

/** What `cetak test` says of these scenarios in that folder, or why it said nothing. */
export function runScenarios(
  folder: string,
  names: readonly string[],
  failFast: boolean,
  processes: Set<ChildProcess>,
): Promise<OneResult[] | string> {
  const files = names.map((name) => `scenarios/${name}.yaml`);
  const args = ["bin/cetak.mjs", "test", ...files, "--on", "sim", "--json", ...(failFast ? ["--fail-fast"] : [])];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], timeout: RUN_MS_MAX });
  processes.add(child);
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((done) => {
    child.on("close", (code, signal) => {
      processes.delete(child);
      try {
        done((JSON.parse(out) as { results: OneResult[] }).results);
      } catch {
        const last = err.trim().split("\n").at(-1) ?? "";
        done(`cetak test ended with ${signal ?? code} and no report: ${last}`);
      }
    });
  });
}
